"""One run of a command on a store.

In: what the command line asks for. Out: rows on standard output, progress and faults on standard error, an exit code.
Whatever a user can get wrong ends in one clear line, never in a traceback.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ParamSpec

from sqlalchemy.exc import SQLAlchemyError

from dateline.cli.progress import Log
from dateline.cli.ranges import parse_range
from dateline.cli.run import ALL_READ, INTERRUPTED, SOME_FAILED, leave_pipe, prepare
from dateline.cli.usage import say_error
from dateline.errors import DatelineError, FilterError, StoreError
from dateline.filters import Filters, Range
from dateline.records import Failure, Reading, Report
from dateline.settings import Settings, load_settings
from dateline.store import EventRow, Incoming, Raw, ReportFilters, SearchHit, Store, make_coder_id

P = ParamSpec("P")

BATCH = 100
SECONDS = 2.0
"""A transaction takes at most so many reports and, beyond the first, as many as come in so many seconds."""

_IN_MEMORY = 16_000_000  # larger files are kept straight from the disk


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list is wanted. `near`, `box` and `numbers` are as typed."""

    sort: str = "-date"
    limit: int = 50
    form: str = "table"
    near: str | None = None
    box: str | None = None
    numbers: tuple[str, ...] = ()


def guarded(function: Callable[P, int]) -> Callable[P, int]:
    """Let what can go wrong end in one line and an exit code."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return function(*args, **kwargs)
        except KeyboardInterrupt:
            print("interrupted: what was added is whole; run the same again to go on", file=sys.stderr)
            return INTERRUPTED
        except BrokenPipeError:
            return leave_pipe()
        except (DatelineError, OSError) as error:
            return say_error(error)
        except (SQLAlchemyError, OverflowError, UnicodeError) as error:
            reason = getattr(error, "orig", None) or error
            return say_error(StoreError(f"the store cannot do that: {reason}"))

    return run


@guarded
def run_add(
    paths: list[str],
    url: str,
    *,
    published: str | None = None,
    settings: Path | None = None,
    quiet: bool = False,
    gazetteer: Path | None = None,
) -> int:
    """Read reports and add them; what is there already is not read again."""
    from dateline.pipeline import describe_coder
    from dateline.sources.dates import check_published

    chosen = load_settings(settings)
    if gazetteer is not None:
        chosen = replace(chosen, gazetteer=str(gazetteer))
    day = check_published(published)
    log = Log(Path(), quiet=quiet)
    with Store.open(url) as store:
        prepare(chosen)
        coder = make_coder_id(describe_coder(chosen))
        log.start(paths)
        try:
            found = _find_items(paths, day)
            for batch in _in_batches(_read_items(found, store, chosen, coder, log)):
                _add_batch(store, batch, log)
        finally:
            log.stop()
    log.sum_up()
    return SOME_FAILED if log.failed else ALL_READ


@guarded
def run_reread(url: str, *, settings: Path | None = None, quiet: bool = False) -> int:
    """Read every report of a store that this version has not read."""
    from dateline.pipeline import describe_coder

    chosen = load_settings(settings)
    log = Log(Path(), quiet=quiet)
    with Store.open(url, create=False) as store:
        prepare(chosen)
        coder = make_coder_id(describe_coder(chosen))
        items = (Incoming(report) for report in _iterate_unread(store, coder))
        for batch in _in_batches(_read_items(items, store, chosen, coder, log)):
            _add_batch(store, batch, log)
    log.sum_up()
    return SOME_FAILED if log.failed else ALL_READ


@guarded
def run_events(url: str, given: Mapping[str, Any], listing: Listing) -> int:
    """List events."""
    value = {name: item for name, item in given.items() if item}
    if listing.near:
        latitude, longitude, radius = _split_numbers(listing.near, 3, "--near LAT,LON,KM")
        value["near"] = {"latitude": latitude, "longitude": longitude, "radius_km": radius}
    if listing.box:
        names = ("south", "west", "north", "east")
        value["box"] = dict(zip(names, _split_numbers(listing.box, 4, "--box S,W,N,E"), strict=True))
    if listing.numbers:
        value["quantities"] = [parse_range(item) for item in listing.numbers]
    filters = Filters.from_dict(value)
    if listing.form not in ("table", "jsonl", "csv"):
        raise FilterError(f"--format: {listing.form!r} is none of table, jsonl, csv")
    with Store.open(url, create=False) as store:
        page = store.events(filters, sort=listing.sort, limit=listing.limit)
        total = store.count_events(filters)
        empty = not page.items and not store.count_events(Filters()).number
    if listing.form == "jsonl":
        print_json(page.items)
    elif listing.form == "csv":
        _print_event_rows(page.items)
    else:
        print_events(page.items, "no event in this store" if empty else "no event matches")
        more = "" if total.exact else "more than "
        print(f"{len(page.items)} of {more}{total.number:,} events", file=sys.stderr)
    return ALL_READ


@guarded
def run_search(url: str, words: str, given: Mapping[str, Any], listing: Listing) -> int:
    """Search reports."""
    filters = ReportFilters.from_dict({name: item for name, item in given.items() if item})
    with Store.open(url, create=False) as store:
        page = store.search(words, filters, limit=listing.limit)
    if listing.form == "jsonl":
        print_json(page.items)
    else:
        _print_hits(page.items)
    return ALL_READ


@guarded
def run_verify(url: str, *, expect: str | None, deep: bool, roots: Path | None = None) -> int:
    """Check a store; faults go to standard output, one a line."""
    if expect is not None and not re.fullmatch(r"\d+:[0-9a-f]{64}", expect):
        raise StoreError(f"--expect {expect!r} is no head of a log: write SEQ:HASH, as an earlier run printed it")
    try:
        certificates = roots.read_bytes() if roots else None
    except OSError as error:
        raise StoreError(f"--roots {roots}: {error.strerror}") from error
    with Store.open(url, create=False) as store:
        faults = 0
        for fault in store.verify(deep=deep, expect=expect, roots=certificates):
            faults += 1
            print(fault)
        head = store.head()
    print(f"{faults} faults" if faults else "no fault", file=sys.stderr)
    print(f"head {head}", file=sys.stderr)
    return SOME_FAILED if faults else ALL_READ


@guarded
def run_stamp(url: str, authority: str) -> int:
    """Let an authority stamp the head of the log."""
    with Store.open(url, create=False) as store:
        made = store.stamp(authority)
    print(f"row {made.seq} of the log stamped at {made.at} by {made.authority}", file=sys.stderr)
    return ALL_READ


def _find_items(paths: list[str], published: str | None) -> Iterator[Incoming | Failure]:
    """Give the reports in files with the files' bytes."""
    from dateline.sources.paths import find_files

    for path in paths:
        if path == "-":
            yield from _find_in_standard_input(published)
            continue
        for found in find_files(path):
            if isinstance(found, Failure):
                yield found
            else:
                yield from _find_in_file(found, str(found), published)


