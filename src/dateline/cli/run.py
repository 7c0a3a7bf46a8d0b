"""One run of `dateline read`.

In: a `Request`. Out: readings written as they come, and the exit code. Whatever a user can get wrong ends in one clear
line on standard error, never in a traceback.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dateline.cli.pages import PageFolder
from dateline.cli.progress import Log
from dateline.cli.usage import UsageError, check_output, say_error
from dateline.cli.writers import FOLDERS, Writer, open_writer
from dateline.errors import DatelineError
from dateline.records import Failure, Reading, Report
from dateline.settings import Settings, load_settings
from dateline.sources.paths import FAILURES

ALL_READ, SOME_FAILED, INTERRUPTED = 0, 1, 130


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asks for: the arguments and options of `dateline read`."""

    paths: tuple[str, ...]
    form: str = "table"
    out: Path | None = None
    published: str | None = None
    pipeline: str | None = None
    settings: Path | None = None
    quiet: bool = False
    columns: str | None = None
    fetch: bool = False
    resume: bool = False
    gazetteer: Path | None = None


def run(request: Request) -> int:
    """Read what is asked for and give the exit code."""
    log = Log(_find_folder(request), quiet=request.quiet)
    try:
        return _run(request, log)
    except KeyboardInterrupt:
        log.stop()
        log.say(f"interrupted: {log.reports} read")
        return INTERRUPTED
    except DatelineError as error:
        log.stop()
        return say_error(error)
    except BrokenPipeError:
        log.stop()
        return leave_pipe()
    except OSError as error:
        log.stop()
        return say_error(error)


def leave_pipe() -> int:
    """Give the exit code when the reader of the output has gone (`| head`): it has what it wanted."""
    # Python flushes standard output on leaving, which would fail once more.
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ALL_READ


def read_reports(reports: Iterator[Report | Failure], settings: Settings) -> Iterator[Reading | Failure]:
    """Read reports by the main path, which is loaded here."""
    from dateline.pipeline import read_many

    return read_many(reports, settings)


def prepare(settings: Settings) -> None:
    """Load the models before any output is opened; raises `ModelError` if one is not installed."""
    from dateline.pipeline import describe_coder

    describe_coder(settings)


def _run(request: Request, log: Log) -> int:
    from dateline.cli.resuming import Done, load_done, make_options
    from dateline.sources.dates import check_published
    from dateline.sources.paths import read_sources

    settings = load_settings(request.settings)
    if request.pipeline:
        settings = replace(settings, pipeline=request.pipeline)
    if request.gazetteer:
        settings = replace(settings, gazetteer=str(request.gazetteer))
    _check_place(request)
    options = make_options(request, settings)
    done = load_done(request.out) if request.resume and request.out else Done()
    options = replace(options, published=check_published(request.published), resume=done.offsets)
    found = done.leave_out(read_sources(request.paths, options=options))
    first, reports = _look_ahead(found)
    several = first > 1
    folder = request.form in FOLDERS and not _is_page(request, several)
    if first:
        prepare(settings)
    place = request.out if folder or request.out is None else request.out.parent
    missing = place is not None and not place.exists()
    if not first and request.out is not None and request.out.is_file():
        for item in reports:  # what stands at the place is not emptied for nothing
            if isinstance(item, Failure):
                log.add(item)
        log.sum_up()
        return SOME_FAILED if log.failed else ALL_READ
    with open_writer(request.form, request.out, folder=folder, append=request.resume) as writer:
        if missing and place is not None:
            log.tell_made(place)
        if several:
            log.start(request.paths)
        _write_all(read_reports(log.watch(reports), settings), writer, log)
    log.sum_up()
    if isinstance(writer, PageFolder) and writer.index is not None:
        log.tell(f"the list of pages: {writer.index}")
    return SOME_FAILED if log.failed else ALL_READ


def _write_all(results: Iterator[Reading | Failure], writer: Writer, log: Log) -> None:
    for result in results:
        if isinstance(result, Reading):
            writer.write(result)
        log.add(result)


def _look_ahead(reports: Iterator[Report | Failure]) -> tuple[int, Iterator[Report | Failure]]:
    """Say whether there are no reports, one or more (0, 1, 2), and give all of them."""
    seen: list[Report | Failure] = []
    number = 0
    for item in reports:
        seen.append(item)
        number += isinstance(item, Report)
        if number > 1:
            break
    return number, itertools.chain(seen, reports)


def _is_page(request: Request, several: bool) -> bool:
    """Say whether one page goes into one file or to standard output; raises `UsageError` for several."""
    if request.form != "html":
        return False
    one = request.out is None or (request.out.suffix.lower() in (".html", ".htm") and not request.out.is_dir())
    if one and several:
        raise UsageError("--format html writes one page a report: name a folder with --out")
    return one


def _find_folder(request: Request) -> Path:
    """Give the folder for failures: the one written to, or that of the file, or the current one."""
    if request.out is None:
        return Path()
    page = request.form == "html" and request.out.suffix.lower() in (".html", ".htm")
    return request.out if request.form in FOLDERS and not page else request.out.parent


def _check_place(request: Request) -> None:
    """Raise `UsageError` where the output would overwrite what is read or be read itself the next time."""
    out = request.out
    if request.resume and (request.form != "jsonl" or out is None):
        raise UsageError("--resume goes on with a file of readings: give --format jsonl and --out FILE")
    if out is None:
        if request.form == "readings":
            raise UsageError("--format readings writes one file a report: name a folder with --out")
        return
    check_output(out, request.paths)
    if out.name == FAILURES:
        raise UsageError(f"--out {out} is where failures are written: name another place")
    place = out.resolve()
    for path in request.paths:
        source = Path(path).resolve() if path != "-" else None
        if source is not None and source.is_dir() and source in place.parents:
            raise UsageError(f"--out {out} lies in {path}, which is to be read: name a place outside it")
    if request.form in FOLDERS:
        if out.exists() and not out.is_dir() and request.form == "readings":
            raise UsageError(f"--out {out} is a file: name a folder")
    elif out.is_dir():
        raise UsageError(f"--out {out} is a folder: name a file for --format {request.form}")
