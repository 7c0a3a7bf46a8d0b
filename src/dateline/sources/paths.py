"""Files, folders, globs and standard input to reports.

In: paths as a user gives them. Out: a `Report` or a `Failure` for each report in them, in a fixed order. A
file's format is told by its content and its ending (see `formats`). Each thing that cannot be read is one `Failure`
with one line that says why; whatever comes after it is still read.
"""

from __future__ import annotations

import glob
import logging
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import make_failure
from dateline.sources.dates import check_published
from dateline.sources.decode import SAMPLE
from dateline.sources.files import File, Options
from dateline.sources.formats import read_file
from dateline.sources.limits import MAX_BYTES, describe_size

logger = logging.getLogger(__name__)

FAILURES = "failures.jsonl"
"""The file that a run leaves beside its output, which is no source when its folder is read."""


def read_sources(
    paths: Iterable[str | Path],
    *,
    published: str | None = None,
    max_bytes: int = MAX_BYTES,
    options: Options | None = None,
) -> Iterator[Report | Failure]:
    """Read the reports in files, folders (with all below them), globs and, for `-`, standard input.

    `published` is the day that stands in where a source names none; `max_bytes` limits each file, and each
    row of a table; `options` holds the rest. Raises `InputError` where `published` is no day; all else that goes
    wrong is a `Failure`.
    """
    options = options or Options(max_bytes=max_bytes)
    options = replace(options, published=check_published(published or options.published))
    for path in paths:
        if str(path) == "-":
            yield from _guard("-", _read_standard_input(options))
            continue
        for item in find_files(path):
            if isinstance(item, Failure):
                yield item
            else:
                yield from _guard(str(item), _read_path(item, options))


def find_files(path: str | Path, *, level: int = logging.WARNING) -> Iterator[Path | Failure]:
    """Give the files that a path, a folder or a glob stands for, sorted by name; hidden ones in folders are
    left. Links back to a folder above are passed over, which is logged at `level`.
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
                yield from _walk(Path(match), (), level)
    else:
        yield from _walk(start, (), level)


def _walk(path: Path, above: tuple[tuple[int, int], ...], level: int) -> Iterator[Path | Failure]:
    """Give the files at and below a path; `above` holds the folders on the way, to end a loop of links."""
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            yield path
            return
        key = (status.st_dev, status.st_ino)
        if key in above:
            # Nothing is lost by it: what the folder holds is read where it stands.
            logger.log(level, "warning: %r is a link back to a folder above it: passed over", str(path))
            return
        names = sorted(name for name in os.listdir(path) if not name.startswith(".") and name != FAILURES)
    except (OSError, ValueError) as error:
        yield Failure(str(path), "source", _explain(error))
        return
    if not names and not above:
        yield Failure(str(path), "source", "an empty folder")
    for name in names:
        yield from _walk(path / name, (*above, key), level)


def _guard(name: str, found: Iterator[Report | Failure]) -> Iterator[Report | Failure]:
    """Turn what stops one file into its failure."""
    try:
        yield from found
    except InputError as error:
        yield make_failure(name, error)
    except (OSError, ValueError) as error:
        yield Failure(name, "source", _explain(error))
    except (RecursionError, MemoryError) as error:
        yield Failure(name, "source", f"nested too deeply or too large to be read ({type(error).__name__})")


def _read_standard_input(options: Options) -> Iterator[Report | Failure]:
    data = sys.stdin.buffer.read(options.max_bytes + 1)
    if len(data) > options.max_bytes:
        raise InputError(f"more than {describe_size(options.max_bytes)} on standard input: give files")
    yield from read_file(File.of(data, "-"), options)


def _read_path(path: Path, options: Options) -> Iterator[Report | Failure]:
    regular = stat.S_ISREG(path.stat().st_mode)
    # A pipe that the shell names (`<(...)`) has a writer; any other may block for ever.
    if not regular and not str(path).startswith(("/dev/fd/", "/proc/self/fd/")):
        raise InputError("not a regular file: give a file, a folder or - for standard input")
    with path.open("rb") as stream:
        if not regular:
            data = stream.read(options.max_bytes + 1)
            file = File.of(data, str(path), path.suffix.lower())
        else:
            file = File(str(path), path.suffix.lower(), stream.read(SAMPLE), path=path)
    yield from read_file(file, options)


def _explain(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "permission denied: it may not be read"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read: {error.strerror}"
    return f"cannot be read: {' '.join(str(error).split())[:200]}"
