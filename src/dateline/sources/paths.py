"""Files, folders, globs and standard input to reports.

In: paths as a user gives them. Out: a `Report` or a `Failure` for each report in them, in a fixed order. A
file's format is told by its ending and its content. Each thing that cannot be read is one `Failure` with one
line that says why; whatever comes after it is still read.
"""

from __future__ import annotations

import glob
import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.csv import looks_like_table, read_table
from dateline.sources.dates import check_published
from dateline.sources.decode import SAMPLE, decode_bytes, find_encoding
from dateline.sources.html import is_html, is_other_markup, read_html
from dateline.sources.jsonl import read_json, read_json_lines
from dateline.sources.plain import read_plain

MAX_BYTES = 50_000_000
"""The largest file that is read whole. Tables and JSON lines may be larger: their rows count, not their sum.
"""

_BY_ROW = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}
_HTML = (".html", ".htm", ".xhtml")


def read_sources(
    paths: Iterable[str | Path], *, published: str | None = None, max_bytes: int = MAX_BYTES
) -> Iterator[Report | Failure]:
    """Read the reports in files, folders (with all below them), globs and, for `-`, standard input.

    `published` is the day that stands in where a source names none; `max_bytes` limits each file, and each
    row of a table. Raises `InputError` where `published` is no day; all else that goes wrong is a `Failure`.
    """
    day = check_published(published)
    for path in paths:
        if str(path) == "-":
            yield from _guard("-", _read_standard_input(day, max_bytes))
            continue
        for item in find_files(path):
            if isinstance(item, Failure):
                yield item
            else:
                yield from _guard(str(item), _read_file(item, day, max_bytes))


def find_files(path: str | Path) -> Iterator[Path | Failure]:
    """Give the files that a path, a folder or a glob stands for, sorted by name; hidden ones in folders are
    left.
    """
    text = str(path)
    start = Path(path)
    if not text:
        yield Failure(text, "source", "an empty path")
    elif not os.path.lexists(start) and glob.has_magic(text):
        matches = sorted(glob.glob(text, recursive=True))
        if not matches:
            yield Failure(text, "source", "no file matches")
        for match in matches:
            if "**" not in text or not os.path.isdir(match):
                yield from _walk(Path(match), ())
    else:
        yield from _walk(start, ())


def _walk(path: Path, above: tuple[tuple[int, int], ...]) -> Iterator[Path | Failure]:
    """Give the files at and below a path; `above` holds the folders on the way, to end a loop of links."""
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            yield path
            return
        key = (status.st_dev, status.st_ino)
        if key in above:
            yield Failure(str(path), "source", "a link back to a folder above it: passed over")
            return
        names = sorted(name for name in os.listdir(path) if not name.startswith("."))
    except (OSError, ValueError) as error:
        yield Failure(str(path), "source", _explain(error))
        return
    if not names and not above:
        yield Failure(str(path), "source", "an empty folder")
    for name in names:
        yield from _walk(path / name, (*above, key))


def _guard(name: str, found: Iterator[Report | Failure]) -> Iterator[Report | Failure]:
    """Turn what stops one file into its failure."""
    try:
        yield from found
    except InputError as error:
        yield Failure(name, "source", str(error))
    except (OSError, ValueError) as error:
        yield Failure(name, "source", _explain(error))


def _read_standard_input(published: str | None, max_bytes: int) -> Iterator[Report | Failure]:
    data = sys.stdin.buffer.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise InputError(f"more than {_describe_size(max_bytes)} on standard input: give files")
    yield from _read_whole(data, "-", "", published)


def _read_file(path: Path, published: str | None, max_bytes: int) -> Iterator[Report | Failure]:
    status = path.stat()
    # A pipe that the shell names (`<(...)`) has a writer; any other may block for ever.
    if not stat.S_ISREG(status.st_mode) and not str(path).startswith(("/dev/fd/", "/proc/self/fd/")):
        raise InputError("not a regular file: give a file, a folder or - for standard input")
    ending = path.suffix.lower()
    if ending in _BY_ROW and stat.S_ISREG(status.st_mode):
        with path.open("rb") as file:
            yield from _read_rows(file, str(path), _BY_ROW[ending], published, max_bytes)
        return
    if status.st_size > max_bytes:
        raise InputError(
            f"a file of {_describe_size(status.st_size)}, more than {_describe_size(max_bytes)}: "
            "split it into reports, or use jsonl"
        )
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    yield from _read_whole(data, str(path), ending, published)


def _read_whole(data: bytes, name: str, ending: str, published: str | None) -> Iterator[Report | Failure]:
    declared = _find_declared_encoding(data) if data.lstrip()[:1] == b"<" else None
    text = decode_bytes(data, declared=declared)
    opening = text[:200].lstrip()
    if ending in _HTML or is_html(text):
        yield read_html(text, published=published)
    elif is_other_markup(text):
        raise InputError("XML, not a report: save each article as text or HTML")
    elif ending in _BY_ROW or (ending in ("", ".txt", ".dat") and looks_like_table(text[:100_000])):
        if _BY_ROW.get(ending) == "jsonl":
            yield from read_json_lines(text.splitlines(), name, published=published)
        else:
            yield from read_table(io.StringIO(text, newline=""), name, published=published)
    elif ending == ".json" or opening.startswith(("{", "[{")):
        yield from read_json(text, name, published=published)
    else:
        yield read_plain(text, published=published)


def _read_rows(
    file: BinaryIO, name: str, kind: str, published: str | None, max_bytes: int
) -> Iterator[Report | Failure]:
    """Read a table or JSON lines as a stream, so that a file of any size needs the memory of a row."""
    sample = file.read(SAMPLE)
    encoding = find_encoding(sample, whole=len(sample) < SAMPLE)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="" if kind == "csv" else None)
    lines = _read_lines(text, max_bytes)
    if kind == "csv":
        yield from read_table(lines, name, published=published)
    else:
        yield from read_json_lines(lines, name, published=published)


def _read_lines(file: io.TextIOWrapper, max_bytes: int) -> Iterator[str]:
    first = True
    while line := file.readline(max_bytes):
        if len(line) >= max_bytes and not line.endswith("\n"):
            raise InputError(f"a line of more than {_describe_size(max_bytes)}: one report a line, none so long")
        yield line.removeprefix("\ufeff") if first else line
        first = False


def _find_declared_encoding(data: bytes) -> str | None:
    match = re.search(rb"""(?:charset|encoding)\s{0,5}=\s{0,5}["']?([A-Za-z0-9_.:-]{2,30})""", data[:4096])
    return match[1].decode("ascii") if match else None


def _describe_size(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB" if size >= 1_000_000 else f"{size:,} bytes"


def _explain(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "permission denied: it may not be read"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return f"cannot be read: {' '.join(str(error).split())[:200]}"
