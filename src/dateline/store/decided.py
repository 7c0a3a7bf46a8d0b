"""Decisions out of their rows.

In: reports or conditions. Out: decisions in their order, with what is in force among them: not undone, and not part of
a blind round unless settled.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from dateline.review.decisions import Decision, Numbered
from dateline.store.database import in_chunks
from dateline.store.items import StoredDecision
from dateline.store.schema import DECISION, DECISION_REPORT, DECISION_STATE

IN_FORCE = DECISION_STATE.c.undone_by.is_(None) & or_(DECISION.c.round.is_(None), DECISION_STATE.c.settled == 1)
"""The condition that a decision counts in the corrected view."""

APPLIED = ("confirm", "correct", "reject", "add", "merge", "split", "mark")
"""The kinds that bear on readings and events."""


def select_decisions() -> Select[Any]:
    """Give the statement for decisions with their state."""
    return (
        select(
            DECISION.c.id,
            DECISION.c.at,
            DECISION.c.body,
            DECISION.c.round,
            DECISION_STATE.c.undone_by,
            DECISION_STATE.c.settled,
        )
        .join(DECISION_STATE, DECISION_STATE.c.decision_id == DECISION.c.id)
        .order_by(DECISION.c.id)
    )


def build_decision(row: Any) -> StoredDecision:
    """Build a decision from a row of `select_decisions`."""
    force = row.undone_by is None and (row.round is None or row.settled == 1)
    return StoredDecision(row.id, row.at, Decision.from_dict(json.loads(row.body)), row.undone_by, force)


def load_decisions_of(connection: Connection, report_ids: Iterable[int]) -> dict[int, list[Numbered]]:
    """Give the decisions in force on each of these reports, in their order."""
    found: dict[int, list[Numbered]] = defaultdict(list)
    for chunk in in_chunks(report_ids):
        rows = connection.execute(
            select_decisions()
            .add_columns(DECISION_REPORT.c.report_id)
            .join(DECISION_REPORT, DECISION_REPORT.c.decision_id == DECISION.c.id)
            .where(DECISION_REPORT.c.report_id.in_(chunk), IN_FORCE, DECISION.c.kind.in_(APPLIED))
        )
        for row in rows:
            found[row.report_id].append(Numbered(row.id, Decision.from_dict(json.loads(row.body))))
    return dict(found)
