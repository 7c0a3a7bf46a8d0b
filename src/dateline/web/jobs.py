"""Long work in the background: many files read one report after another, with its progress for whoever watches.

In: uploads and the person who sent them. Out: a `Job` whose numbers grow, its readings as JSON lines in a file of its
own and, where it is asked for, in the store. Jobs live as long as the server; what is in the store stays.
"""

from __future__ import annotations

import secrets
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from dateline.errors import DatelineError
from dateline.readings import dump_reading
from dateline.records import Failure, Reading
from dateline.store import Incoming, Raw, Store
from dateline.web.reader import BusyError, Reader, Upload

State = Literal["waiting", "reading", "done", "stopped", "failed"]

MAX_REPORTS = 5_000
"""How many reports one file of a job may hold."""
MAX_OPEN = 4
"""How many jobs of one person may be under way."""
MAX_OPEN_OF_ALL = 16
MAX_KEPT = 100
"""How many ended jobs are remembered."""
MAX_FAILURES = 200
"""How many failures a job tells of one by one; all are counted."""


@dataclass(frozen=True, slots=True)
class Job:
    """Where a job stands. `total` is None until the files have been looked through; `version` grows with each step."""

    id: str
    person: str
    state: State = "waiting"
    keep: bool = False
    total: int | None = None
    done: int = 0
    failed: int = 0
    added: int = 0
    failures: tuple[Failure, ...] = ()
    error: str | None = None
    version: int = 0

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ("done", "stopped", "failed")


@dataclass
class _Work:
    job: Job
    uploads: list[Upload]
    path: Path
    stop: threading.Event = field(default_factory=threading.Event)


class Jobs:
    """The jobs of a server, one worked on at a time."""

    def __init__(self, store: Store, reader: Reader) -> None:
        self.store, self.reader = store, reader
        self._works: dict[str, _Work] = {}
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="dateline-jobs-")
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="jobs")

    def start(self, person: str, uploads: Sequence[Upload], *, keep: bool) -> Job:
        """Begin a job; raises `BusyError` where this person, or all together, have too many under way."""
        job = Job(secrets.token_urlsafe(12), person, keep=keep)
        work = _Work(job, list(uploads), Path(self._folder.name) / f"{job.id}.jsonl")
        with self._lock:
            under_way = [item.job for item in self._works.values() if not item.job.ended]
            if sum(item.person == person for item in under_way) >= MAX_OPEN or len(under_way) >= MAX_OPEN_OF_ALL:
                raise BusyError("several jobs are under way: wait for one to end")
            self._works[job.id] = work
            self._forget()
        self._pool.submit(self._run, work)
        return job

    def get(self, key: str) -> Job | None:
        """Give a job, or None where there is none of this id."""
        with self._lock:
            work = self._works.get(key)
            return work.job if work else None

    def list(self, person: str | None) -> list[Job]:
        """Give the jobs of a person, or of all, newest first."""
        with self._lock:
            found = [work.job for work in self._works.values()]
        return [job for job in reversed(found) if person is None or job.person == person]

    def path(self, key: str) -> Path | None:
        """Give the file of a job's readings."""
        with self._lock:
            work = self._works.get(key)
        return work.path if work and work.path.is_file() else None

    def stop(self, key: str) -> None:
        """Ask a job to stop after the report at hand."""
        with self._lock:
            work = self._works.get(key)
        if work:
            work.stop.set()

    def close(self) -> None:
        """Stop all jobs and remove their files."""
        with self._lock:
            works = list(self._works.values())
        for work in works:
            work.stop.set()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._folder.cleanup()

    def _forget(self) -> None:
        ended = [key for key, work in self._works.items() if work.job.ended]
        for key in ended[: max(0, len(ended) - MAX_KEPT)]:
            self._works.pop(key).path.unlink(missing_ok=True)

    def _change(self, work: _Work, **values: object) -> None:
        with self._lock:
            work.job = replace(work.job, version=work.job.version + 1, **values)  # type: ignore[arg-type]

    def _run(self, work: _Work) -> None:
        try:
            self._change(work, state="reading")
            self._read(work)
            self._change(work, state="stopped" if work.stop.is_set() else "done")
        except DatelineError as error:
            self._change(work, state="failed", error=str(error))
        except Exception as error:  # whoever watches must learn that it ended
            self._change(work, state="failed", error=f"the job broke off: {type(error).__name__}")
        finally:
            work.uploads.clear()

    def _read(self, work: _Work) -> None:
        found = []
        for upload in work.uploads:
            if work.stop.is_set():
                return
            items = self.reader.split(upload, MAX_REPORTS)
            found += [(upload, place, item) for place, item in enumerate(items)]
            self._change(work, total=len(found))
        with work.path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            for upload, place, item in found:
                if work.stop.is_set():
                    return
                made = self.reader.read_report(item)
                if isinstance(made, Failure):
                    self._fail(work, made)
                    continue
                stream.write(dump_reading(made) + "\n")
                stream.flush()
                self._add(work, made, upload, place)

    def _add(self, work: _Work, reading: Reading, upload: Upload, place: int) -> None:
        added = 0
        if work.job.keep:
            raw = Raw(upload.data, upload.name) if upload.data else None
            try:
                self.store.add(Incoming(reading, raw, place))
                added = 1
            except DatelineError as error:
                self._fail(work, Failure(reading.id, "store", str(error)))
                return
        self._change(work, done=work.job.done + 1, added=work.job.added + added)

    def _fail(self, work: _Work, failure: Failure) -> None:
        plain = Failure(failure.report[:300], failure.step, failure.error[:500])
        failures = work.job.failures if len(work.job.failures) >= MAX_FAILURES else (*work.job.failures, plain)
        self._change(work, failed=work.job.failed + 1, failures=failures)
