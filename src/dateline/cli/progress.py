"""Progress, failures and the summary, on standard error.

In: what happens in a run. Out: a bar while it runs (on a terminal, for more than one report), a line for each failure,
the sum at the end. Failures are kept in `failures.jsonl`, which is written only where there are some.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from dateline.export.view import one_line
from dateline.records import Failure, Reading, Report
from dateline.sources.paths import FAILURES

_SEVERAL = (".jsonl", ".ndjson", ".csv", ".tsv", ".json")


def count_files(paths: Iterable[str]) -> int | None:
    """Count the files to be read; None where one of them may hold several reports."""
    from dateline.sources.paths import find_files

    number = 0
    for path in paths:
        if path == "-":
            return None
        for found in find_files(path, level=logging.DEBUG):
            if isinstance(found, Path) and found.suffix.lower() in _SEVERAL:
                return None
            number += 1
    return number


class Log:
    """Counts what was read, names what was not."""

    def __init__(self, folder: Path, *, quiet: bool) -> None:
        self.console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
        self.folder, self.quiet = folder, quiet
        self.reports = self.events = self.attributions = self.failed = self.unread = 0
        self._file: TextIO | None = None
        self._opening = ""
        self._unwritable = False
        self._bar: Progress | None = None

    def start(self, paths: Iterable[str]) -> None:
        """Show a bar, on a terminal."""
        if self.quiet or not self.console.is_terminal:
            return
        self._bar = Progress(
            TextColumn("reading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[found]}"),
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
        )
        self._bar.add_task("read", total=count_files(paths), found="")
        self._bar.start()

    def watch(self, reports: Iterable[Report | Failure]) -> Iterator[Report | Failure]:
        """Pass reports on, and keep how the last one opens: an id alone tells a person nothing."""
        for report in reports:
            if isinstance(report, Report):
                opening = " ".join((report.title or report.text[:200]).split())
                self._opening = opening if len(opening) <= 60 else f"{opening[:60].rpartition(' ')[0] or opening[:60]}…"
            yield report

    def add(self, result: Reading | Failure) -> None:
        """Count one result; a failure is named and kept."""
        if isinstance(result, Failure):
            self.failed += 1
            opening = f" ({self._opening})" if result.step != "source" and self._opening else ""
            self.unread += result.step == "language"
            said = "unread" if result.step == "language" else "failed"
            self.say(f"{said}: {result.report}{opening}: {result.error}")
            self._keep(result)
        else:
            self.reports += 1
            self.events += len(result.events)
            self.attributions += len(result.attributions)
        if self._bar:
            self._bar.update(self._bar.task_ids[0], advance=1, found=_count(self.events, "event"))

    def say(self, line: str) -> None:
        """Write one line to standard error."""
        self.console.print(one_line(line))

    def tell(self, line: str) -> None:
        """Write one line to standard error, unless quiet."""
        if not self.quiet:
            self.say(line)

    def tell_made(self, folder: Path) -> None:
        """Say that a folder was made for the output."""
        self.tell(f"made the folder {folder}")

    def sum_up(self) -> None:
        """Write the summary."""
        self.stop()
        if self.quiet:
            return
        failed = f"; {self.failed} failed (see {self.folder / FAILURES})" if self.failed else ""
        if self.failed and self._unwritable:
            failed = f"; {self.failed} failed"
        self.say(
            f"read {_count(self.reports, 'report')}: {_count(self.events, 'event')}, "
            f"{_count(self.attributions, 'attribution')}{failed}"
        )

    def stop(self) -> None:
        """Take the bar away and close the file of failures."""
        if self._bar:
            self._bar.stop()
            self._bar = None
        if self._file:
            self._file.close()
            self._file = None

    def _keep(self, failure: Failure) -> None:
        if self._unwritable:
            return
        try:
            if self._file is None:
                self.folder.mkdir(parents=True, exist_ok=True)
                path = self.folder / FAILURES
                self._file = path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
            value = {"report": failure.report, "step": failure.step, "error": failure.error}
            self._file.write(json.dumps(value, ensure_ascii=False) + "\n")
            self._file.flush()
        except OSError as error:
            self._unwritable = True
            self.say(f"{FAILURES} cannot be written in {self.folder}: {error.strerror}")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
