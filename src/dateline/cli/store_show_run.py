"""One run of `stories`, `show` or `stats`.

In: a store's address and what to show. Out: text or JSON on standard output, an exit code.
"""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from dateline.cli.run import ALL_READ
from dateline.cli.store_run import guarded, make_table, print_json, show_table
from dateline.errors import FilterError, MissingError
from dateline.export.csv import neutralise
from dateline.review import Target
from dateline.store import Store, StoredAccount, StoredEvent, StoryRow
from dateline.store.listing import find_event
from dateline.store.schema import AUDIT, MERGE_ITEM, STORY

WIDTH = 100
Json = dict[str, Any]


@guarded
def run_stories(url: str, *, sort: str, limit: int, form: str) -> int:
    """List stories."""
    check_form(form, ("table", "jsonl", "csv"))
    with Store.open(url, create=False) as store:
        rows = store.stories(sort=sort, limit=limit).items
    if form == "jsonl":
        print_json(rows)
    elif form == "csv":
        print_csv(("id", "title", "first", "last", "reports"), [_list_story(row) for row in rows])
    else:
        table = make_table("from", "to", "reports", "story", "title")
        for row in rows:
            key, title, first, last, reports = map(str, _list_story(row))
            table.add_row(first, last, reports, key[:12], title)
        show_table(table, "no story: `dateline merge --store` makes stories of reports")
    return ALL_READ


@guarded
def run_show(url: str, id: str, *, view: str, form: str) -> int:
    """Show what has this id: an event, else a story, else a report."""
    check_form(form, ("text", "json"))
    check_form(view, ("corrected", "machine"), "--view")
    if not id.strip():
        raise MissingError("an empty id is the beginning of all")
    with Store.open(url, create=False) as store:
        try:
            with store.connect() as connection:
                event = find_event(connection, id, view=view)
        except MissingError as error:
            _show_other(store, id, form, error)
            return ALL_READ
        found = store.event(event, view=view)
        history, grades = list(_list_history(store, found)), _find_grades(store, found)
    if form == "json":
        made = [_describe_account(account) for account in found.accounts]
        value = {**found.value, "status": found.row.status, "evidence": made, "history": history, "grades": grades}
        print(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_describe_event(found, history, grades)))
    return ALL_READ


@guarded
def run_stats(url: str, *, form: str) -> int:
    """Count."""
    check_form(form, ("text", "json"))
    with Store.open(url, create=False) as store:
        numbers, coders = store.stats(), store.coders()
    read_by = {f"{c.coder.version if c.coder else 'unknown'} {c.id[:8]}": c.readings for c in coders}
    if form == "json":
        print(json.dumps({**numbers, "readings_by_coder": read_by}))
        return ALL_READ
    for name, number in numbers.items():
        print(f"{name.replace('_', ' '):<16}{number:>16,}")
    for name, number in read_by.items():
        print(f"  read by {name}: {number:,}")
    return ALL_READ


def check_form(given: str, known: Sequence[str], option: str = "--format") -> None:
    """Raise `FilterError` where a form is not known."""
    if given not in known:
        raise FilterError(f"{option}: {given!r} is none of {', '.join(known)}")


def print_csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows as CSV; text that a spreadsheet would run gets an apostrophe."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([neutralise(cell) for cell in row] for row in rows)


def _list_story(row: StoryRow) -> tuple[str, str, str, str, int]:
    return row.id, row.title, _write_day(row.day), _write_day(row.day_to), row.reports


def _write_day(day: int) -> str:
    return f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}" if 0 < day < 99991232 else ""


def _show_other(store: Store, id: str, form: str, error: MissingError) -> None:
    """Show a story or a report; raises the first error where there is neither."""
    with store.connect() as connection:
        begins = STORY.c.uid.startswith(id, autoescape=True)
        uids = connection.execute(select(STORY.c.uid).where(begins).limit(2)).scalars().all()
    if len(uids) == 1:
        story = store.story(str(uids[0]))
        value: Json = {**story.value, "reports": [dataclasses.asdict(row) for row in story.reports]}
        lines = [f"story {story.row.id}: {story.row.title or 'no title'}"]
        lines += [
            f"  {row.published or 'no date':<12}{row.outlet or '?'}: {row.title or row.id}" for row in story.reports
        ]
    else:
        try:
            found = store.report(store.find_report(id))
        except MissingError:
            raise MissingError(f"{error}; nor is it a story's or a report's") from None
        report = found.report
        value = {**dataclasses.asdict(found), "report": dataclasses.asdict(report)}
        lines = [f"report {report.id}: {report.title or 'no title'}"]
        lines.append(
            f"  {report.outlet or 'no outlet'} · {report.published or 'no date'} · {report.url or 'no address'}"
        )
        lines.append(f"  read by {', '.join(key[:8] for key in found.coders) or 'nobody'} · story {found.story or '-'}")
        lines += [f"  copy of the same text: {key}" for key in found.copies]
        lines += ["", report.text]
    print(json.dumps(value, ensure_ascii=False, indent=2) if form == "json" else "\n".join(lines))


def _describe_account(account: StoredAccount) -> Json:
    report, value = account.reading.report, account.value
    trigger = next((item.trigger for item in account.reading.events if item.id == account.id), None)
    return {
        "report": report.id, "account": account.id, "coder": account.coder, "corrected": account.corrected,
        "outlet": report.outlet, "url": report.url, "published": report.published, "title": report.title,
        "quote": account.sentence, "trigger": [trigger.start, trigger.end] if trigger else None,
        "date": value["date"], "quantity": value["quantity"], "modality": value["modality"], "claim": value["claim"],
        "speakers": value["speakers"], "confidence": value["confidence"],
    }  # fmt: skip


