"""Making derived rows again after something they stand on has changed.

In: reports with a new reading, a new decision or a new merge. Out: their corrected accounts, their state and every
event that they touch, in the same transaction as the change itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select, update

from dateline.store.contents import Shelf
from dateline.store.database import in_chunks
from dateline.store.decided import APPLIED, IN_FORCE
from dateline.store.events import Fuse, Planner
from dateline.store.filters import find_days
from dateline.store.schema import DECISION, DECISION_REPORT, DECISION_STATE, READING, REPORT_STATE
from dateline.store.writing import Writer

_CHUNK = 300


class Refresher:
    """Makes derived rows again in one write transaction."""

    def __init__(self, writer: Writer, fuse: Fuse | None) -> None:
        self.writer = writer
        self.shelf = Shelf(writer.connection)
        self.planner = Planner(writer.connection, self.shelf, fuse)

    def refresh_readings(self, report_ids: Iterable[int]) -> None:
        """Let the newest reading of these reports be the machine's view, and plan their events anew."""
        connection = self.writer.connection
        wanted = sorted(report_ids)
        newest = select(func.max(READING.c.id)).where(READING.c.report_id == REPORT_STATE.c.report_id)
        for chunk in in_chunks(wanted, _CHUNK):
            connection.execute(
                update(REPORT_STATE)
                .where(REPORT_STATE.c.report_id.in_(chunk))
                .values(machine_id=newest.scalar_subquery())
            )
            self.shelf.forget(chunk)
            for key, views in self.shelf.views(chunk).items():
                if views.machine is None:
                    continue
                published = views.machine.report.published
                connection.execute(
                    update(REPORT_STATE)
                    .where(REPORT_STATE.c.report_id == key)
                    .values(accounts=len(views.machine_facts or {}), published=published, day=find_days(published)[0])
                )
            self.refresh_events(chunk)

    def refresh_decisions(self, report_ids: Iterable[int]) -> None:
        """Make the corrected accounts of these reports again from the decisions in force, and their events."""
        wanted = sorted(report_ids)
        connection = self.writer.connection
        decided: set[int] = set()
        for chunk in in_chunks(wanted, _CHUNK):
            rows = connection.execute(
                select(DECISION_REPORT.c.report_id)
                .join(DECISION, DECISION.c.id == DECISION_REPORT.c.decision_id)
                .join(DECISION_STATE, DECISION_STATE.c.decision_id == DECISION.c.id)
                .where(DECISION_REPORT.c.report_id.in_(chunk), IN_FORCE, DECISION.c.kind.in_(APPLIED))
            )
            decided.update(rows.scalars())
        free = [key for key in wanted if key not in decided]
        for chunk in in_chunks(free, _CHUNK):
            connection.execute(update(REPORT_STATE).where(REPORT_STATE.c.report_id.in_(chunk)).values(base_id=None))
        # Events of accounts that are about to go are dropped by their own rows, so these are planned first.
        events, accounts = self.planner.find_touched(wanted)
        self.writer.drop_events(events)
        self.shelf.forget(wanted)
        for key, views in self.shelf.views(wanted).items():
            self.writer.drop_corrected_accounts(key)
            if views.base_id is None or views.corrected_facts is None:
                continue
            for uid, facts in views.corrected_facts.items():
                if (views.base_facts or {}).get(uid) != facts:
                    self.writer.put_account(key, views.base_id, facts, corrected=True)
        self.writer.flush()
        self.refresh_events(wanted, rows=accounts)

    def refresh_events(self, report_ids: Iterable[int], rows: Iterable[int] = ()) -> None:
        """Plan every event that these reports or account rows touch, and write it in place of what was there."""
        old, built = self.planner.plan(report_ids, rows)
        self.writer.drop_events(old)
        for event in built:
            self.writer.put_event(event)
        self.writer.flush()
