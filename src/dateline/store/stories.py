"""Stories, merges, grades and reviewed reports: the smaller lists of a store.

In: a transaction. Out: pages of stories, a story with its reports, the steps of merging, grades in force, and reports
with decisions for training.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select, tuple_

from dateline.errors import MissingError
from dateline.review.decisions import Target
from dateline.review.training import Reviewed
from dateline.store.contents import Shelf
from dateline.store.decided import IN_FORCE, build_decision, load_decisions_of, select_decisions
from dateline.store.items import Page, StoredStory, StoryRow
from dateline.store.listing import check_limit, find_sort, make_cursor_key, read_cursor, write_cursor
from dateline.store.merging import find_standing
from dateline.store.reports import load_report_rows
from dateline.store.schema import AUDIT, DECISION, MERGE, MERGE_ITEM, REPORT, REPORT_STATE, STORY, STORY_REPORT

SORTS = {"date": STORY.c.day, "reports": STORY.c.reports}


def list_stories(
    connection: Connection, *, sort: str = "-date", limit: int = 50, cursor: str | None = None
) -> Page[StoryRow]:
    """Give a page of stories."""
    column, descending = find_sort(sort, SORTS)
    check_limit(limit)
    key = make_cursor_key({}, sort)
    statement = select(STORY, column.label("by"))
    if cursor is not None:
        here, there = tuple_(column, STORY.c.id), tuple_(*read_cursor(cursor, key))
        statement = statement.where(here < there if descending else here > there)
    order = (column.desc(), STORY.c.id.desc()) if descending else (column.asc(), STORY.c.id.asc())
    found = connection.execute(statement.order_by(*order).limit(limit + 1)).all()
    page = found[:limit]
    more = write_cursor([page[-1].by, page[-1].id], key) if len(found) > limit else None
    return Page(tuple(_build_row(row) for row in page), more)


def load_story(connection: Connection, uid: str) -> StoredStory:
    """Give a story with its reports in the order of their publication; raises `MissingError`."""
    row = connection.execute(select(STORY).where(STORY.c.uid == uid)).first()
    if row is None:
        raise MissingError(f"no story {uid!r} in the store")
    body = connection.execute(select(MERGE_ITEM.c.body).where(MERGE_ITEM.c.id == row.id)).scalar_one()
    ids = connection.execute(
        select(REPORT.c.id)
        .join(STORY_REPORT, STORY_REPORT.c.report_id == REPORT.c.id)
        .join(REPORT_STATE, REPORT_STATE.c.report_id == REPORT.c.id)
        .where(STORY_REPORT.c.story_id == row.id)
        .order_by(REPORT_STATE.c.day, REPORT.c.id)
    ).scalars()
    return StoredStory(_build_row(row), json.loads(body), tuple(load_report_rows(connection, list(ids))))


def list_merges(connection: Connection) -> tuple[Mapping[str, Any], ...]:
    """Give every merge and undoing, with whether it stands."""
    standing = set(find_standing(connection))
    rows = connection.execute(select(MERGE).order_by(MERGE.c.id))
    return tuple(
        {
            "id": row.id,
            "kind": row.kind,
            "undoes": row.undoes,
            "method": json.loads(row.method),
            "person": row.person,
            "stands": row.id in standing,
        }
        for row in rows
    )


def find_last_step(connection: Connection) -> tuple[str, int] | None:
    """Give what was merged or decided last and still stands: `merge` or `decision`, and its number; None: nothing."""
    standing = {("merge", str(key)) for key in find_standing(connection)}
    rows = connection.execute(select_decisions().where(IN_FORCE, DECISION.c.kind != "undo"))
    standing |= {("decision", str(row.id)) for row in rows}
    log = select(AUDIT.c.action, AUDIT.c.subject).where(AUDIT.c.action.in_(("merge", "decision")))
    for row in connection.execute(log.order_by(AUDIT.c.seq.desc())):
        if (row.action, row.subject) in standing:
            return row.action, int(row.subject)
    return None


def load_grades(connection: Connection, targets: Iterable[Target]) -> dict[Target, str]:
    """Give the last grade in force of each target."""
    wanted = set(targets)
    found: dict[Target, str] = {}
    for row in connection.execute(select_decisions().where(DECISION.c.kind == "grade", IN_FORCE)):
        decision = build_decision(row).decision
        if not wanted or decision.target in wanted:
            found[decision.target] = str(decision.value)
    return found


def list_reviewed(connection: Connection, report_ids: list[int]) -> Iterator[Reviewed]:
    """Give reports with decisions, corrected, with who decided and on how many of the accounts."""
    views = Shelf(connection).views(report_ids)
    decisions = load_decisions_of(connection, report_ids)
    for key in report_ids:
        view = views[key]
        if view.corrected is None or view.base is None:
            continue
        accounts = {account.id for account in view.base.events}
        mine = decisions.get(key, [])
        decided = {
            item[2]
            for numbered in mine
            if numbered.decision.kind in ("confirm", "correct", "reject")
            and numbered.decision.target.kind in ("account", "event")
            for item in numbered.decision.target.ids
            if item[0] == view.report
        }
        people = tuple(sorted({numbered.decision.person for numbered in mine}))
        yield Reviewed(view.corrected.reading, people, len(decided & accounts), len(accounts))


def _build_row(row: Any) -> StoryRow:
    return StoryRow(row.uid, row.title, row.day, row.day_to, row.reports)
