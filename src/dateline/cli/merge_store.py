"""Merging inside a store: `dateline merge --store`, `split`, `undo`, and what `add --merge` does.

In: a store and what the command line asks for. Out: merges and decisions in the store, an exit code. The machine's
merge stands on the machine's view; what people decide stands on top of it and outlives it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dateline.cli.run import ALL_READ
from dateline.cli.store_run import find_key, guarded
from dateline.data import read_bytes
from dateline.errors import MissingError, StoreError
from dateline.intervals import find_days
from dateline.merge import encode_event, find_copies, group_stories, merge_accounts
from dateline.merge.scoring import TABLE
from dateline.merge.stories import WINDOW
from dateline.records import Reading
from dateline.review import Decision, Target
from dateline.store import Merge, ReportFilters, ReportRow, Store
from dateline.store.keys import hash_text
from dateline.store.listing import find_event
from dateline.store.merging import load_in_force
from dateline.store.stories import find_last_step
from dateline.version import __version__

PAGE = 500
_ACCOUNT = re.compile(r".+/[^/]+")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Groups:
    """What a merge puts together, as sets that can be compared: accounts, reports of stories, reports of copies."""

    events: frozenset[frozenset[tuple[str, str]]]
    stories: frozenset[frozenset[str]]
    copies: frozenset[frozenset[str]]


def merge_all(store: Store, *, window: int | None = None, person: str | None = None) -> int | None:
    """Merge all that a store holds; gives the number of the merge, None where nothing has changed.

    `window`: days between two reports from which they are never one story; None: no limit.
    """
    merge = make_merge(list(store.readings(view="machine")), window=window, whole=True, person=person)
    with store.connect() as connection:
        held = [(kind, value) for kind, _, value in load_in_force(connection).values()]
    last = next((item for item in reversed(store.merges()) if item["stands"]), None)
    if _describe(held) == _describe_merge(merge) and last is not None and last["method"] == merge.method:
        return None
    return store.save_merge(merge)


def merge_new(store: Store, *, window: int = WINDOW, person: str | None = None) -> int | None:
    """Let the reports that are in no story yet join one or open one; gives the number of the merge, None without any.

    They are merged with the reports published within so many days of them and with all that stands in a story or an
    event with one of those. A report without a date of publication may belong anywhere: then all is merged.
    """
    rows = [row for row in _list_reports(store) if row.coder is not None]
    new = [row for row in rows if row.story is None]
    if not new:
        return None
    days = [find_days(row.published) for row in new]
    firsts, lasts = [a for a, _ in days if a], [b for _, b in days if b]
    if len(firsts) < len(new) or len(lasts) < len(new):
        return merge_all(store, person=person)
    first, last = min(firsts) - timedelta(window), max(lasts) + timedelta(window)
    near = set()
    for row in rows:
        begins, ends = find_days(row.published)
        if (begins is None or begins <= last) and (ends is None or ends >= first):
            near.add(row.id)
    with store.connect() as connection:
        in_force = list(load_in_force(connection).values())
    near = _widen(near, in_force)
    readings = [
        reading for ids in _in_pages(sorted(near)) for reading in store.readings(ReportFilters(ids=ids), view="machine")
    ]
    merge = make_merge(readings, window=window, whole=False, person=person)
    made = {tuple(sorted((a["report"], a["account"]) for a in event["accounts"])) for event in merge.events}
    kept = {account for accounts in made for account in accounts}
    retire = [
        uid
        for kind, uid, value in in_force
        if kind == "event"
        and {key[0] for key in value["accounts"]} <= near
        and not {(key[0], key[2]) for key in value["accounts"]} & kept
    ]
    return store.save_merge(
        Merge(
            method=merge.method, events=merge.events, stories=merge.stories, copies=merge.copies, whole=False,
            retire=retire, person=person,
        )
    )  # fmt: skip


def make_merge(readings: Sequence[Reading], *, window: int | None, whole: bool, person: str | None) -> Merge:
    """Give the merge of readings, in the store's form."""
    copies = find_copies(readings)
    stories = group_stories(readings, window=window)
    events = [
        {name: item for name, item in encode_event(event).items() if name != "id"}
        for event in merge_accounts(readings, stories=stories, copies=copies)
        if len(event.accounts) > 1
    ]
    method = {
        "name": "dateline.merge",
        "version": __version__,
        "parameters": {"window": window, "weights": hash_text(read_bytes(TABLE).decode("utf-8"))[:16]},
    }
    return Merge(
        method=method,
        events=events,
        stories=[
            {"id": s.id, "title": s.title, "reports": list(s.reports), "from": s.first, "to": s.last} for s in stories
        ],
        copies=[{"kind": c.kind, "reports": list(c.reports), "reasons": list(c.reasons)} for c in copies],
        whole=whole,
        person=person,
    )


