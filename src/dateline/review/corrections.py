"""What decisions make of a reading and of the groups that accounts form.

In: a reading as the machine made it, groups of accounts as merging formed them, and the decisions in force in their
order. Out: the corrected reading, a word on the state of each account, and the corrected groups. Nothing is changed
in place; what a decision yields is checked like any reading, so a span that is not in the text is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dateline.data import load_json
from dateline.errors import RecordError, StoreError
from dateline.intervals import find_days
from dateline.readings import decode_reading, encode_reading
from dateline.records import Reading
from dateline.review.decisions import TABLES, Decision, Numbered

Key = tuple[str, str, str]
Json = dict[str, Any]

_REFERENCES = {"actor": "entities", "recipient": "entities", "place": "entities", "via": "attributions"}
_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s|\n")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A reading with decisions applied, and what became of its accounts by their ids."""

    reading: Reading
    rejected: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()


@dataclass(slots=True)
class _State:
    """The reading's JSON while decisions are being applied to it."""

    value: Json
    rejected: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    added: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)


def apply_decisions(reading: Reading, decisions: Iterable[Numbered], coder: str) -> Corrected:
    """Apply the decisions that lie in this reading (of the coder with this id), in their order.

    Raises `StoreError` where one names what is not there or gives what cannot be.
    """
    state = _State(encode_reading(reading))
    for numbered in decisions:
        _apply(state, numbered, reading.id, coder)
    value = state.value
    value["events"] = [account for account in value["events"] if account["id"] not in state.rejected]
    try:
        corrected = decode_reading(value)
    except RecordError as error:
        raise StoreError(f"the decision cannot stand: {error}") from error
    return Corrected(
        replace(corrected, coder=reading.coder),
        frozenset(state.rejected),
        frozenset(state.changed),
        frozenset(state.added),
        frozenset(state.confirmed),
    )


def apply_to_groups(groups: Iterable[Iterable[Key]], decisions: Iterable[Numbered]) -> list[tuple[Key, ...]]:
    """Join and split groups of accounts as people decided, in the order of the decisions.

    Accounts that a decision names and that are in no group (they were rejected since) are passed over.
    """
    group_of: dict[Key, int] = {}
    members: dict[int, list[Key]] = {}
    for number, group in enumerate(groups):
        members[number] = list(group)
        group_of.update(dict.fromkeys(members[number], number))
    for numbered in decisions:
        decision = numbered.decision
        named = [key for key in _keys(decision) if key in group_of]
        if decision.kind == "merge" and named:
            into = group_of[named[0]]
            for number in sorted({group_of[key] for key in named} - {into}):
                members[into] += members.pop(number)
            group_of.update(dict.fromkeys(members[into], into))
        elif decision.kind == "split" and named:
            for key in named:
                members[group_of[key]].remove(key)
            new = len(group_of) + numbered.id + max(members, default=0) + 1
            members[new] = named
            group_of.update(dict.fromkeys(named, new))
    return sorted(tuple(sorted(group)) for group in members.values() if group)


def override_fields(value: Mapping[str, Any], keys: Iterable[Key], decisions: Iterable[Numbered]) -> Json:
    """Set the agreed fields that people decided on for an event of these accounts."""
    held = set(keys)
    changed = dict(value)
    for numbered in decisions:
        decision = numbered.decision
        named = set(_keys(decision))
        # An event that has since been split is corrected where most of its accounts went.
        if decision.kind != "correct" or decision.field is None or 2 * len(named & held) <= len(named):
            continue
        changed[decision.field] = decision.value
        method = dict(changed.get("method") or {})
        method[decision.field] = f"decided by {decision.person}"
        changed["method"] = method
        changed["disagreements"] = [
            item
            for item in changed.get("disagreements") or []
            if str(item.get("field", "")).partition(".")[0] != decision.field
        ]
    return changed


def find_marks(decisions: Iterable[Numbered], report: str, coder: str) -> dict[tuple[str, str], frozenset[str]]:
    """Give what is marked as sensitive in a reading: fields by kind of target and id."""
    marks: dict[tuple[str, str], frozenset[str]] = {}
    for numbered in decisions:
        decision = numbered.decision
        key = decision.target.ids[0]
        if decision.kind == "mark" and decision.field and key[:2] == (report, coder):
            place = (decision.target.kind, key[2])
            marks[place] = marks.get(place, frozenset()) | {decision.field}
    return marks


def _keys(decision: Decision) -> list[Key]:
    if decision.target.kind not in ("event", "account"):
        return []
    return list(dict.fromkeys((item[0], item[1], item[2]) for item in decision.target.ids))


