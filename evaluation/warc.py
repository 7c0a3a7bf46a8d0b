"""A large web archive read in bounded memory, killed, resumed: nothing lost, nothing twice.

In: the size of an archive that is made of pages of our own, in the true format of CC-News: gzip, a member a record,
with requests and pictures between the pages, and records of false length. Out: one JSON line: seconds, pages, the
most memory that the reading process held, how often it was killed, and whether each page came once.

    python -m evaluation.warc --megabytes 1000 --kills 3              # the sources: archive to reports
    python -m evaluation.warc --megabytes 2 --kills 2 --whole         # the whole main path: archive to readings
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

LIMIT = 600
"""Megabytes of memory that the reading process may hold."""
FALSE = 500
"""One record of so many states a false length."""


def make_archive(path: Path, megabytes: int, seed: int = 1) -> int:
    """Write an archive and give the number of its sound pages; what fills the pages does not pack well."""
    from tests.sources.builders import make_page, make_record

    chance = random.Random(seed)
    number = 0
    with path.open("wb") as stream:
        while stream.tell() < megabytes * 1_000_000:
            number += 1
            # Pages of the wild are mostly scripts and styles: 20 to 160 kB of them, half of it incompressible.
            script = chance.randbytes(chance.randint(10_000, 80_000)).hex()
            page = make_page(number, f"It is report {number}.").replace(
                "</head>", f"<script>var a='{script}'</script></head>"
            )
            url = f"https://valley.example/{number}"
            length = 700 if number % FALSE == 0 else None
            records = [
                make_record(url, b"", kind="request"),
                make_record(url, page.encode(), length=length),
                make_record(f"{url}.jpg", chance.randbytes(2_000)).replace(b"text/html; charset=utf-8", b"image/jpeg"),
            ]
            stream.write(b"".join(gzip.compress(record, 1, mtime=0) for record in records))
    return number - number // FALSE


def read_sources(archive: Path, out: Path) -> None:
    """Read an archive to the places and ids of its reports, one a line; goes on where an earlier run ended."""
    from dateline.cli.resuming import load_done
    from dateline.records import Report
    from dateline.sources.files import Options
    from dateline.sources.paths import read_sources as read

    done = load_done(out)
    with out.open("a", encoding="utf-8") as stream:
        for item in done.leave_out(read([archive], options=Options(resume=done.offsets))):
            if isinstance(item, Report):
                stream.write(json.dumps({"id": item.id, "source": item.source}) + "\n")
                stream.flush()


def run(archive: Path, out: Path, *, kills: int, whole: bool) -> tuple[int, float]:
    """Run the reading, kill it so many times on the way, and let it end; give the most memory and the seconds."""
    command = [sys.executable, "-m", "evaluation.warc", "--read", str(archive), "--out", str(out)]
    if whole:
        command = [sys.executable, "-m", "dateline.cli.app", "read", str(archive), "--format", "jsonl"]
        command = [sys.executable, "-c", "from dateline.cli.app import main; main()", *command[3:]]
        command += ["--out", str(out), "--resume", "--quiet"]
    began, most = time.monotonic(), 0
    while True:
        before = out.stat().st_size if out.exists() else 0
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            most = max(most, _measure(process.pid))
            grown = out.stat().st_size - before if out.exists() else 0
            if kills and grown > 3_000:
                os.kill(process.pid, signal.SIGKILL)
                kills -= 1
            time.sleep(0.05)
        if process.returncode != -signal.SIGKILL:
            return most, time.monotonic() - began


def _measure(pid: int) -> int:
    """Give the most memory a process has held, in megabytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(line.split()[1]) // 1000


def main() -> int:
    """Run what the command line asks for; the exit code is 1 where a page is lost or twice, or memory is too much."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--whole", action="store_true", help="the whole main path, not the sources alone")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        read_sources(asked.read, asked.out)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        archive, out = Path(folder, "pages.warc.gz"), Path(folder, "out.jsonl")
        pages = make_archive(archive, asked.megabytes)
        memory, seconds = run(archive, out, kills=asked.kills, whole=asked.whole)
        found = Counter(json.loads(line)["source"] for line in out.read_text("utf-8").splitlines())
        result = {
            "megabytes": round(archive.stat().st_size / 1e6), "pages": pages, "read": len(found),
            "twice": sum(count > 1 for count in found.values()), "kills": asked.kills, "memory_mb": memory,
            "seconds": round(seconds), "whole": asked.whole,
        }  # fmt: skip
    print(json.dumps(result))
    return int(len(found) != pages or result["twice"] > 0 or memory > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
