"""Comparing what reports tell: outlets by claims, and two reports beside each other.

In: readings and the events that their accounts belong to. Out: a `Matrix` that says who reports, attributes, denies or
omits each event, and `Shared` lists of what two reports both tell and each alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dateline.export.html_text import Keys
from dateline.export.view import ReadingView, describe_quantity, describe_status
from dateline.records import Account, Reading

Word = Literal["reports", "attributes", "denies", "omits"]
SIGNS: dict[Word, str] = {"reports": "●", "attributes": "◐", "denies": "✕", "omits": "·"}
UNKNOWN_OUTLET = "Unknown outlet"

Events = Mapping[tuple[str, str], tuple[str, int]]
"""For a report's id and an account's id, the event's id and how many reports tell of it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one outlet does with one event: the word, whom it gives as its source, the report to look at."""

    word: Word
    sources: tuple[str, ...] = ()
    report: str | None = None
    quote: str = ""
    figures: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """The sign that stands for the word."""
        return SIGNS[self.word]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Outlets by events: for each event's id a cell for each outlet, in the order of `outlets`."""

    outlets: tuple[str, ...]
    rows: Mapping[str, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """One account as a row of the comparison shows it; `key` is its name on the page, `number` the one in the text."""

    key: str
    number: int
    type: str
    sentence: str
    status: tuple[str, ...]
    sources: str
    date: str | None
    figures: tuple[str, ...]
    who: str


@dataclass(frozen=True, slots=True)
class Pair:
    """An event that two reports tell of, or one of them: the accounts of each, and the fields they differ in."""

    event: str | None
    left: tuple[Told, ...]
    right: tuple[Told, ...]
    differs: tuple[str, ...]


def make_matrix(readings: Iterable[Reading], events: Events, wanted: Sequence[str]) -> Matrix:
    """Give the matrix of outlets by the wanted events; outlets that have most of them stand first."""
    cells: dict[str, dict[str, list[Cell]]] = {}
    outlets: dict[str, int] = {}
    for reading in readings:
        view = ReadingView(reading)
        outlet = reading.report.outlet or UNKNOWN_OUTLET
        outlets.setdefault(outlet, 0)
        for account in view.accounts:
            event = events.get((reading.id, account.id), ("", 0))[0]
            if event in wanted:
                cells.setdefault(event, {}).setdefault(outlet, []).append(_make_cell(view, account))
    for held in cells.values():
        for outlet in held:
            outlets[outlet] += 1
    ordered = tuple(sorted(outlets, key=lambda outlet: (-outlets[outlet], outlet)))
    rows = {event: tuple(_join(cells.get(event, {}).get(outlet, [])) for outlet in ordered) for event in wanted}
    return Matrix(ordered, rows)


def pair_accounts(left: tuple[ReadingView, Keys], right: tuple[ReadingView, Keys], events: Events) -> list[Pair]:
    """Give what two reports both tell of, in the order of the first, then what each alone tells."""
    sides = [_group(*side, events) for side in (left, right)]
    shared = [event for event in sides[0] if event in sides[1]]
    pairs = [
        Pair(event, sides[0][event], sides[1][event], _differ(sides[0][event], sides[1][event])) for event in shared
    ]
    pairs += [Pair(event, told, (), ()) for event, told in sides[0].items() if event not in sides[1]]
    pairs += [Pair(event, (), told, ()) for event, told in sides[1].items() if event not in sides[0]]
    return pairs


def _make_cell(view: ReadingView, account: Account) -> Cell:
    sources = tuple(dict.fromkeys(view.according_to(account)))
    word: Word = "attributes" if account.claim in ("attributed", "alleged") else "reports"
    if account.claim == "denied" or account.modality == "negated":
        word = "denies"
    figures = tuple(describe_quantity(quantity) for quantity in account.quantity)
    return Cell(word, sources, view.reading.id, account.sentence.quote, figures)


def _join(cells: Sequence[Cell]) -> Cell:
    """Give one cell of several: what an outlet says in its own voice counts before what it attributes."""
    for word in ("reports", "attributes", "denies"):
        held = [cell for cell in cells if cell.word == word]
        if held:
            sources = tuple(dict.fromkeys(name for cell in held for name in cell.sources))
            figures = tuple(dict.fromkeys(figure for cell in cells for figure in cell.figures))
            return Cell(held[0].word, sources, held[0].report, held[0].quote, figures)
    return Cell("omits")


def _group(view: ReadingView, keys: Keys, events: Events) -> dict[str, tuple[Told, ...]]:
    found: dict[str, list[Told]] = {}
    for account in view.accounts:
        event = events.get((view.reading.id, account.id), (f"{view.reading.id}/{account.id}", 1))[0]
        found.setdefault(event, []).append(_tell(view, keys, account))
    return {event: tuple(told) for event, told in found.items()}


def _tell(view: ReadingView, keys: Keys, account: Account) -> Told:
    who = ", ".join(view.names(account.actor))
    if account.recipient:
        who += f" → {', '.join(view.names(account.recipient))}"
    return Told(
        keys.events[account.id],
        keys.numbers[account.id],
        account.type,
        account.sentence.quote,
        tuple(describe_status(account)),
        view.describe_sources(account),
        account.date,
        tuple(describe_quantity(quantity) for quantity in account.quantity),
        who.strip(),
    )


def _differ(left: tuple[Told, ...], right: tuple[Told, ...]) -> tuple[str, ...]:
    """Name what differs: only where both say something, except for who says it and in what status."""
    found = []
    for name, either in (("type", False), ("date", False), ("figures", False), ("status", True), ("sources", True)):
        one, other = ({getattr(told, name) for told in side} for side in (left, right))
        empty = {(), None, ""}
        if one != other and (either or not (one <= empty or other <= empty)):
            found.append(name)
    return tuple(found)