def _apply(state: _State, numbered: Numbered, report: str, coder: str) -> None:
    decision = numbered.decision
    kind = decision.target.kind
    if decision.kind == "add":
        if decision.target.ids[0][0] == report:
            _add(state, numbered)
        return
    here = [item[2] for item in decision.target.ids if len(item) == 3 and item[:2] == (report, coder)]
    if not here or kind not in (*TABLES, "event"):
        return
    table = TABLES.get(kind, "events")
    for name in here:
        record = _find(state.value[table], name)
        if record is None:
            raise StoreError(f"no {kind} {name!r} in the reading of {report} by {coder}")
    if decision.kind == "confirm":
        state.confirmed.update(here)
    elif decision.kind == "reject" and table == "events":
        state.rejected.update(here)
    elif decision.kind == "reject":
        _remove_attribution(state, here[0])
    elif decision.kind == "correct" and kind != "event":
        _correct(state, numbered, table, here[0])


def _correct(state: _State, numbered: Numbered, table: str, name: str) -> None:
    decision = numbered.decision
    record = _find(state.value[table], name)
    if record is None or decision.field is None:
        return
    value = decision.value
    if table == "events" and decision.field in _REFERENCES:
        value = _resolve_references(state, numbered.id, decision.field, value)
    _check_dates({decision.field: value})
    record[decision.field] = value
    if table == "entities":
        record["inferred"] = [item for item in record["inferred"] if item != decision.field]
    # what a person set has no rule's confidence, and where they decided nothing is in conflict
    for told in ("resolution", "conflicts"):
        if told in record:
            record[told] = [item for item in record[told] if item["field"] != decision.field]
    if table == "events" and decision.field in ("type", "mode"):
        _score(record)
    state.changed.update(_find_users(state.value, table, name))


def _add(state: _State, numbered: Numbered) -> None:
    decision = numbered.decision
    table = decision.field or "events"
    record = {**decision.value, "id": f"r{numbered.id}"}
    if table == "events":
        for name in _REFERENCES:
            if name in record:
                record[name] = _resolve_references(state, numbered.id, name, record[name])
        if not record.get("sentence") and isinstance(record.get("trigger"), list) and len(record["trigger"]) == 2:
            record["sentence"] = _find_sentence(state.value["text"], *record["trigger"])
        if isinstance(record.get("type"), str):
            record.setdefault("mode", [])
            _score(record)
        state.added.add(record["id"])
    _check_dates(record)
    state.value[table].append(record)


def _check_dates(record: Json) -> None:
    """Raise `StoreError` where what a person gives as the date of an account or a time is in no calendar."""
    for name in ("date", "value"):
        value = record.get(name)
        if isinstance(value, str) and find_days(value) == (None, None):
            raise StoreError(f"{name}: {value!r} is in no calendar: write 2020, 2020-05, 2020-05-17 or an interval")


def _resolve_references(state: _State, number: int, field: str, value: object) -> list[str]:
    """Give ids; an object in the list becomes a new record of the reading with an id of its own."""
    if not isinstance(value, list):
        raise StoreError(f"{field}: a list of ids or new records is needed")
    ids = []
    for place, item in enumerate(value, start=1):
        if isinstance(item, str):
            ids.append(item)
            continue
        if not isinstance(item, Mapping):
            raise StoreError(f"{field}: {item!r} is neither an id nor a new record")
        made = f"r{number}.{field}.{place}"
        state.value[_REFERENCES[field]].append({**item, "id": made})
        ids.append(made)
    return ids


def _remove_attribution(state: _State, name: str) -> None:
    state.value["attributions"] = [item for item in state.value["attributions"] if item["id"] != name]
    for account in state.value["events"]:
        if name in account["via"]:
            account["via"] = [item for item in account["via"] if item != name]
            state.changed.add(account["id"])


def _find_users(value: Json, table: str, name: str) -> list[str]:
    """Give the accounts that a change of a record changes."""
    if table == "events":
        return [name]
    sources = {item["id"] for item in value["attributions"] if item["entity"] == name} if table == "entities" else set()
    if table == "attributions":
        sources = {name}
    return [
        account["id"]
        for account in value["events"]
        if (table == "entities" and name in (*account["actor"], *account["recipient"], *account["place"]))
        or (table == "times" and account["time"] == name)
        or sources & set(account["via"])
    ]


def _score(record: Json) -> None:
    """Set quad and intensity for a type and modes that a person chose, by PLOVER's table."""
    modes, entry = record["mode"], None
    if isinstance(record["type"], str) and isinstance(modes, list) and all(isinstance(mode, str) for mode in modes):
        entry = load_json("plover.json").get(record["type"])
    if entry is None:
        return  # the reading's own check says what is wrong
    scores = [entry["modes"][mode] for mode in modes if mode in entry["modes"]]
    record["quad"] = entry["quad"]
    record["intensity"] = max(scores, key=abs) if scores else entry["score"]


def _find_sentence(text: str, start: int, end: int) -> list[int]:
    begin = 0
    for match in _SENTENCE_END.finditer(text, 0, max(0, start)):
        begin = match.end()
    after = _SENTENCE_END.search(text, end)
    stop = after.end() if after else len(text)
    return [begin, begin + len(text[begin:stop].rstrip())] if text[begin:stop].strip() else [start, end]


def _find(records: Sequence[Json], name: str) -> Json | None:
    return next((record for record in records if record["id"] == name), None)