def _describe_event(event: StoredEvent, history: Sequence[str], grades: Json) -> Iterator[str]:
    value, row = event.value, event.row
    modes = f" {', '.join(value['mode'])}" if value["mode"] else ""
    yield f"event {event.id} · {row.status}"
    yield f"{value['type']}{modes} · {value['date'] or 'no date'} · {value['modality']} · {value['claim']}"
    for side, word in (("actor", "by"), ("recipient", "to")):
        if value[side]:
            yield f"  {word:<9} {'; '.join(_name_party(party) for party in value[side])}"
    if value["place"]:
        yield f"  at        {'; '.join(place['name'] for place in value['place'])}"
    for figure in value["quantity"]:
        yield f"  {figure['kind']:<9} {write_range(figure['low'], figure['high'])}"
    sure = "" if value["confidence"] is None else f" · confidence of the machine {value['confidence']:.2f}"
    grade = f" · information graded {grades['event']}" if "event" in grades else ""
    told = f"{count(row.reports, 'report')}, {count(row.sources, 'independent source')}"
    yield f"  told by   {told}{sure}{grade}"
    yield from _describe_accounts(event, grades)
    for difference in value["disagreements"]:
        yield from _describe_difference(event, difference)
    if len(event.accounts) > 1:
        rules = ", ".join(f"{name}: {rule}" for name, rule in sorted(value["method"].items()))
        yield f"\nagreed by   {rules}"
    yield "\nhistory"
    yield from (f"  {line}" for line in history)


def _describe_accounts(event: StoredEvent, grades: Json) -> Iterator[str]:
    yield "\naccounts"
    for account in event.accounts:
        value, report = account.value, account.reading.report
        grade = grades.get(account.report) or grades.get(f"outlet {report.outlet}")
        said = f" · according to {', '.join(value['speakers'])}" if value["speakers"] else ""
        told = f"{report.outlet or report.title or report.id}, {report.published or 'no date'}"
        yield f"  {account.report}/{account.id} · {told}{f' · source graded {grade}' if grade else ''}"
        yield f"    “{' '.join(account.sentence.split())}”"
        figures = ", ".join(f"{q['kind']} {write_range(q['low'], q['high'])}" for q in value["quantity"])
        status = f"{value['modality']}, {value['claim']}{said}"
        yield f"    {' · '.join(part for part in (value['date'], figures, status, report.url) if part)}"


def _describe_difference(event: StoredEvent, difference: Json) -> Iterator[str]:
    yield f"\nthey differ in {difference['field']}"
    for held in difference["values"]:
        tellers = [event.accounts[place] for place in held["accounts"] if place < len(event.accounts)]
        names = dict.fromkeys(t.reading.report.outlet or t.reading.report.title or t.report for t in tellers)
        said = f", according to {', '.join(held['speakers'])}" if held.get("speakers") else ""
        yield f"  {_write_value(difference['field'], held['value'])}: {', '.join(names)}{said}"


def _write_value(field: str, value: Any) -> str:
    if field.startswith("quantity.") and isinstance(value, list) and len(value) == 2:
        return write_range(*value)
    items = value if isinstance(value, list) else [value]
    return ", ".join(str(item["name"]) if isinstance(item, dict) and "name" in item else str(item) for item in items)


def write_range(low: float | None, high: float | None) -> str:
    """Give a range in words: `14`, `14 to 20`, `14 or more`, `up to 20`."""
    if low is None or high is None:
        return f"{low:g} or more" if low is not None else f"up to {high:g}" if high is not None else "?"
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def count(number: int, noun: str) -> str:
    """Give a number with its noun."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _name_party(party: Json) -> str:
    notes = ", ".join(part for part in (party.get("role"), party.get("country")) if part)
    return f"{party['name']} ({notes})" if notes else str(party["name"])


def _list_history(store: Store, event: StoredEvent) -> Iterator[str]:
    """Give what made the event and what people did to it, in the order of the log."""
    coders = {item.id: item.coder.version if item.coder else "unknown" for item in store.coders()}
    for key in dict.fromkeys(account.coder for account in event.accounts):
        yield f"read by dateline {coders.get(key, 'unknown')} ({key[:8]})"
    with store.connect() as connection:
        steps = set(
            connection.execute(
                select(MERGE_ITEM.c.merge_id).where(MERGE_ITEM.c.kind == "event", MERGE_ITEM.c.uid == event.id)
            ).scalars()
        )
        log = select(AUDIT.c.subject, AUDIT.c.at).where(AUDIT.c.action == "merge")
        when = {row.subject: row.at for row in connection.execute(log)} if steps else {}
    for step in store.merges():
        if step["id"] in steps:
            method = step["method"]
            stands = "" if step["stands"] else ", taken back or replaced"
            yield f"{when.get(str(step['id']), '')} merge {step['id']} by {method.get('name')}{stands}"
    for item in event.decisions:
        made = item.decision
        what = f" {made.field} = {json.dumps(made.value, ensure_ascii=False)}" if made.field else ""
        reason = f" ({made.reason})" if made.reason else ""
        back = f", taken back by decision {item.undone_by}" if item.undone_by else ""
        yield f"{item.at} decision {item.id}: {made.kind}{what} by {made.person}{reason}{back}"


def _find_grades(store: Store, event: StoredEvent) -> Json:
    """Give the grades of the event, of its reports and of their outlets."""
    targets: dict[Target, str] = {Target.of_event(event): "event"}
    for account in event.accounts:
        targets[Target.of_report(account.report)] = account.report
        if account.reading.report.outlet:
            targets[Target.of_outlet(account.reading.report.outlet)] = f"outlet {account.reading.report.outlet}"
        targets.setdefault(account.target, f"{account.report}/{account.id}")
    return {targets[target]: grade for target, grade in store.grades(*targets).items() if target in targets}
