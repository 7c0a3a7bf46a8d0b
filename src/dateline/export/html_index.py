"""The list of pages: one HTML file over the pages of several reports, which holds all it needs and fetches nothing.

In: an `Entry` for each page. Out: a page with a table of the reports, each with its date, outlet and what was found,
linked to its page. What comes from a report is hostile and is escaped wherever it stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from dateline.export.html import OWNER, fill_template, hash_source, load_template
from dateline.export.html_text import escape
from dateline.export.view import ReadingView, one_line
from dateline.records import Reading

OPENING = 80
"""Characters of the text that stand for a title where a report has none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the list: the file beside it, and what is told of its report."""

    file: str
    title: str
    outlet: str | None
    published: str | None
    types: tuple[tuple[str, int], ...]
    attributions: int

    @classmethod
    def of(cls, reading: Reading, file: str) -> Entry:
        """Describe a reading whose page is in `file`."""
        title = ReadingView(reading).title
        if not title:
            title = reading.text.strip()[:OPENING]
            title += "…" if len(reading.text.strip()) > OPENING else ""
        counts = Counter(event.type for event in reading.events)
        types = tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        report = reading.report
        return cls(file, one_line(title), report.outlet, report.published, types, len(reading.attributions))


def render_index(entries: Sequence[Entry]) -> str:
    """Give the list, in the order of the entries: the same entries, the same bytes."""
    style = load_template("page.css") + load_template("marks.css") + load_template("index.css")
    events = sum(number for entry in entries for _, number in entry.types)
    values = {
        "policy": f"default-src 'none'; style-src '{hash_source(style)}'; base-uri 'none'; form-action 'none'",
        "owner": f'<meta name="{OWNER}" content="">',
        "style": style,
        "counted": f"{_count(len(entries), 'report')}, {_count(events, 'event')}",
        "rows": "".join(map(_render_row, entries)),
    }
    return fill_template("index.html", values)


def _render_row(entry: Entry) -> str:
    types = " ".join(f'<span class="type c-{name}">{name}</span> {number}' for name, number in entry.types)
    number = sum(number for _, number in entry.types)
    return (
        f"<tr><td>{escape(entry.published or 'no date')}</td>"
        f'<th scope="row"><a href="{escape(quote(entry.file))}">{escape(entry.title or entry.file)}</a></th>'
        f"<td>{escape(one_line(entry.outlet or ''))}</td>"
        f'<td class="number">{number}</td><td>{types or "none"}</td>'
        f'<td class="number">{entry.attributions}</td></tr>\n'
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
