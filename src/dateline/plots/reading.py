"""One report's accounts, drawn along its text.

In: a reading. Out: `Axes`: a row an account, in the order of the text; a light bar where its sentence stands, a dark
one where its trigger does, and in words who, to whom, when and according to whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline.export.view import ReadingView, describe_status, one_line
from dateline.plots.style import add_legend, count, find_colour, make_axes
from dateline.records import Account, Reading

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 40
"""Accounts drawn; a report that tells of more says so in the title."""
WIDEST = 90
"""Characters of a row's words."""


def plot_reading(reading: Reading, ax: Axes | None = None) -> Axes:
    """Draw the accounts of a reading. Raises `SettingsError` without matplotlib."""
    view = ReadingView(reading)
    shown = view.accounts[:MOST]
    ax = make_axes(ax, 10, 1.1 + 0.3 * max(1, len(shown)))
    length = len(reading.text)
    for place, account in enumerate(shown):
        colour = find_colour(account.quad)
        sentence, trigger = account.sentence, account.trigger
        ax.barh(place, sentence.end - sentence.start, left=sentence.start, height=0.62, color=colour, alpha=0.3)
        width = max(trigger.end - trigger.start, 0.004 * length)
        ax.barh(place, width, left=trigger.start, height=0.62, color=colour)
        ax.text(1.01 * length, place, describe_account(view, account), va="center", fontsize="small", parse_math=False)
    ax.set_yticks(range(len(shown)), [_name(account) for account in shown], fontsize="small", parse_math=False)
    ax.set_ylim(len(shown) - 0.3, -0.6)
    ax.set_xlim(0, length)
    ax.set_xlabel("characters of the text", fontsize="small")
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)
    title = one_line(reading.report.title or "").strip() or one_line(reading.id)
    more = f", the first {MOST} drawn" if len(view.accounts) > MOST else ""
    words = f"{title[:80]}: {count(len(view.accounts), 'account')}{more}"
    ax.set_title(words, loc="left", fontsize="medium", parse_math=False)
    add_legend(ax, {account.quad for account in shown}, loc="upper center", ncols=4, bbox_to_anchor=(0.5, -0.15))
    return ax


def describe_account(view: ReadingView, account: Account) -> str:
    """Say who, to whom, when, in what status and according to whom, on one line."""
    actor = ", ".join(view.names(account.actor)) or "?"
    recipient = ", ".join(view.names(account.recipient))
    words = f"{actor} → {recipient}" if recipient else actor
    facts = [account.date, *describe_status(account)]
    words += "".join(f" · {fact}" for fact in facts if fact)
    if source := view.describe_sources(account):
        words += f" · {source}"
    line = one_line(words)
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…"


def _name(account: Account) -> str:
    return one_line(" ".join([account.type, *account.mode[:1]]))
