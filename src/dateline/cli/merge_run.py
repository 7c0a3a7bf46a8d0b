"""One run of `dateline merge`.

In: paths, the form, where to write. Out: the merged events and the exit code. Whatever a user can get wrong ends in
one clear line on standard error, never in a traceback.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from dateline.cli.progress import Log
from dateline.cli.run import leave_pipe
from dateline.cli.usage import check_output, say_error
from dateline.errors import DatelineError
from dateline.merge import encode_event, merge_accounts
from dateline.records import Disagreement, Event, Failure, Reading

ALL_MERGED, SOME_FAILED = 0, 1
READINGS = (".jsonl", ".ndjson", ".json")
WIDTH = 100


def run(paths: tuple[str, ...], form: str, out: Path | None, everything: bool) -> int:
    """Merge the readings of paths, write the events, give the exit code."""
    log = Log(out.parent if out else Path(), quiet=False)
    readings: list[Reading] = []
    texts: dict[str, str] = {}
    try:
        check_output(out, paths)
        for item in _load(paths, log):
            if isinstance(item, Reading) and texts.setdefault(item.id, item.text) != item.text:
                where = item.report.source or item.id
                item = Failure(where, "merge", f"another report has the id {item.id!r}: give each an id of its own")
            log.add(item)
            if isinstance(item, Reading):
                readings.append(item)
        log.stop()
        events = merge_accounts(readings)
        if not readings and out is not None and out.is_file():
            log.say(f"{out} stays as it is")
        elif out is None:
            _write(events, {r.id: r for r in readings}, form, sys.stdout, everything)
        else:
            missing = not out.parent.exists()
            out.parent.mkdir(parents=True, exist_ok=True)
            if missing:
                log.tell_made(out.parent)
            with out.open("w", encoding="utf-8") as stream:
                _write(events, {r.id: r for r in readings}, form, stream, everything)
        log.say(_sum_up(events, len(readings)))
    except BrokenPipeError:
        log.stop()
        return leave_pipe()
    except (DatelineError, OSError) as error:
        log.stop()
        return say_error(error)
    return SOME_FAILED if log.failed else ALL_MERGED


def _load(paths: Sequence[str], log: Log) -> Iterator[Reading | Failure]:
    """Give readings as they are, and read reports first."""
    from dateline.loading import read_readings

    for path in paths:
        if path != "-" and _holds_readings(path):
            yield from read_readings([path])
        else:
            yield from _read(path)


def _holds_readings(path: str) -> bool:
    """Say whether a path is a file or a folder of readings: JSON whose first object has what a coder adds."""
    place = Path(path)
    files = sorted(f for f in place.rglob("*") if f.is_file()) if place.is_dir() else [place]
    for file in files:
        if file.suffix.lower() in READINGS and file.is_file():
            with file.open("rb") as stream:
                head = stream.read(4_000_000)
            return b'"events"' in head and (b'"parts"' in head or b'"entities"' in head)
    return False


def _read(path: str) -> Iterator[Reading | Failure]:
    from dateline.cli.run import read_reports
    from dateline.settings import load_settings
    from dateline.sources.paths import read_sources

    yield from read_reports(read_sources([path]), load_settings())


def _write(events: Sequence[Event], readings: dict[str, Reading], form: str, stream: TextIO, everything: bool) -> None:
    shown = [event for event in events if everything or event.reports > 1]
    if form == "jsonl":
        for event in shown:
            stream.write(json.dumps(encode_event(event), ensure_ascii=False) + "\n")
        return
    if not shown:
        stream.write("no event\n" if not events else "no event is told by several reports: --all shows the others\n")
    for event in sorted(shown, key=lambda event: (-event.sources, -event.reports, event.date or "9999", event.id)):
        for line in describe_event(event, readings):
            stream.write(line + "\n")
        stream.write("\n")


def describe_event(event: Event, readings: dict[str, Reading]) -> Iterator[str]:
    """Give the lines that show an event: what, who, when, where, how many, by whom, and who differs."""
    modes = f" {', '.join(event.mode)}" if event.mode else ""
    sides = " -> ".join(", ".join(party.name for party in side) or "?" for side in (event.actor, event.recipient))
    yield f"{event.type}{modes} · {event.date or 'no date'} · {sides}"[:WIDTH]
    if event.place:
        yield f"  place     {', '.join(place.name for place in event.place)}"[:WIDTH]
    for figure in event.quantity:
        yield f"  {figure.kind:<9} {_range([figure.low, figure.high])}"
    yield f"  told by   {_count(event.reports, 'report')}, {_count(event.sources, 'independent source')}"
    for report, account in event.accounts:
        reading = readings[report]
        trigger = next(item.trigger for item in reading.events if item.id == account)
        start = max(0, trigger.start - 40)
        quote = " ".join(reading.text[start : trigger.end + 40].split())
        yield f"    {_name(reading)}: ... {quote} ..."[:WIDTH]
    for disagreement in event.disagreements:
        yield from _describe_disagreement(event, disagreement, readings)


def _describe_disagreement(event: Event, disagreement: Disagreement, readings: dict[str, Reading]) -> Iterator[str]:
    yield f"  disagreement on {disagreement.field}"
    for held in disagreement.values:
        names = dict.fromkeys(_name(readings[event.accounts[position][0]]) for position in held.accounts)
        numbers = disagreement.field.startswith("quantity.")
        value = _range(held.value) if numbers else held.value
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        said = f", according to {', '.join(held.speakers)}" if held.speakers else ""
        yield f"    {shown}: {', '.join(names)}{said}"[:WIDTH]


def _range(value: Sequence[float | None]) -> str:
    low, high = (None if v is None else f"{v:g}" for v in value)
    if low == high:
        return str(low)
    return f"{low or '?'} to {high}" if high else f"{low} or more"


def _name(reading: Reading) -> str:
    report = reading.report
    return report.outlet or report.title or report.source or report.id


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _sum_up(events: Sequence[Event], reports: int) -> str:
    several = sum(event.reports > 1 for event in events)
    accounts = sum(len(event.accounts) for event in events)
    return (
        f"{_count(accounts, 'account')} of {_count(reports, 'report')}: {_count(len(events), 'event')}, "
        f"{several} of them told by several reports"
    )
