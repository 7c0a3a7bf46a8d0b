"""The table for reading in a terminal: one block a report, two or three lines an event.

In: a `Reading`. Out: what rich prints. Each event has a row of coded fields under common columns; below it, dim, who
says so and the sentence cut around the trigger. It is laid out for 100 columns and stands in 60. Control characters of
a report never reach the terminal.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from dateline.export.view import (
    ReadingView,
    describe_conflict,
    describe_quantity,
    describe_range,
    describe_status,
    one_line,
    shorten_quote,
)
from dateline.records import Account, Reading

WIDTH = 100
"""The width when the output is no terminal."""

_COLUMNS = (("what", 17), ("who → whom", 36), ("when", 11), ("where", 17), ("how many", 15))
_STYLES = {
    "AGREE": "green", "CONSULT": "green", "SUPPORT": "green", "CONCEDE": "green",
    "COOPERATE": "cyan", "AID": "cyan", "RETREAT": "cyan",
    "REQUEST": "yellow", "ACCUSE": "yellow", "REJECT": "yellow", "THREATEN": "yellow",
    "PROTEST": "magenta", "SANCTION": "red", "MOBILIZE": "red", "COERCE": "red", "ASSAULT": "red",
}  # fmt: skip
_GAP = 1
_INDENT = 2


def make_table(reading: Reading, width: int = WIDTH, *, plain: bool = False) -> RenderableType:
    """Lay out one reading for a terminal of `width` columns; `plain` sets triggers in brackets, for want of bold."""
    view = ReadingView(reading)
    widths = _fit(width)
    lines: list[RenderableType] = [_make_heading(view), Rule(style="dim", characters="─")]
    if view.accounts:
        lines.append(_make_row([Text(name, style="dim") for name, _ in _COLUMNS], widths))
    for i, account in enumerate(view.accounts):
        if i:
            lines.append(Text(""))
        lines.append(_make_row(_make_cells(view, account), widths))
        lines.append(Padding(_make_quote(view, account, width, plain), (0, 0, 0, _INDENT)))
        for entity, conflict in view.conflicts(account):
            said = one_line(f"conflict: {entity.name}: {describe_conflict(conflict)}")
            lines.append(Padding(Text(said, style="dim"), (0, 0, 0, _INDENT)))
    if not view.accounts:
        lines.append(Text("no events", style="dim"))
    return Group(*lines, Text(""))


def _fit(width: int) -> list[int]:
    """Share out the width over the columns in their proportion."""
    room = max(40, width) - _GAP * (len(_COLUMNS) - 1)
    whole = sum(size for _, size in _COLUMNS)
    sizes = [max(4, size * room // whole) for _, size in _COLUMNS]
    sizes[1] += max(0, room - sum(sizes))
    return sizes


def _make_row(cells: list[Text], widths: list[int]) -> Table:
    table = Table.grid(padding=(0, _GAP, 0, 0), expand=False)
    for size in widths:
        table.add_column(width=size, overflow="fold")
    table.add_row(*cells)
    return table


def _make_heading(view: ReadingView) -> Text:
    report = view.reading.report
    title = view.title
    heading = Text(one_line(title or report.text.strip()[:90]), style="bold")
    known = [report.outlet, report.published or "no date"]
    if report.published and report.published_from == "text":
        known[1] = f"{report.published} (from the text)"
    counts = [
        _count(len(view.accounts), "event"),
        _count(len(view.reading.attributions), "attribution"),
    ]
    heading.append("\n")
    return heading.append(one_line(" · ".join(filter(None, [*known, *counts]))), style="not bold dim")


def _make_cells(view: ReadingView, account: Account) -> list[Text]:
    what = Text(account.type, style=f"bold {_STYLES.get(account.type, '')}".strip())
    if account.mode:
        what.append("\n" + _list(account.mode), style="not bold")
    who = Text(_list(view.names(account.actor)) or "—")
    if account.recipient:
        who.append(" → ", style="bold").append(_list(view.names(account.recipient)))
    time = view.time(account)
    when = account.date.replace("/", "/\n") if account.date else one_line(time.span.quote) if time else "—"
    numbers = "\n".join(
        f"{describe_range(q.low, q.high)} {q.kind}" if q.kind == "money" else describe_quantity(q)
        for q in account.quantity
    )
    where = _list(view.names(account.place)) or "—"
    return [what, who, Text(when), Text(where), Text("\n".join(map(one_line, numbers.split("\n"))))]


def _make_quote(view: ReadingView, account: Account, width: int, plain: bool) -> Text:
    # "According to" says already that a claim is attributed.
    status = ", ".join(s for s in describe_status(account) if s != "attributed" or not account.via)
    sources = one_line(view.describe_sources(account))
    line = Text(style="dim")
    if status:
        line.append(status, style="not dim italic yellow")
    if sources:
        line.append(", " if status else "").append("according to ").append(sources, style="not dim")
    if status or sources:
        line.append(": ")
    room = max(40, 2 * (width - _INDENT) - len(line.plain) - 10)
    before, trigger, after = shorten_quote(account, room)
    word = f"[{trigger}]" if plain else trigger
    quoted = f"{before}{trigger}".startswith(("“", '"', "‘", "'"))
    line.append(before if quoted else f"“{before}").append(word, style="not dim bold underline")
    return line.append(after if quoted else f"{after}”")


def _list(names: Iterable[str]) -> str:
    return one_line(", ".join(names))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
