"""NewsML-G2: the exchange format of news agencies (IPTC NewsML-G2 2.x).

In: the root of a news message or a news item. Out: a report for each news item of text. Kept: provider, versions,
creators, subject section, language, rights, editor's notes of correction. Pictures, packages and concepts are passed
over; a withdrawn item is a failure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import Metadata, build_report, make_failure
from dateline.sources.files import Options
from dateline.sources.html import strip_tags
from dateline.sources.nitf import gather_body
from dateline.sources.xml import descend, find_all, find_text, gather_text, name_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

WITHDRAWN = ("canceled", "withheld")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_newsml(root: Element, name: str, options: Options) -> Iterator[Report | Failure]:
    """Read the news items at and below a root; raises `InputError` where there is none."""
    items = list(descend(root, "newsItem"))
    if not items:
        raise InputError("NewsML without a news item: a package names others and has no text of its own")
    for number, item in enumerate(items, 1):
        where = f"{name}#{item.get('guid') or number}"
        try:
            if _is_text(item):
                yield _read_item(item, where, options)
        except InputError as error:
            yield make_failure(where, error)


def _is_text(item: Element) -> bool:
    kinds = [kind.get("qcode", "") for kind in find_all(item, "itemMeta", "itemClass")]
    return not kinds or any(kind.rpartition(":")[2] in ("text", "composite") for kind in kinds)


def _read_item(item: Element, where: str, options: Options) -> Report:
    status = next((found.get("qcode", "") for found in find_all(item, "itemMeta", "pubStatus")), "")
    if status.rpartition(":")[2] in WITHDRAWN:
        raise InputError(f"withdrawn by its agency ({status})")
    body = _find_body(item)
    if not body:
        raise InputError("a news item without a text in it")
    created = find_text(item, "itemMeta", "firstCreated") or find_text(item, "contentMeta", "contentCreated")
    version = find_text(item, "itemMeta", "versionCreated")
    guid = item.get("guid") or ""
    metadata: Metadata = {
        "title": find_text(item, "contentMeta", "headline") or find_text(item, "itemMeta", "title"),
        "outlet": _find_provider(item),
        "url": guid if guid.startswith(("http://", "https://")) else _find_page(item),
        "language": next((tag.get("tag") for tag in find_all(item, "contentMeta", "language")), None)
        or item.get(_LANGUAGE),
        "published": created or version or options.published,
        "updated": version if version != created else None,
        "authors": _find_authors(item),
        "section": _find_section(item),
        "rights": find_text(item, "rightsInfo", "copyrightNotice") or find_text(item, "rightsInfo", "usageTerms"),
        "corrections": _find_corrections(item),
        "source": where,
    }
    return build_report(body, metadata)


def _find_body(item: Element) -> str:
    for content in find_all(item, "contentSet"):
        for child in content:
            name = name_of(child)
            if name == "inlineXML":
                nitf = next(descend(child, "nitf"), None)
                page = next(descend(child, "body"), child)
                text = gather_body(nitf) if nitf is not None else gather_text(page)
            else:
                text = strip_tags(child.text or "") if name == "inlineData" else ""
            if text.strip():
                return text
    return ""


def _find_provider(item: Element) -> str | None:
    for path in (("itemMeta", "provider"), ("contentMeta", "infoSource")):
        for found in find_all(item, *path):
            name = find_text(found, "name") or found.get("literal") or found.get("qcode", "").rpartition(":")[2]
            if name:
                return name
    return None


def _find_page(item: Element) -> str | None:
    links = (link.get("href", "") for link in find_all(item, "itemMeta", "link"))
    return next((link for link in links if link.startswith(("http://", "https://"))), None)


def _find_authors(item: Element) -> list[str]:
    names = [find_text(found, "name") or found.get("literal") for found in find_all(item, "contentMeta", "creator")]
    by = find_text(item, "contentMeta", "by")
    return [name for name in names if name] or ([by] if by else [])


def _find_section(item: Element) -> str | None:
    for found in find_all(item, "contentMeta", "subject"):
        if name := find_text(found, "name"):
            return name
    return find_text(item, "contentMeta", "slugline")


def _find_corrections(item: Element) -> list[str]:
    signals = (signal.get("qcode", "") for signal in find_all(item, "itemMeta", "signal"))
    corrects = any(signal.rpartition(":")[2] in ("correction", "corrected") for signal in signals)
    notes = [" ".join("".join(note.itertext()).split()) for note in find_all(item, "itemMeta", "edNote")]
    return [note for note in notes if note and (corrects or "orrect" in note)]
