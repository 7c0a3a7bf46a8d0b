"""The page of a report: one HTML file that holds all it needs and fetches nothing.

In: a `Reading`. Out: a page with the report's text, what was read marked in it, and a margin list of the events with
every field and the words for it. A Content-Security-Policy allows the page's own style and script by their hashes
and nothing else; the text of a report is hostile and is escaped wherever it stands.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import re
from collections.abc import Mapping
from importlib.resources import files

from dateline.export.html_events import render_attributions, render_events
from dateline.export.html_text import Keys, escape, render_text
from dateline.export.view import ReadingView, one_line
from dateline.records import Reading

OWNER = "dateline"
"""The name of the `meta` element by which a page says that it is Dateline's, and of which report."""

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


def render_page(reading: Reading) -> str:
    """Give the page of a reading: the same reading, the same bytes."""
    view = ReadingView(reading)
    keys = Keys(view)
    report = reading.report
    style, script = load_template("page.css") + load_template("marks.css"), load_template("page.js")
    values = {
        "policy": (
            f"default-src 'none'; style-src '{hash_source(style)}'; script-src '{hash_source(script)}'; "
            "base-uri 'none'; form-action 'none'"
        ),
        "style": style,
        "script": script,
        "owner": f'<meta name="{OWNER}" content="{escape(reading.id)}">',
        "title": escape(one_line(report.title or report.text.strip()[:80])),
        "language": escape(report.language or "en"),
        "heading": render_heading(view),
        "about": _render_about(view),
        "text": render_text(view, keys),
        "events": render_events(view, keys),
        "count": str(len(view.accounts)),
        "attributions": render_attributions(view, keys),
        "attribution_count": str(len(reading.attributions)),
        "types": render_types(view),
        "coder": _render_coder(reading),
    }
    return fill_template("page.html", values)


def fill_template(name: str, values: Mapping[str, str]) -> str:
    """Put values in the places of a template.

    In one pass: what a report says is put in once and never looked at again for placeholders.
    """
    return _PLACEHOLDER.sub(lambda match: values[match[1]], load_template(name))


def render_frame(reading: Reading, height: int = 640) -> str:
    """Give the page in a frame of its own, `height` pixels high, for notebooks."""
    page = html.escape(render_page(reading), quote=True)
    return (
        f'<iframe sandbox="allow-scripts" srcdoc="{page}" width="100%" height="{height}" '
        'title="Reading of a news report" frameborder="0"></iframe>'
    )


@functools.cache
def load_template(name: str) -> str:
    """Give a file of `templates`."""
    return (files("dateline.export") / "templates" / name).read_text("utf-8")


def hash_source(text: str) -> str:
    """Give what a Content-Security-Policy calls a style or a script of its own by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _render_about(view: ReadingView) -> str:
    report = view.reading.report
    date = report.published or "no publication date"
    if report.published_from == "text":
        date += " (from the text)"
    known = [report.outlet, date, ", ".join(view.reading.agencies), report.url]
    return " · ".join(escape(one_line(value)) for value in known if value)


def render_heading(view: ReadingView) -> str:
    """Give the title where the text does not open with it."""
    title = view.reading.report.title
    if not title or view.reading.text.lstrip().startswith(title):
        return ""
    if any(part.kind == "headline" for part in view.reading.parts):
        return ""
    return f'<h1 class="b">{escape(one_line(title))}</h1>'


def render_types(view: ReadingView) -> str:
    """Give the types of the report's events, each in its colour."""
    types = sorted({account.type for account in view.accounts})
    return " ".join(f'<span class="type c-{name}">{name}</span>' for name in types)


def _render_coder(reading: Reading) -> str:
    if reading.coder is None:
        return escape(f"Report {reading.id}")
    parts = " · ".join(f"{name} {value[:40]}" for name, value in reading.coder.parts)
    return escape(f"Report {reading.id} · read by Dateline {reading.coder.version} · {parts}")
