"""One run of `dateline export`.

In: a `Request`. Out: the export, its manifest, a row in the store's log, and the exit code. Whatever a user can get
wrong ends in one clear line on standard error, never in a traceback.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dateline.cli.progress import Log
from dateline.cli.ranges import parse_range
from dateline.cli.usage import check_output, say_error
from dateline.errors import DatelineError, InputError
from dateline.export.ledger import Ledger
from dateline.export.run import Order, Summary, describe_export, export_readings
from dateline.filters import Filters
from dateline.loading import read_readings
from dateline.records import Reading

ALL_WRITTEN, SOME_FAILED, INTERRUPTED = 0, 1, 130

NUMBERS = {"box": ("south", "west", "north", "east"), "near": ("latitude", "longitude", "radius_km")}


@dataclass(frozen=True, slots=True)
class Request:
    """What a user asks for: the arguments and options of `dateline export`. `every` is in seconds, None for once."""

    paths: tuple[str, ...]
    form: str
    out: Path
    store: str | None = None
    merged: bool = False
    filters: dict[str, Any] = field(default_factory=dict)
    sensitive: bool = False
    dated: str | None = None
    every: float | None = None
    append: bool = False
    quiet: bool = False


def run(request: Request, wait: Callable[[float], None] = time.sleep) -> int:
    """Export what is asked for and give the exit code; `wait` is called between two looks of `--watch`."""
    log = Log(request.out.parent, quiet=request.quiet)
    try:
        session = Session(request, _check(request), log)
        while True:
            session.export()
            log.stop()
            if request.every is None:
                return SOME_FAILED if log.failed else ALL_WRITTEN
            wait(request.every)
    except KeyboardInterrupt:
        log.stop()
        return ALL_WRITTEN if request.every is not None else INTERRUPTED
    except (DatelineError, OSError) as error:
        log.stop()
        return say_error(error)


def parse_filters(given: dict[str, Any]) -> Filters:
    """Build filters from the options; raises `FilterError` or `InputError` with the option that is wrong."""
    values = dict(given)
    for name, parts in NUMBERS.items():
        if name in values:
            try:
                numbers = [float(part) for part in values[name].split(",")]
                values[name] = dict(zip(parts, numbers, strict=True))
            except ValueError as error:
                raise InputError(f"--{name} {values[name]!r}: write {','.join(parts)} as numbers") from error
    if "quantities" in values:
        values["quantities"] = [parse_range(item) for item in values["quantities"]]
    return Filters.from_dict(values)


def _check(request: Request) -> Order:
    from dateline.export.forms import find_form

    if bool(request.paths) == (request.store is not None):
        raise InputError("name files of readings, or a store with --store, one of the two")
    check_output(request.out, request.paths, request.store)
    form = find_form(request.form)
    if request.append and not form.appends:
        from dateline.export.forms import FORMS

        able = ", ".join(name for name, other in FORMS.items() if other.appends)
        raise InputError(f"{form.name} cannot be appended to: formats that can are {able}")
    if request.append and "-" in request.paths:
        raise InputError("standard input cannot be watched: name files or a store")
    if request.append and request.merged:
        raise InputError("merged events change when reports are added: export them again instead of appending")
    if request.merged and request.store is None:
        raise InputError("--merged needs a store: events are merged there")
    filters = parse_filters(request.filters)
    return Order(request.form, request.out, filters, request.sensitive, request.dated, request.store is not None)


class Session:
    """One run: it remembers what it has told and logged, so that a watch says and logs only what is new."""

    def __init__(self, request: Request, order: Order, log: Log) -> None:
        self.request, self.order, self.log = request, order, log
        self.told: set[tuple[str, str]] = set()
        self.hash: str | None = None

    def export(self) -> None:
        """Export once, tell of it and write it into the store's log, unless the files are the same as before."""
        if self.request.store is None:
            self._tell(self._write(self._load()))
            return
        from dateline.cli.export_store import open_store

        with open_store(self.request.store) as store:
            if self.request.merged:
                from dateline.export.merged import export_events

                summary = export_events(store.merge(self.order), self.order)
            else:
                summary = self._write(store.read(self.order, self._list_written()))
            if summary.sha256 != self.hash:
                store.log(describe_export(self.order, summary))
            self._tell(summary)

    def _write(self, readings: Iterable[Reading]) -> Summary:
        shown = _show(readings, self.log)
        return Ledger(self.order).append(shown) if self.request.append else export_readings(shown, self.order)

    def _list_written(self) -> set[str]:
        return Ledger(self.order).known if self.request.append else set()

    def _load(self) -> Iterator[Reading]:
        for item in read_readings(self.request.paths, growing=self.request.append):
            if isinstance(item, Reading):
                yield item
            elif (item.report, item.error) not in self.told:
                self.told.add((item.report, item.error))
                self.log.add(item)

    def _tell(self, summary: Summary) -> None:
        if summary.sha256 != self.hash and not self.request.quiet:
            _tell(summary, self.order, self.log)
        self.hash = summary.sha256


def _show(readings: Iterable[Reading], log: Log) -> Iterator[Reading]:
    """Pass readings on and show how many, where somebody looks."""
    if log.quiet or not log.console.is_terminal:
        yield from readings
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} reports"), TimeElapsedColumn())
    with Progress(*columns, console=log.console, transient=True) as bar:
        task = bar.add_task("export", total=None)
        for reading in readings:
            yield reading
            bar.advance(task)


def _tell(summary: Summary, order: Order, log: Log) -> None:
    withheld = (
        f"; {summary.withheld:,} names or addresses withheld (--sensitive keeps them)" if summary.withheld else ""
    )
    log.say(f"{order.out}: {summary.rows:,} rows from {summary.reports:,} reports{withheld}")
    sys.stderr.flush()