def _find_in_standard_input(published: str | None) -> Iterator[Incoming | Failure]:
    # A file of its own keeps one way for all: what is a report in the bytes is found by the sources.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "standard-input"
        path.write_bytes(sys.stdin.buffer.read())
        yield from _find_in_file(path, "-", published)


def _find_in_file(path: Path, name: str, published: str | None) -> Iterator[Incoming | Failure]:
    from dateline.sources.paths import read_sources

    raw: Raw | None = None
    before = _look(path)
    position = 0
    for item in read_sources([path], published=published):
        report = item.kept if isinstance(item, Failure) else item
        if report is None:
            yield item  # type: ignore[misc]
            continue
        if raw is None and before is not None:
            raw = Raw(path.read_bytes() if before[0] <= _IN_MEMORY else path, name)
        note = f"{item.step}: {item.error}" if isinstance(item, Failure) else None
        if _look(path) != before:
            yield Failure(name, "source", "the file was changed while it was read: add it again")
            return
        yield Incoming(report, raw, position, note)
        position += 1


def _look(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_size, status.st_mtime_ns) if path.is_file() else None


def _read_items(
    items: Iterator[Incoming | Failure] | Iterator[Incoming], store: Store, settings: Settings, coder: str, log: Log
) -> Iterator[Incoming | Failure]:
    """Read what this coder has not read yet; the rest only adds where it came from."""
    from dateline.pipeline import read_many

    for item in items:
        report = None if isinstance(item, Failure) or item.note is not None else item.item
        if not isinstance(report, Report) or store.has_reading(report.id, coder):
            yield item
            continue
        assert isinstance(item, Incoming)
        # The log keeps how the report opens, to name it should reading fail.
        result = next(iter(read_many(log.watch([report]), settings)))
        yield result if isinstance(result, Failure) else dataclasses.replace(item, item=result)


