"""What a person decides: kinds, targets, and their plain form.

In: a person's word on an account, entity, event, report or another decision. Out: a frozen `Decision`, checked when it
is built; wrong ones raise `StoreError` that says what would be right. Grades follow the Admiralty scale (NATO AJP-2.1):
reliability of a source from A to F, credibility of information from 1 to 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, get_args

from dateline.errors import StoreError

TargetKind = Literal["account", "entity", "time", "attribution", "event", "report", "outlet", "decision"]
DecisionKind = Literal[
    "confirm", "correct", "reject", "add", "merge", "split", "grade", "mark", "agree", "disagree", "undo"
]

TABLES: dict[str, str] = {"account": "events", "entity": "entities", "time": "times", "attribution": "attributions"}
"""The lists of a reading's JSON that hold the targets of each kind."""

CORRECTABLE: dict[str, tuple[str, ...]] = {
    "account": (
        "type", "mode", "context", "trigger", "also", "actor", "recipient", "time", "date", "place", "quantity",
        "modality", "claim", "via", "sentence",
    ),
    "entity": ("name", "kind", "country", "sector", "role", "place", "link", "mentions"),
    "time": ("span", "value"),
    "attribution": ("source", "entity", "cue", "content", "kind"),
    "event": ("type", "mode", "context", "actor", "recipient", "date", "place", "quantity", "modality", "claim"),
}  # fmt: skip
MARKABLE: dict[str, tuple[str, ...]] = {
    "account": ("actor", "recipient", "place", "date", "quantity", "all"),
    "entity": ("name", "role", "country", "sector", "place", "all"),
}
GRADES: dict[str, tuple[str, ...]] = {"source": tuple("ABCDEF"), "information": tuple("123456")}
_TARGETS: dict[str, tuple[str, ...]] = {
    "confirm": ("account", "event"),
    "correct": tuple(CORRECTABLE),
    "reject": ("account", "attribution", "event"),
    "add": ("report",),
    "merge": ("event",),
    "split": ("event",),
    "grade": ("outlet", "report", "account", "event"),
    "mark": tuple(MARKABLE),
    "agree": ("decision",),
    "disagree": ("decision",),
    "undo": ("decision",),
}


class HasKey(Protocol):
    """An account as a store gives it."""

    report: str
    coder: str
    id: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a decision is on. `ids` are `(report, coder, id)` inside a reading, `(id,)` for the rest.

    An event is named by its accounts, so that a decision outlives the ids that merging gives.
    """

    kind: TargetKind
    ids: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if self.kind not in get_args(TargetKind):
            raise StoreError(f"no target {self.kind!r}: known are {', '.join(get_args(TargetKind))}")
        length = 3 if self.kind in TABLES or self.kind == "event" else 1
        if not self.ids or any(len(item) != length for item in self.ids):
            form = "(report, coder, id)" if length == 3 else "(id,)"
            raise StoreError(f"a target of kind {self.kind} needs ids of the form {form}")
        if self.kind != "event" and len(self.ids) != 1:
            raise StoreError(f"a target of kind {self.kind} is one, not {len(self.ids)}")

    @classmethod
    def of_account(cls, report: str, coder: str, account: str) -> Target:
        """Name one account."""
        return cls("account", ((report, coder, account),))

    @classmethod
    def of_entity(cls, report: str, coder: str, entity: str) -> Target:
        """Name one entity of a reading."""
        return cls("entity", ((report, coder, entity),))

    @classmethod
    def of_accounts(cls, *accounts: HasKey) -> Target:
        """Name several accounts: those to merge into one event, or to split off."""
        return cls("event", tuple((account.report, account.coder, account.id) for account in accounts))

    @classmethod
    def of_event(cls, event: Any) -> Target:
        """Name an event as a store gives it, by its accounts."""
        return cls.of_accounts(*event.accounts)

    @classmethod
    def of_report(cls, report: str) -> Target:
        """Name a report."""
        return cls("report", ((report,),))

    @classmethod
    def of_outlet(cls, outlet: str) -> Target:
        """Name an outlet."""
        return cls("outlet", ((outlet,),))

    @classmethod
    def of_decision(cls, decision: int) -> Target:
        """Name a decision."""
        return cls("decision", ((str(decision),),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One person's decision. `round` names the blind round that it belongs to; such a one is not in force by itself."""

    kind: DecisionKind
    person: str
    target: Target
    field: str | None = None
    value: Any = None
    reason: str | None = None
    round: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in _TARGETS:
            raise StoreError(f"no decision {self.kind!r}: known are {', '.join(_TARGETS)}")
        if not self.person.strip():
            raise StoreError("a decision needs its person")
        kind = self.target.kind
        if kind not in _TARGETS[self.kind]:
            raise StoreError(f"{self.kind} is for {', '.join(_TARGETS[self.kind])}, not for {kind}")
        if self.kind == "correct":
            _check_field(self.field, CORRECTABLE[kind], f"{kind}s")
        elif self.kind == "mark":
            _check_field(self.field, MARKABLE[kind], f"{kind}s")
        elif self.kind == "add":
            _check_field(self.field, tuple(TABLES.values()), "what to add")
            if not isinstance(self.value, Mapping):
                raise StoreError("what is added is an object in the form of docs/format.md")
        elif self.kind == "grade":
            self._check_grade()
        elif self.kind == "merge" and len(set(self.target.ids)) < 2:
            raise StoreError("merge needs two accounts or more")

    def _check_grade(self) -> None:
        field = "source" if self.target.kind in ("outlet", "report") else "information"
        if self.field != field:
            raise StoreError(f"a grade of {self.target.kind} has the field {field!r}")
        if str(self.value) not in GRADES[field]:
            raise StoreError(f"grade {self.value!r} is none of {', '.join(GRADES[field])}")

    def to_dict(self) -> dict[str, Any]:
        """Give the decision as plain values."""
        return {
            "kind": self.kind,
            "person": self.person,
            "target": {"kind": self.target.kind, "ids": [list(item) for item in self.target.ids]},
            "field": self.field,
            "value": self.value,
            "reason": self.reason,
            "round": self.round,
        }

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> Decision:
        """Build from `to_dict`'s form; raises `StoreError` for what is none."""
        try:
            target = value["target"]
            ids = tuple(tuple(str(part) for part in item) for item in target["ids"])
            return cls(
                kind=value["kind"],
                person=value["person"],
                target=Target(target["kind"], ids),
                field=value.get("field"),
                value=value.get("value"),
                reason=value.get("reason"),
                round=value.get("round"),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise StoreError(f"no decision: {type(error).__name__} {error}") from error


@dataclass(frozen=True, slots=True)
class Numbered:
    """A decision with the number that the store gave it: later ones win."""

    id: int
    decision: Decision


def _check_field(field: str | None, known: tuple[str, ...], what: str) -> None:
    if field not in known:
        raise StoreError(f"no field {field!r} of {what}: known are {', '.join(known)}")
