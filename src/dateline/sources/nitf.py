"""NITF: the News Industry Text Format (IPTC, 3.x).

In: the root of an NITF document. Out: its report. Kept: headline, byline, date line in the text, distributor, dates,
section, copyright, notices of correction. Media and tables of figures are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dateline.errors import InputError
from dateline.records import Report
from dateline.sources.build import build_report
from dateline.sources.files import Options
from dateline.sources.xml import descend, find_all, find_text, gather_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_BY = re.compile(r"^by\s+", re.I)


def read_nitf(root: Element, name: str, options: Options) -> Report:
    """Read one document; raises `InputError` where it has no text."""
    body = gather_body(root)
    if not body:
        raise InputError("NITF without a body: there is no text in it")
    publication = next(descend(root, "pubdata"), None)
    holder = next(descend(root, "doc.copyright"), None)
    issued = _attribute(root, "date.issue", "norm") or _attribute(root, "story.date", "norm")
    released = _attribute(root, "date.release", "norm")
    address = publication.get("ex-ref") if publication is not None else None
    return build_report(
        body,
        {
            "title": _find_headline(root),
            "outlet": (publication.get("name") if publication is not None else None) or _find_distributor(root),
            "url": address if address and address.startswith("http") else None,
            "language": root.get("{http://www.w3.org/XML/1998/namespace}lang"),
            "published": issued or released or _published(publication) or options.published,
            "updated": released if released != issued else None,
            "authors": _find_authors(root),
            "section": publication.get("position.section") if publication is not None else None,
            "rights": _describe_rights(holder),
            "corrections": [note for found in descend(root, "correction") if (note := found.get("info"))],
            "source": name,
        },
    )


def gather_body(root: Element) -> str:
    """Give the text of an NITF document: the paragraphs, opened by the place of its date line."""
    content = next(descend(root, "body.content"), None)
    if content is None:
        return ""
    text = gather_text(content)
    place = next(descend(root, "dateline"), None)
    location = (find_text(place, "location") or find_text(place)) if place is not None else None
    if location and text and not text.upper().startswith(location.upper()[:20]):
        return f"{location} — {text}"
    return text


def _find_headline(root: Element) -> str | None:
    head = next(descend(root, "hedline"), None)
    return (find_text(head, "hl1") if head is not None else None) or find_text(root, "head", "title")


def _find_distributor(root: Element) -> str | None:
    found = next(descend(root, "distributor"), None)
    return find_text(found) if found is not None else None


def _find_authors(root: Element) -> list[str]:
    names: list[str] = []
    for byline in descend(root, "byline"):
        people = [name for person in find_all(byline, "person") if (name := find_text(person))]
        whole = find_text(byline)
        names += people or ([_BY.sub("", whole)] if whole else [])
    return names


def _attribute(root: Element, name: str, attribute: str) -> str | None:
    return next((value for found in descend(root, name) if (value := found.get(attribute))), None)


def _published(publication: Element | None) -> str | None:
    return publication.get("date.publication") if publication is not None else None


def _describe_rights(holder: Element | None) -> str | None:
    if holder is None:
        return None
    parts = ("Copyright", holder.get("year"), holder.get("holder"))
    return " ".join(part for part in parts if part)
