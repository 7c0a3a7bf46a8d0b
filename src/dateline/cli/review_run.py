"""One run of a command of review.

In: what the command line asks for. Out: decisions in the store, rows on standard output, an exit code.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from dateline.cli.run import ALL_READ
from dateline.cli.store_run import find_key, guarded, print_events, print_json
from dateline.review import Decision, Target
from dateline.review.decisions import DecisionKind
from dateline.review.training import export_readings
from dateline.store import Store
from dateline.store.listing import find_event


def parse_value(given: str) -> Any:
    """Give the value of JSON text; what is no JSON is a string."""
    try:
        return json.loads(given)
    except ValueError:
        return given


@guarded
def run_queue(url: str, *, sort: str, limit: int, form: str) -> int:
    """List what nobody has decided on."""
    with Store.open(url, create=False) as store:
        rows = store.queue(sort=sort, limit=limit).items
    if form == "jsonl":
        print_json(rows)
    else:
        print_events(rows)
    return ALL_READ


@guarded
def run_decide(url: str, kind: DecisionKind, named: list[str], *, person: str, **given: Any) -> int:
    """Keep one decision."""
    with Store.open(url, create=False) as store:
        if kind == "add":
            target = Target.of_report(store.find_report(named[0]))
        else:
            keys = tuple(find_key(store, name) for name in named)
            target = Target("event" if kind in ("merge", "split") else "account", keys)
        stored = store.decide(Decision(kind=kind, person=person, target=target, **given))
    print(f"decision {stored.id}: {kind} {' '.join(named)}", file=sys.stderr)
    return ALL_READ


@guarded
def run_undo(url: str, decision: int, person: str, reason: str | None) -> int:
    """Take one decision back."""
    with Store.open(url, create=False) as store:
        stored = store.undo(decision, person, reason)
    print(f"decision {stored.id}: took back decision {decision}", file=sys.stderr)
    return ALL_READ


@guarded
def run_decisions(url: str, *, report: str | None, person: str | None, needs_second: bool) -> int:
    """List decisions."""
    with Store.open(url, create=False) as store:
        full = store.find_report(report) if report else None
        found = store.decisions(report=full, person=person, needs_second=needs_second)
    for item in found:
        value = {"id": item.id, "at": item.at, **item.decision.to_dict(), "undone_by": item.undone_by}
        print(json.dumps(value, ensure_ascii=False))
    return ALL_READ


@guarded
def run_agreement(url: str, name: str) -> int:
    """Show agreement as a table."""
    with Store.open(url, create=False) as store:
        measured = store.agreement(name)
    print(f"{'field':<12}{'items':>6}{'agree':>8}{'kappa':>8}{'alpha':>8}")
    for item in measured:
        figures = "".join(
            f"{'-' if x is None else format(x, '.3f'):>8}" for x in (item.observed, item.kappa, item.alpha)
        )
        print(f"{item.field:<12}{item.items:>6}{figures}")
    return ALL_READ


@guarded
def run_export(url: str, out: Path, *, partial: bool) -> int:
    """Write training data, and the export into the log."""
    with Store.open(url, create=False) as store:
        digest, number = hashlib.sha256(), 0
        for path in export_readings(store.reviewed(), out, partial=partial):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
            number += 1
        store.log_export("training", {"partial": partial}, digest.hexdigest(), number)
    print(f"{number} reports in {out}", file=sys.stderr)
    return ALL_READ


@guarded
def run_grade(url: str, named: str, grade: str, *, person: str, reason: str | None) -> int:
    """Grade an outlet, a report, an account or an event."""
    given = grade.strip().upper()
    with Store.open(url, create=False) as store:
        target = _find_graded(store, named, given)
        field = "source" if target.kind in ("outlet", "report") else "information"
        made = Decision(kind="grade", person=person, target=target, field=field, value=given, reason=reason)
        stored = store.decide(made)
    print(f"decision {stored.id}: {field} of {named} graded {given}", file=sys.stderr)
    return ALL_READ


@guarded
def run_mark(url: str, named: str, field: str, *, person: str, reason: str | None) -> int:
    """Mark a field of an account or an entity as sensitive."""
    with Store.open(url, create=False) as store:
        key = find_key(store, named)
        reading = store.reading(key[0], coder=key[1])
        is_entity = reading is not None and any(entity.id == key[2] for entity in reading.entities)
        target = Target("entity" if is_entity else "account", (key,))
        stored = store.decide(Decision(kind="mark", person=person, target=target, field=field, reason=reason))
    print(f"decision {stored.id}: {field} of {named} marked", file=sys.stderr)
    return ALL_READ


@guarded
def run_second(url: str, kind: DecisionKind, decision: int, *, person: str, reason: str | None) -> int:
    """Keep the second reader's word on a decision."""
    with Store.open(url, create=False) as store:
        made = Decision(kind=kind, person=person, target=Target.of_decision(decision), reason=reason)
        stored = store.decide(made)
    print(f"decision {stored.id}: {kind} with decision {decision}", file=sys.stderr)
    return ALL_READ


@guarded
def run_open_round(url: str, name: str, named: list[str], people: list[str], *, by: str) -> int:
    """Open a blind round."""
    with Store.open(url, create=False) as store:
        store.open_round(name, [find_key(store, item) for item in named], people, by)
    print(f"round {name}: {len(named)} accounts for {', '.join(people)}", file=sys.stderr)
    return ALL_READ


@guarded
def run_tasks(url: str, name: str, person: str) -> int:
    """List what is left to do."""
    with Store.open(url, create=False) as store:
        for account in store.round_tasks(name, person):
            value = {"account": f"{account.report}/{account.id}", "sentence": account.sentence, **account.value}
            print(json.dumps(value, ensure_ascii=False))
    return ALL_READ


@guarded
def run_settle(url: str, name: str, account: str, person: str, *, by: str) -> int:
    """Put blind decisions in force."""
    with Store.open(url, create=False) as store:
        settled = store.settle(name, find_key(store, account), person, by=by)
    print(f"{len(settled)} decisions of {person} in force", file=sys.stderr)
    return ALL_READ


def _find_graded(store: Store, named: str, grade: str) -> Target:
    """Give what a grade is for: a letter grades outlets and reports, a figure accounts and events."""
    if named.startswith("outlet:"):
        return Target.of_outlet(named.removeprefix("outlet:"))
    if "/" in named:
        return Target("account", (find_key(store, named),))
    if grade.isdigit():
        with store.connect() as connection:
            return Target.of_event(store.event(find_event(connection, named)))
    return Target.of_report(store.find_report(named))