def _in_batches(items: Iterator[Incoming | Failure]) -> Iterator[list[Incoming | Failure]]:
    batch: list[Incoming | Failure] = []
    began = time.monotonic()
    for item in items:
        batch.append(item)
        if len(batch) >= BATCH or time.monotonic() - began > SECONDS:
            yield batch
            batch, began = [], time.monotonic()
    if batch:
        yield batch


def _add_batch(store: Store, batch: list[Incoming | Failure], log: Log) -> None:
    for item in batch:
        if isinstance(item, Failure):
            log.add(item)
    kept = [item for item in batch if isinstance(item, Incoming)]
    for item, added in zip(kept, store.add_many(kept, batch=BATCH), strict=True):
        if added.error:
            log.add(Failure(added.report, "store", added.error))
        elif isinstance(item.item, Reading):
            log.add(item.item)


def _iterate_unread(store: Store, coder: str) -> Iterator[Report]:
    """Give the reports that this coder has not read; those in other languages stay unread."""
    cursor: str | None = None
    while True:
        page = store.reports(sort="added", limit=200, cursor=cursor)
        for row in page.items:
            if row.note is None and not store.has_reading(row.id, coder):
                yield store.report(row.id).report
        cursor = page.next
        if cursor is None:
            return


def _split_numbers(given: str, number: int, form: str) -> list[float]:
    try:
        numbers = [float(part) for part in given.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != number:
        raise FilterError(f"{given!r} is not of the form {form}")
    return numbers


def find_key(store: Store, name: str) -> tuple[str, str, str]:
    """Give the key of an account that is named REPORT/ID, in the reading that decisions stand on."""
    report, slash, account = name.rpartition("/")
    if not slash or not report or not account:
        raise StoreError(f"{name!r} names no account: write REPORT/ID, such as 3f2a/v3")
    full = store.find_report(report)
    return full, store.coder_in_force(full), account


def print_json(rows: tuple[Any, ...]) -> None:
    """Print rows as JSON, one a line."""
    for row in rows:
        print(json.dumps(dataclasses.asdict(row), ensure_ascii=False))


def _print_event_rows(rows: tuple[EventRow, ...]) -> None:
    """Print events as CSV, one a row; lists are joined by `; `."""
    import csv

    from dateline.export.csv import neutralise

    names = [field.name for field in dataclasses.fields(EventRow)]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        cells = (getattr(row, name) for name in names)
        writer.writerow(
            neutralise("; ".join(_describe_item(item) for item in cell) if isinstance(cell, tuple) else cell)
            for cell in cells
        )


def _describe_item(item: Any) -> str:
    if isinstance(item, Range):
        low, high = ("" if end is None else f"{end:g}" for end in (item.low, item.high))
        return f"{item.kind} {low}" if low == high else f"{item.kind} {low}..{high}"
    return str(getattr(item, "name", item))


def print_events(rows: tuple[EventRow, ...], nothing: str = "no event") -> None:
    """Print events as a table; without any, say that there is `nothing`."""
    table = make_table("date", "event", "who", "to whom", "where", "claim", "src", "words")
    for row in rows:
        names = [", ".join(party.name for party in side) for side in (row.actor, row.recipient)]
        where = ", ".join(place.name for place in row.place)
        status = row.claim if row.modality == "actual" else f"{row.claim}, {row.modality}"
        words = [row.date or "", f"{row.type}\n{row.id[:8]}", *names, where, status, str(row.sources), row.sentence]
        table.add_row(*words)
    show_table(table, nothing)


def _print_hits(hits: tuple[SearchHit, ...]) -> None:
    from rich.text import Text

    table = make_table("published", "report", "words")
    for hit in hits:
        words = Text()
        for piece in hit.snippet:
            words.append(piece.text, style="bold" if piece.hit else "")
        table.add_row(hit.row.published or "", f"{hit.row.title or ''}\n{hit.row.id[:12]}", words)
    show_table(table, "no report has these words")


def make_table(*columns: str) -> Any:
    """Give an empty table of these columns."""
    from rich import box
    from rich.table import Table

    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        column.overflow = "fold"
    return table


def show_table(table: Any, nothing: str) -> None:
    """Print a table, as wide as the terminal, or 120 columns; without rows, say that there is `nothing`."""
    if not table.row_count:
        print(nothing)
        return
    from rich.console import Console

    terminal = sys.stdout.isatty()
    width = None if terminal else int(os.environ.get("COLUMNS", "120"))
    Console(width=width, markup=False, highlight=False, emoji=False).print(table)
