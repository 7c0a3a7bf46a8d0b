"""The methods page: what a set of exported accounts is made from, by what rules, and what is known of its errors.

In: readings, one at a time, into `Counts`. Out: a page in Markdown, for publication beside the data. Every number on
it is counted from what was exported; nothing is known here of other data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dateline.intervals import find_days
from dateline.records import Reading


@dataclass
class Counts:
    """What was exported, counted."""

    reports: int = 0
    accounts: int = 0
    outlets: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    status: Counter[str] = field(default_factory=Counter)
    coders: Counter[tuple[str, tuple[tuple[str, str], ...]]] = field(default_factory=Counter)
    published: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    confidences: list[float] = field(default_factory=list)
    undated: int = 0
    unplaced: int = 0

    def add(self, reading: Reading) -> None:
        """Count one reading."""
        report = reading.report
        self.reports += 1
        self.outlets[report.outlet or "unknown"] += 1
        if report.published:
            self.published = _widen(self.published, [report.published])
        if reading.coder:
            self.coders[reading.coder.version, reading.coder.parts] += 1
        for account in reading.events:
            self.accounts += 1
            self.types[account.type] += 1
            self.status[f"{account.modality}, {account.claim}"] += 1
            self.undated += account.date is None
            self.unplaced += not account.place
            self.days = _widen(self.days, [day.isoformat() for day in find_days(account.date) if day])
            if account.confidence is not None:
                self.confidences.append(account.confidence)


def make_methods(counts: Counts, filters: dict[str, Any], *, sensitive: bool) -> str:
    """Give the page in Markdown."""
    sections = [
        "# How these data were made\n",
        f"{counts.accounts:,} accounts of events from {counts.reports:,} news reports"
        f"{_describe_period(counts.published, ', published')}. An account is what one report tells of one event; two "
        "reports of the same event give two accounts. Each account is tied to the words of its report: `quote` is the "
        "sentence, and the offsets count code points of the report's text, half-open.\n",
        _make_table("Sources", ("Outlet", "Reports"), counts.outlets.most_common()),
        _make_table("Events", ("PLOVER type", "Accounts"), counts.types.most_common()),
        _make_table("Status", ("Modality, claim", "Accounts"), counts.status.most_common()),
        _describe_coders(counts),
        "## What was left out\n",
        _describe_filters(filters),
        "Names of private people who come to harm or bear witness, mail addresses and telephone numbers are "
        + ("included.\n" if sensitive else "covered (`█`), each character by one, so that the offsets hold.\n"),
        "## Rules\n",
        _RULES,
        "## Errors\n",
        _describe_errors(counts),
    ]
    return "\n".join(sections)


_RULES = """\
- Types, modes, contexts and scores are those of the PLOVER manual (December 2023).
- A value that the text does not give stays empty. A date never falls back on the day of publication.
- `modality` says whether the event happened, is planned, is hypothetical or did not happen; `claim` whether the report
  tells it itself, gives it as somebody's words, or calls it alleged or denied; `according_to` names the speakers.
- Coordinates of a country are its middle and no place of an event: use those whose `precision` is point, city or
  admin1, and shade countries as areas.
- Places are from GeoNames (CC BY 4.0).
"""


def _describe_coders(counts: Counts) -> str:
    lines = ["## Read by\n"]
    for (version, parts), number in counts.coders.most_common():
        made = "; ".join(f"{name} {value}" for name, value in parts)
        lines.append(f"- Dateline {version}{f' ({made})' if made else ''}: {number:,} reports")
    if not counts.coders:
        lines.append("- unknown: the readings name no coder")
    return "\n".join(lines) + "\n"


def _describe_filters(filters: dict[str, Any]) -> str:
    if not filters:
        return "No filter was set: every account of the reports is here.\n"
    listed = "\n".join(f"- `{name}`: {value}" for name, value in filters.items())
    return f"Only accounts that meet all of these are here:\n\n{listed}\n"


def _describe_errors(counts: Counts) -> str:
    lines = [
        "The accounts were read by a program, and a share of them is wrong. Check the quote before you rest anything "
        "on a single account. The error rates of each version, measured on annotated reports, are in its "
        "`docs/accuracy.md`.\n"
    ]
    if counts.confidences:
        number = len(counts.confidences)
        right = sum(counts.confidences)
        lines.append(
            f"By the coder's own confidence, about {right:,.0f} of the {number:,} accounts that have one "
            f"({right / number:.0%}) are right."
        )
    if counts.accounts:
        lines.append(
            f"{counts.undated:,} of {counts.accounts:,} accounts have no date and {counts.unplaced:,} no place: the "
            f"report gives none, or none was found.{_describe_period(counts.days, ' The dated ones tell of')}"
        )
    return "\n".join(lines) + "\n"


def _describe_period(days: list[str], opening: str) -> str:
    if not days:
        return ""
    return f"{opening} {days[0]}" if days[0] == days[-1] else f"{opening} {days[0]} to {days[-1]}"


def _make_table(title: str, heads: tuple[str, str], rows: Iterable[tuple[str, int]]) -> str:
    lines = [f"## {title}\n", f"| {heads[0]} | {heads[1]} |", "|---|---:|"]
    lines += [f"| {name.replace('|', '/')} | {number:,} |" for name, number in rows]
    return "\n".join(lines) + "\n"


def _widen(held: list[str], new: list[str]) -> list[str]:
    both = [*held, *new]
    return [min(both), max(both)] if both else []
