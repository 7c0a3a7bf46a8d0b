"""Plain text: one file, one report.

In: the text of a file. Out: its `Report`; the headline, the byline and the date line stay in the text, where
`annotate.parts` finds them.
"""

from __future__ import annotations

from dateline.records import Report
from dateline.sources.build import build_report


def read_plain(text: str, *, published: str | None = None) -> Report:
    """Make a report of plain text; raises `InputError` where it is none."""
    return build_report(text, {"published": published})
