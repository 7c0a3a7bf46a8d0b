"""W3C Web Annotation: one annotation an account, as JSON-LD, for Hypothesis, Recogito and other readers of the model.

In: readings and a path. Out: an `AnnotationPage`. Each annotation has two targets: the report's text as Dateline holds
it (`urn:dateline:report:ID`), with a `TextPositionSelector` (half-open offsets in code points) and a
`TextQuoteSelector`; and, where the report has an address, the page there, with a `TextQuoteSelector` alone, for offsets
on a web page are those of another text. Bodies say type, mode, context, modality, claim, parties and who says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.export.identity import make_row_id
from dateline.export.streams import ListStream
from dateline.export.view import ReadingView, describe_quantity
from dateline.records import Account, Reading, Span
from dateline.version import __version__

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32
"""Characters of prefix and suffix."""


class AnnotationWriter:
    """Writes annotations as readings come."""

    def __init__(self, out: Path) -> None:
        self.paths = (out,)
        head = {"@context": CONTEXT, "id": "urn:dateline:annotations", "type": "AnnotationPage"}
        self.list = ListStream(out, head, "items")

    def write(self, reading: Reading) -> int:
        """Write the annotations of one reading and say how many."""
        view = ReadingView(reading)
        for account in view.accounts:
            self.list.add(make_annotation(view, account))
        return len(view.accounts)

    def close(self) -> None:
        """End the page."""
        self.list.close()


def make_annotation(view: ReadingView, account: Account) -> dict[str, Any]:
    """Give the annotation of an account."""
    report = view.reading.report
    quote = _quote(view.reading.text, account.trigger)
    position = {"type": "TextPositionSelector", "start": account.trigger.start, "end": account.trigger.end}
    sentence = {"type": "TextPositionSelector", "start": account.sentence.start, "end": account.sentence.end}
    source = f"urn:dateline:report:{make_row_id(report.id)}"
    targets: list[dict[str, Any]] = [
        {"type": "SpecificResource", "source": source, "selector": [position, quote]},
        {
            "type": "SpecificResource",
            "source": source,
            "selector": [sentence, _quote(view.reading.text, account.sentence)],
        },
    ]
    if report.url:
        whole = _quote(view.reading.text, account.sentence)
        targets.append({"type": "SpecificResource", "source": report.url, "selector": [whole]})
    return {
        "id": f"urn:dateline:account:{make_row_id(report.id, account.id)}",
        "type": "Annotation",
        "motivation": "classifying",
        "generator": {"id": f"urn:dateline:coder:{__version__}", "type": "Software", "name": f"Dateline {__version__}"},
        "body": [
            {"type": "TextualBody", "purpose": purpose, "value": words}
            for purpose, words in _make_bodies(view, account)
        ],
        "target": targets,
    }


def _make_bodies(view: ReadingView, account: Account) -> Iterator[tuple[str, str]]:
    yield "classifying", account.type
    for name, codes in (("mode", account.mode), ("context", account.context)):
        for code in codes:
            yield "tagging", f"{name}: {code}"
    yield "tagging", f"modality: {account.modality}"
    yield "tagging", f"claim: {account.claim}"
    if account.date:
        yield "tagging", f"date: {account.date}"
    for role, ids in (("actor", account.actor), ("recipient", account.recipient), ("place", account.place)):
        for name in view.names(ids):
            yield "identifying", f"{role}: {name}"
    for quantity in account.quantity:
        yield "describing", describe_quantity(quantity)
    if source := view.describe_sources(account):
        yield "describing", f"according to {source}"


def _quote(text: str, span: Span) -> dict[str, str]:
    return {
        "type": "TextQuoteSelector",
        "exact": span.quote,
        "prefix": text[max(0, span.start - AROUND) : span.start],
        "suffix": text[span.end : span.end + AROUND],
    }
