"""What a web page says of itself: JSON-LD, OpenGraph and other `meta` elements, microdata.

In: the HTML of a page. Out: the metadata of its article. Of two that differ, JSON-LD (schema.org) comes before
OpenGraph, and that before microdata. Nothing that the page names is fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from dateline.sources.build import Metadata
from dateline.sources.fields import give_names, give_string

MAX_SCRIPT = 1_000_000
"""The longest JSON-LD that is parsed, in characters."""
MAX_DEPTH = 30

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|NewsItem)$")
_META: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "headline"),
    "outlet": ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher"),
    "url": ("og:url",),
    "published": (
        "article:published_time", "og:article:published_time", "datepublished", "pubdate", "publish-date", "dc.date",
        "dcterms.created", "dc.date.issued", "parsely-pub-date", "sailthru.date", "date",
    ),
    "updated": ("article:modified_time", "og:updated_time", "lastmod", "dcterms.modified", "datemodified"),
    "section": ("article:section", "og:article:section", "parsely-section", "section"),
    "rights": ("copyright", "dc.rights", "dcterms.rights", "rights"),
    "language": ("og:locale", "content-language", "dc.language", "language"),
}  # fmt: skip
_AUTHORS = ("author", "article:author", "og:article:author", "parsely-author", "byl", "dc.creator", "sailthru.author")


def find_metadata(page: str) -> Metadata:
    """Give what a page says of its article; empty where it cannot be parsed."""
    from lxml import etree, html

    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", page))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return {}
    found: dict[str, Any] = {}
    for layer in (_read_json_ld(root), _read_meta(root), _read_microdata(root)):
        for name, value in layer.items():
            if value and name not in found:
                found[name] = value
    link = next(iter(root.xpath("//link[@rel='canonical']/@href")), None)
    if link and str(link).startswith("http"):
        found.setdefault("url", str(link))
    if root.get("lang"):
        found.setdefault("language", root.get("lang"))
    return found  # type: ignore[return-value]


def find_article_body(page: str) -> str:
    """Give the text of the article that JSON-LD holds, or an empty string."""
    for block in re.findall(
        r"<script[^>]{0,200}application/ld\+json[^>]{0,200}>(.{0,1000000}?)</script", page, re.S | re.I
    ):
        for article in _find_articles(_parse(block)):
            if isinstance(body := article.get("articleBody"), str) and body.strip():
                return body
    return ""


def _read_json_ld(root: Any) -> dict[str, Any]:
    for script in root.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]"):
        for article in _find_articles(_parse(script.text or "")):
            return _read_article(article)
    return {}


def _parse(text: str) -> object:
    if len(text) > MAX_SCRIPT:
        return None
    text = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", text)
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _find_articles(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Give the objects of the type of an article, the outermost first."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _find_articles(item, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(
            isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            yield from _find_articles(value.get(name), depth + 1)


def _read_article(article: dict[str, Any]) -> dict[str, Any]:
    page = article.get("mainEntityOfPage")
    address = article.get("url") or (page.get("@id") if isinstance(page, dict) else page)
    section = article.get("articleSection")
    corrections = article.get("correction")
    holder = give_string(_first(article.get("copyrightHolder")))
    return {
        "title": give_string(article.get("headline")) or give_string(article.get("name")),
        "outlet": give_string(_first(article.get("publisher")))
        or give_string(_first(article.get("sourceOrganization"))),
        "url": address if isinstance(address, str) and address.startswith("http") else None,
        "language": give_string(_first(article.get("inLanguage"))),
        "published": give_string(article.get("datePublished")),
        "updated": give_string(article.get("dateModified")),
        "authors": give_names(article.get("author") or article.get("creator") or []),
        "section": give_string(_first(section)),
        "rights": give_string(article.get("copyrightNotice"))
        or (f"Copyright {holder}" if holder else None)
        or give_string(article.get("license")),
        "corrections": [
            text
            for item in (corrections if isinstance(corrections, list) else [corrections])
            if (text := item.get("text") if isinstance(item, dict) else item) and isinstance(text, str)
        ],
    }


def _first(value: object) -> object:
    return next(iter(value), None) if isinstance(value, list) else value


def _read_meta(root: Any) -> dict[str, Any]:
    values: dict[str, str] = {}
    authors: list[str] = []
    for element in root.xpath("//meta[@content]"):
        name = (
            element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv") or ""
        ).lower()
        content = element.get("content").strip()
        if name in _AUTHORS and content and not content.startswith(("http:", "https:", "@")):
            authors += [author for author in content.split(";") if author.strip() not in authors]
        elif content:
            values.setdefault(name, content)
    found: dict[str, Any] = {
        field: next((values[name] for name in names if name in values), None) for field, names in _META.items()
    }
    found["authors"] = authors
    return found


def _read_microdata(root: Any) -> dict[str, Any]:
    scopes = [
        scope for scope in root.xpath("//*[@itemtype]") if _ARTICLE.search(scope.get("itemtype", "").rstrip("/ "))
    ]
    if not scopes:
        return {}
    values: dict[str, list[str]] = {}
    for element in scopes[0].xpath(".//*[@itemprop]"):
        value = element.get("content") or element.get("datetime")
        if value is None:
            named = element.xpath(".//*[@itemprop='name']")
            inner = named[0] if named else element
            value = inner.get("content") or inner.text_content()
        for name in element.get("itemprop").split():
            values.setdefault(name, []).append(" ".join(value.split())[:500])
    single = {name: found[0] for name, found in values.items()}
    return {
        "title": single.get("headline"),
        "outlet": single.get("publisher"),
        "published": single.get("datePublished"),
        "updated": single.get("dateModified"),
        "authors": values.get("author", []),
        "section": single.get("articleSection"),
        "language": single.get("inLanguage"),
        "corrections": values.get("correction", []),
    }
