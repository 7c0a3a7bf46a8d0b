"""Reading for the web: texts and uploaded files to readings, in a process of its own.

In: an `Upload`, bytes with a name that is only a label. Out: readings and failures. Parsers of hostile files and the
encoder run in a child process, so that the site answers meanwhile, a parser that hangs is ended by its clock, and one
that crashes takes nothing along. Nothing that an upload names is ever fetched or opened.
"""

from __future__ import annotations

import concurrent.futures
import functools
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import PurePosixPath
from typing import ParamSpec, TypeVar

from dateline.errors import InputError
from dateline.records import Failure, Reading, Report
from dateline.settings import Settings

MAX_TOGETHER = 20
"""How many reports one request may hold that waits for its answer; more are a job."""
MAX_WAITING = 8
"""How many requests may wait for a reading at the same time."""
MAX_SECONDS = 120.0
"""The longest that a request waits."""

P = ParamSpec("P")
T = TypeVar("T")


class BusyError(InputError):
    """So many are waiting already that one more would wait too long."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes of a file, or of a text with what is known about it; `published` stands in where a file names no day."""

    data: bytes
    name: str
    text: str | None = None
    published: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None


def make_label(name: str | None) -> str:
    """Give the last part of a file's name without anything odd: a label, never a path."""
    last = PurePosixPath((name or "").replace("\\", "/")).name
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*')
    return kept.strip(". ")[-120:] or "upload"


def split_upload(upload: Upload, limit: int) -> list[Report | Failure]:
    """Give the reports in an upload; raises `InputError` where there are more than `limit`, or none at all."""
    if upload.text is not None:
        from dateline.sources.build import make_failure, read_text

        try:
            return [
                read_text(
                    upload.text,
                    title=upload.title,
                    outlet=upload.outlet,
                    url=upload.url,
                    published=upload.published,
                )
            ]
        except InputError as error:
            return [make_failure(upload.name, error)]
    from dateline.sources.build import make_failure
    from dateline.sources.dates import check_published
    from dateline.sources.files import File, Options
    from dateline.sources.formats import read_file

    options = Options(published=check_published(upload.published))
    file = File.of(upload.data, upload.name, PurePosixPath(upload.name).suffix.lower())
    found: list[Report | Failure] = []
    try:
        for item in islice(read_file(file, options), limit + 1):
            found.append(item)
    except InputError as error:
        found.append(make_failure(upload.name, error))
    except (OSError, ValueError) as error:
        found.append(Failure(upload.name, "source", f"it cannot be read: {type(error).__name__}"))
    except (RecursionError, MemoryError) as error:
        found.append(Failure(upload.name, "source", f"nested too deeply or too large ({type(error).__name__})"))
    if len(found) > limit:
        raise InputError(f"more than {limit:,} reports: send fewer at a time, or start a job")
    return found


def read_one(item: Report | Failure, settings: Settings) -> Reading | Failure:
    """Read a report; what goes wrong is a `Failure`."""
    from dateline.pipeline import read_many

    return next(read_many([item], settings))


def _read_all(upload: Upload, limit: int, settings: Settings) -> list[Reading | Failure]:
    return [read_one(item, settings) for item in split_upload(upload, limit)]


class Reader:
    """Reads in one child process, started when it is first needed; with `apart=False` in the caller's own thread."""

    def __init__(self, settings: Settings, *, apart: bool = True) -> None:
        self.settings, self.apart = settings, apart
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._inline = threading.Lock()
        self._waiting = threading.BoundedSemaphore(MAX_WAITING)

    def read(self, upload: Upload, *, limit: int = MAX_TOGETHER) -> list[Reading | Failure]:
        """Read an upload while the caller waits; raises `BusyError`, and `InputError` where it takes too long."""
        if not self._waiting.acquire(blocking=False):
            raise BusyError("many reports are waiting to be read: try again in a minute")
        try:
            return self._run(_read_all, upload, limit, self.settings)
        finally:
            self._waiting.release()

    def split(self, upload: Upload, limit: int) -> list[Report | Failure]:
        """Give the reports in an upload."""
        return self._run(split_upload, upload, limit)

    def read_report(self, item: Report | Failure) -> Reading | Failure:
        """Read one report of a job; what takes too long or crashes the process is a `Failure`."""
        if isinstance(item, Failure):
            return item
        try:
            return self._run(read_one, item, self.settings)
        except InputError as error:
            return Failure(item.id, "read", str(error))

    def close(self) -> None:
        """End the child process."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool:
            _end(pool)

    def _run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        call = functools.partial(function, *args, **kwargs)
        if not self.apart:
            with self._inline:
                return call()
        pool = self._open()
        try:
            future: Future[T] = pool.submit(call)
            return future.result(timeout=MAX_SECONDS)
        except concurrent.futures.TimeoutError as error:
            self._give_up(pool)
            raise InputError(f"it takes longer than {MAX_SECONDS:.0f} seconds to read: send less at a time") from error
        except (BrokenProcessPool, concurrent.futures.CancelledError, RuntimeError) as error:
            self._give_up(pool)
            raise InputError("the process that reads has ended: try again, or send less at a time") from error

    def _open(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            return self._pool

    def _give_up(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        _end(pool)


def _end(pool: ProcessPoolExecutor) -> None:
    processes: Iterable[object] = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()  # type: ignore[attr-defined]
