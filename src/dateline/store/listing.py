"""Lists of events: pages in a fixed order, rows as people see them, one event in full.

In: filters, a sort, a cursor. Out: `Page[EventRow]`, totals, `StoredEvent`. A cursor holds the sort value and id of the
last row, so that rows added in between are neither skipped nor given twice.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select, tuple_

from dateline.errors import FilterError, MissingError
from dateline.filters import Filters, Range
from dateline.records import Place
from dateline.store.contents import Shelf
from dateline.store.database import in_chunks
from dateline.store.decided import build_decision, select_decisions
from dateline.store.events import complete_value
from dateline.store.filters import VIEWS
from dateline.store.items import EventRow, Page, Party, StoredAccount, StoredEvent, Total
from dateline.store.keys import dump_json, hash_text
from dateline.store.querying import make_plan
from dateline.store.schema import (
    ACCOUNT,
    CODER,
    DECISION,
    DECISION_REPORT,
    EVENT,
    EVENT_ACCOUNT,
    EVENT_BODY,
    EVENT_FACET,
    READING,
    REPORT,
)

SORTS = {
    "date": EVENT.c.day,
    "sources": EVENT.c.sources,
    "reports": EVENT.c.reports,
    "confidence": EVENT.c.confidence,
    "disagreements": EVENT.c.disagreements,
}
MAX_LIMIT = 10_000

_VIEW_NAMES = {1: "machine", 2: "corrected", 3: "both"}


def list_events(
    connection: Connection, filters: Filters, *, sort: str = "-date", limit: int = 50, cursor: str | None = None
) -> Page[EventRow]:
    """Give a page of events."""
    column, descending = find_sort(sort, SORTS)
    check_limit(limit)
    plan = make_plan(connection, filters)
    key = make_cursor_key(filters.to_dict(), sort)
    walked = plan.find_walk() if column is EVENT.c.day else None
    by: Any
    tie: Any
    if walked is not None:
        by, tie = EVENT_FACET.c.day, EVENT_FACET.c.event_id
        statement = (
            select(EVENT.c.id, by.label("by"))
            .select_from(EVENT_FACET)
            .join(EVENT, EVENT.c.id == EVENT_FACET.c.event_id)
            .where(EVENT_FACET.c.facet_id == walked.facets[0], *plan.without(walked))
        )
    else:
        by, tie = plan.sort_column(column), plan.sort_column(EVENT.c.id)
        statement = select(EVENT.c.id, column.label("by")).where(*plan.where)
    if cursor is not None:
        statement = statement.where(_beyond(by, tie, read_cursor(cursor, key), descending=descending))
    order = (by.desc(), tie.desc()) if descending else (by.asc(), tie.asc())
    found = connection.execute(statement.order_by(*order).limit(limit + 1)).all()
    page = found[:limit]
    rows = load_event_rows(connection, [row.id for row in page])
    more = len(found) > limit
    return Page(tuple(rows), write_cursor([page[-1].by, page[-1].id], key) if more else None)


def count_events(connection: Connection, filters: Filters, *, cap: int = 10_000) -> Total:
    """Count events, up to a cap."""
    plan = make_plan(connection, filters, counting=True)
    found = select(EVENT.c.id).where(*plan.where).limit(cap + 1).subquery()
    number = int(connection.execute(select(func.count()).select_from(found)).scalar_one())
    return Total(min(number, cap), number <= cap)


def load_event_rows(connection: Connection, ids: Sequence[int]) -> list[EventRow]:
    """Give the rows of events, in the order of the ids."""
    found: dict[int, EventRow] = {}
    for chunk in in_chunks(ids):
        for row in connection.execute(_select_rows().where(EVENT.c.id.in_(chunk))):
            found[row.id] = _build_row(row)
    return [found[key] for key in ids]


def find_event(connection: Connection, beginning: str, *, view: str = "corrected") -> str:
    """Give the id of the one event whose id begins so; raises `MissingError` for none and for several."""
    shown = [number for number in (1, 2, 3) if number & VIEWS[view]]
    begins = EVENT.c.uid.startswith(beginning, autoescape=True)
    found = connection.execute(select(EVENT.c.uid).where(begins, EVENT.c.view.in_(shown)).distinct().limit(2))
    uids = found.scalars().all()
    if beginning in uids:
        return beginning
    if len(uids) != 1:
        number = "several events" if uids else "no event"
        raise MissingError(
            f"{number} in the {view} view with an id that begins with {beginning!r}: ids change when accounts are "
            "merged or split"
        )
    return str(uids[0])


def load_event(connection: Connection, uid: str, *, view: str = "corrected") -> StoredEvent:
    """Give an event in full; raises `MissingError` where there is none of this id in the view."""
    shown = [number for number in (1, 2, 3) if number & VIEWS[view]]
    row = connection.execute(_select_rows().where(EVENT.c.uid == uid, EVENT.c.view.in_(shown))).first()
    if row is None:
        raise MissingError(f"no event {uid!r} in the {view} view: ids change when accounts are merged or split")
    accounts = load_accounts(connection, row.id, corrected=view == "corrected")
    value = json.loads(row.body)
    if "accounts" not in value:
        value["accounts"] = [[item.report, item.coder, item.id] for item in accounts]
    value = {"id": uid, **complete_value(value)}
    value["accounts"] = [dict(zip(("report", "coder", "account"), item, strict=True)) for item in value["accounts"]]
    reports = connection.execute(select(ACCOUNT.c.report_id).join(
        EVENT_ACCOUNT, EVENT_ACCOUNT.c.account_id == ACCOUNT.c.id
    ).where(EVENT_ACCOUNT.c.event_id == row.id)).scalars().all()  # fmt: skip
    named = {(item.report, item.coder, item.id) for item in accounts}
    decisions = tuple(
        item
        for item in map(build_decision, connection.execute(
            select_decisions().where(DECISION.c.id.in_(
                select(DECISION_REPORT.c.decision_id).where(DECISION_REPORT.c.report_id.in_(reports))
            ))
        ))
        if item.decision.round is None and _concerns(item.decision.target.ids, named, accounts)
    )  # fmt: skip
    return StoredEvent(_build_row(row), value, tuple(accounts), decisions)


def load_accounts(connection: Connection, event_id: int, *, corrected: bool) -> list[StoredAccount]:
    """Give the accounts of an event with the readings that they lie in, the leading one first."""
    rows = connection.execute(
        select(
            ACCOUNT.c.id, ACCOUNT.c.uid, ACCOUNT.c.report_id, ACCOUNT.c.corrected, ACCOUNT.c.sentence,
            REPORT.c.uid.label("report"), CODER.c.uid.label("coder"), EVENT.c.uid.label("event"), EVENT.c.lead_id,
            EVENT.c.status,
        )
        .select_from(EVENT_ACCOUNT)
        .join(EVENT, EVENT.c.id == EVENT_ACCOUNT.c.event_id)
        .join(ACCOUNT, ACCOUNT.c.id == EVENT_ACCOUNT.c.account_id)
        .join(REPORT, REPORT.c.id == ACCOUNT.c.report_id)
        .join(READING, READING.c.id == ACCOUNT.c.reading_id)
        .join(CODER, CODER.c.id == READING.c.coder_id)
        .where(EVENT_ACCOUNT.c.event_id == event_id)
    ).all()  # fmt: skip
    views = Shelf(connection).views({row.report_id for row in rows})
    accounts = []
    for row in sorted(rows, key=lambda row: (row.id != row.lead_id, row.report, row.uid)):
        view = views[row.report_id]
        made = view.corrected if corrected else None
        if made is not None and row.uid not in made.rejected:
            reading, facts = made.reading, view.corrected_facts
        elif made is not None:
            reading, facts = view.base, view.base_facts  # type: ignore[assignment]
        else:
            reading, facts = view.machine, view.machine_facts  # type: ignore[assignment]
        one = (facts or {})[row.uid]
        accounts.append(
            StoredAccount(
                row.report, row.coder, row.uid, one.value, one.sentence, reading, bool(row.corrected), row.event
            )
        )
    return accounts


def find_sort(sort: str, sorts: dict[str, Any]) -> tuple[Any, bool]:
    """Give the column and whether it goes down; raises `FilterError` for an unknown sort."""
    name = sort.removeprefix("-")
    if name not in sorts:
        raise FilterError(f"sort: {sort!r} is none of {', '.join(sorts)}, each with or without a leading -")
    return sorts[name], sort.startswith("-")


def check_limit(limit: int) -> None:
    """Raise `FilterError` for a page of no rows or too many."""
    if not 1 <= limit <= MAX_LIMIT:
        raise FilterError(f"limit: {limit} does not lie between 1 and {MAX_LIMIT:,}")


def make_cursor_key(filters: Any, sort: str) -> str:
    """Give what ties a cursor to its filters and sort."""
    return hash_text(dump_json([filters, sort]))[:8]


def write_cursor(values: Iterable[Any], key: str) -> str:
    """Give an opaque cursor of the last row's values."""
    return base64.urlsafe_b64encode(json.dumps([key, *values]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, key: str) -> list[Any]:
    """Give the values of a cursor; raises `FilterError` where it is none, or of other filters."""
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        given, *values = found
        if len(values) != 2 or not all(isinstance(value, int | float) for value in values):
            raise ValueError(values)
    except (ValueError, TypeError) as error:
        raise FilterError("cursor: this is none that a page gave") from error
    if given != key:
        raise FilterError("cursor: it belongs to other filters or another sort: begin at the first page")
    return list(values)


def _beyond(by: Any, tie: Any, values: list[Any], *, descending: bool) -> Any:
    return tuple_(by, tie) < tuple_(*values) if descending else tuple_(by, tie) > tuple_(*values)


def _concerns(
    ids: Sequence[tuple[str, ...]], named: set[tuple[str, str, str]], accounts: Sequence[StoredAccount]
) -> bool:
    """Say whether a decision is on these accounts or on something that they use."""
    used = set(named)
    for item in accounts:
        account = next((one for one in item.reading.events if one.id == item.id), None)
        if account:
            parts = (*account.actor, *account.recipient, *account.place, *account.via, account.time)
            used.update((item.report, item.coder, part) for part in parts if part)
    return any(tuple(key) in used for key in ids)


def _select_rows() -> Select[Any]:
    return (
        select(
            EVENT.c.id, EVENT.c.uid, EVENT.c.view, EVENT.c.day, EVENT.c.accounts, EVENT.c.reports, EVENT.c.sources,
            EVENT.c.status, EVENT_BODY.c.body, ACCOUNT.c.sentence, ACCOUNT.c.trigger_start, ACCOUNT.c.trigger_end,
            REPORT.c.uid.label("report"), REPORT.c.title, REPORT.c.outlet,
        )
        .join(EVENT_BODY, EVENT_BODY.c.event_id == EVENT.c.id)
        .join(ACCOUNT, ACCOUNT.c.id == EVENT.c.lead_id)
        .join(REPORT, REPORT.c.id == ACCOUNT.c.report_id)
    )  # fmt: skip


def _build_row(row: Any) -> EventRow:
    value = json.loads(row.body)
    return EventRow(
        id=row.uid,
        type=value["type"],
        quad=value["quad"],
        mode=tuple(value["mode"]),
        context=tuple(value["context"]),
        date=value["date"],
        day=row.day,
        actor=tuple(_build_party(item) for item in value["actor"]),
        recipient=tuple(_build_party(item) for item in value["recipient"]),
        place=tuple(Place(**{name: item.get(name) for name in Place.__slots__}) for item in value["place"]),
        quantity=tuple(Range(item["kind"], item["low"], item["high"]) for item in value["quantity"]),
        modality=value["modality"],
        claim=value["claim"],
        confidence=value["confidence"],
        intensity=value["intensity"],
        accounts=row.accounts,
        reports=row.reports,
        sources=row.sources,
        disagreements=tuple(dict.fromkeys(item["field"] for item in value.get("disagreements", ()))),
        status=row.status,
        view=_VIEW_NAMES[row.view],
        report=row.report,
        title=row.title,
        outlet=row.outlet,
        sentence=row.sentence,
        trigger=(row.trigger_start, row.trigger_end),
    )


def _build_party(value: dict[str, Any]) -> Party:
    return Party(
        name=value["name"],
        country=value.get("country"),
        sector=tuple(value.get("sector") or ()),
        role=value.get("role"),
        kind=value.get("kind"),
    )