@guarded
def run_merge(url: str, *, window: int | None, new: bool, person: str | None) -> int:
    """Let the machine merge what a store holds."""
    with Store.open(url, create=False) as store:
        number = (
            merge_new(store, window=WINDOW if window is None else window, person=person)
            if new
            else merge_all(store, window=window, person=person)
        )
        stats = store.stats()
    done = "nothing has changed" if number is None else f"merge {number}"
    counted = f"{stats['merged']:,} events of several accounts, {stats['stories']:,} stories"
    print(f"{done}: {counted}, {stats['reports']:,} reports", file=sys.stderr)
    return ALL_READ


@guarded
def run_join(url: str, named: Sequence[str], *, person: str | None, reason: str | None) -> int:
    """Make one event of several, by a person's word."""
    return _decide(url, "merge", named, person, reason)


@guarded
def run_split(url: str, named: Sequence[str], *, person: str, reason: str | None) -> int:
    """Take accounts out of their events into one of their own; an event is taken apart into its accounts."""
    return _decide(url, "split", named, person, reason)


@guarded
def run_undo(url: str, number: int | None, *, person: str, reason: str | None) -> int:
    """Take back a decision, or without a number whatever was decided or merged last."""
    with Store.open(url, create=False) as store:
        if number is not None:
            kind, step = "decision", number
        else:
            with store.connect() as connection:
                last = find_last_step(connection)
            if last is None:
                raise MissingError("there is nothing to take back")
            kind, step = last
        if kind == "merge":
            store.undo_merge(person)
        else:
            store.undo(step, person, reason)
    print(f"took back {kind} {step}", file=sys.stderr)
    return ALL_READ


def _decide(url: str, kind: Any, named: Sequence[str], person: str | None, reason: str | None) -> int:
    if person is None:
        raise StoreError("whose decision is it? Give --by PERSON")
    with Store.open(url, create=False) as store:
        targets = [_find_accounts(store, name) for name in named]
        if kind == "merge":
            groups = [tuple(dict.fromkeys(key for keys in targets for key in keys))]
        else:
            loose = tuple(keys[0] for name, keys in zip(named, targets, strict=True) if _ACCOUNT.fullmatch(name))
            groups = [loose] if loose else []
            # All but the last account of an event leave it, each by itself.
            whole = [k for name, k in zip(named, targets, strict=True) if not _ACCOUNT.fullmatch(name)]
            groups += [(key,) for keys in whole for key in keys[1:]]
        if not groups:
            raise StoreError("an event of one account cannot be split")
        for group in groups:
            made = store.decide(Decision(kind=kind, person=person, target=Target("event", group), reason=reason))
            print(f"decision {made.id}: {kind} of {len(group)} accounts", file=sys.stderr)
    return ALL_READ


def _find_accounts(store: Store, name: str) -> list[tuple[str, str, str]]:
    """Give the accounts that a name stands for: REPORT/ID is one, the beginning of an event's id all of it."""
    if _ACCOUNT.fullmatch(name):
        return [find_key(store, name)]
    with store.connect() as connection:
        event = store.event(find_event(connection, name))
    return [(item.report, item.coder, item.id) for item in event.accounts]


def _list_reports(store: Store) -> Iterable[ReportRow]:
    cursor: str | None = None
    while True:
        page = store.reports(sort="added", limit=PAGE, cursor=cursor)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def _in_pages(ids: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(ids[at : at + PAGE]) for at in range(0, len(ids), PAGE))


def _widen(near: set[str], in_force: Sequence[tuple[str, str, Json]]) -> set[str]:
    """Add the reports that share a story or an event with one of these."""
    found = set(near)
    for kind, _, value in in_force:
        if kind in ("event", "story"):
            reports = {key[0] for key in value["accounts"]} if kind == "event" else set(value["reports"])
            if reports & near:
                found |= reports
    return found


def _describe(items: Iterable[tuple[str, Json]]) -> Groups:
    events: set[frozenset[tuple[str, str]]] = set()
    stories: set[frozenset[str]] = set()
    copies: set[frozenset[str]] = set()
    for kind, value in items:
        if kind == "event":
            events.add(frozenset((key[0], key[2]) for key in value["accounts"]))
        else:
            (stories if kind == "story" else copies).add(frozenset(value["reports"]))
    return Groups(frozenset(events), frozenset(stories), frozenset(copies))


def _describe_merge(merge: Merge) -> Groups:
    return Groups(
        frozenset(frozenset((a["report"], a["account"]) for a in event["accounts"]) for event in merge.events),
        frozenset(frozenset(story["reports"]) for story in merge.stories),
        frozenset(frozenset(copy["reports"]) for copy in merge.copies),
    )
