"""Readings from files, as `dateline read` writes them.

In: paths of JSON and JSON Lines files, folders of them, globs, or `-`. Out: readings one at a time, and a `Failure` for
each line or file that holds none; the rest goes on. Files are read a line at a time.
"""

from __future__ import annotations

import glob
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from dateline.errors import DatelineError, InputError
from dateline.readings import decode_reading, load_reading
from dateline.records import Failure, Reading

ENDINGS = (".jsonl", ".ndjson", ".json")


def read_readings(paths: Iterable[str], *, growing: bool = False) -> Iterator[Reading | Failure]:
    """Give the readings of paths, in their order; raises `InputError` for a path that is not there.

    With `growing`, a last line that is not whole yet is passed over: somebody is writing it.
    """
    for path in paths:
        if path == "-":
            yield from _read_lines("standard input", sys.stdin, growing)
            continue
        for file in _find_files(path):
            yield from _read_file(file, growing)


def _find_files(path: str) -> list[Path]:
    found = Path(path)
    if found.is_dir():
        files = sorted(
            file
            for file in found.rglob("*")
            if file.suffix.lower() in ENDINGS
            and file.is_file()
            and not file.name.endswith((".manifest.json", ".ledger.jsonl"))
        )
        if not files:
            raise InputError(
                f"{path} holds no .json or .jsonl of readings: make them with `dateline read --format jsonl`"
            )
        return files
    if found.is_file():
        return [found]
    files = sorted(Path(name) for name in glob.glob(path, recursive=True) if Path(name).is_file())
    if not files:
        raise InputError(f"no such file: {path}")
    return files


def _read_file(path: Path, growing: bool) -> Iterator[Reading | Failure]:
    with path.open(encoding="utf-8-sig", errors="surrogatepass") as stream:
        try:
            opening = stream.readline()
        except UnicodeDecodeError:
            yield Failure(str(path), "load", "not UTF-8: readings are what `dateline read --format jsonl` writes")
            return
        if growing and not opening.endswith("\n"):
            return
        if _is_whole(opening):
            stream.seek(0)
            yield from _read_lines(str(path), stream, growing)
        else:
            yield from _read_whole(path, opening + stream.read())


def _is_whole(line: str) -> bool:
    """Say whether a line is a JSON object, as in JSON Lines."""
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _read_lines(name: str, lines: Iterable[str], growing: bool) -> Iterator[Reading | Failure]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _check(load_reading(line), line)
            except DatelineError as error:
                if growing and not line.endswith("\n"):
                    return
                yield Failure(f"{name}:{number}", "load", str(error))


def _read_whole(path: Path, text: str) -> Iterator[Reading | Failure]:
    try:
        value = json.loads(text)
    except ValueError as error:
        yield Failure(str(path), "load", f"no readings: {error}; make them with `dateline read --format jsonl`")
        return
    for number, item in enumerate(value if isinstance(value, list) else [value], 1):
        place = f"{path}:{number}" if isinstance(value, list) else str(path)
        if not isinstance(item, dict) or not isinstance(item.get("text"), str):
            yield Failure(place, "load", "no reading: an object with the report's `text` is needed")
            continue
        try:
            yield _check(decode_reading(item), text)
        except DatelineError as error:
            yield Failure(place, "load", str(error))


def _check(reading: Reading, line: str) -> Reading:
    """Raise `InputError` for a report that nobody has read yet."""
    if reading.coder is None and not reading.events and '"events"' not in line:
        raise InputError("a report, not a reading: read it first with `dateline read --format jsonl`")
    return reading
