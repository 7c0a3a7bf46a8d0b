"""A saved web page: one file, one report.

In: the HTML of a page. Out: its `Report`: the main text by `trafilatura`, the metadata as the page states them (see
`page_metadata`) or, where it states none, as `trafilatura` finds them, the headline as the first line. An error page,
an access wall or a page without an article raises `InputError`.
"""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser
from typing import Any

from dateline.data import load_table
from dateline.errors import InputError
from dateline.records import Report
from dateline.sources.build import Metadata, build_report
from dateline.sources.cleaning import clean_line
from dateline.sources.limits import limit_time

MAX_CHARACTERS = 5_000_000
"""The longest page that is parsed."""
MIN_TEXT = 80
"""Characters below which the main text of a page is no article."""
ERROR_TEXT = 1_000
"""Characters below which a page with the title of an error page is one."""

_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body)\b", re.I | re.S
)
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(rss|feed|rdf:RDF|newsMessage|nitf|\w+:?\w*)\b",
    re.I | re.S,
)
_TAG = re.compile(r"</?(?:p|br|div|span|a|b|i|em|strong|ul|li|h[1-6]|img|blockquote)\b[^<>]{0,500}>", re.I)
_BLOCK = ("p", "br", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "tr", "ul", "ol", "table")
# No date is compared with the clock: the same page gives the same report on any day.
_DATE_SEARCH = {"original_date": True, "extensive_search": False, "max_date": "2199-12-31"}


def is_html(text: str) -> bool:
    """Say whether a text opens as a web page."""
    return bool(_PAGE.match(text[:5000]))


def is_other_markup(text: str) -> bool:
    """Say whether a text opens as XML that is no web page, such as a feed."""
    return text.lstrip()[:5] == "<?xml" and not is_html(text) and bool(_FEED.match(text[:5000]))


def read_html(
    page: str, *, url: str | None = None, published: str | None = None, extra: Metadata | None = None
) -> Report:
    """Make a report of a web page; `url`, `published` and `extra` stand in where the page names none.

    Raises `InputError` where the page is an error page or holds no article.
    """
    if len(page) > MAX_CHARACTERS:
        raise InputError(f"a page of {len(page):,} characters, more than {MAX_CHARACTERS:,}: save the article alone")
    from dateline.sources.page_metadata import find_article_body, find_metadata

    with limit_time("the page"):
        found = _extract(page, url)
        known = find_metadata(page)
    title = clean_line(known.get("title") or found.get("title") or "")
    text = found.get("text") or ""
    if len(text) < MIN_TEXT:
        text = find_article_body(page) or text
    check_is_article(title, text)
    outlet = clean_line(known.get("outlet") or found.get("sitename") or found.get("hostname") or "") or None
    metadata: Metadata = {**(extra or {}), **known}
    metadata["title"] = _drop_site_name(title, outlet)
    metadata["outlet"] = outlet or (extra or {}).get("outlet")
    metadata["url"] = known.get("url") or found.get("url") or url
    metadata["language"] = known.get("language") or found.get("language")
    metadata["published"] = known.get("published") or (extra or {}).get("published") or found.get("date") or published
    metadata["authors"] = known.get("authors") or (found.get("author") or "").split(";")
    return build_report(text, metadata)


def check_is_article(title: str, text: str) -> None:
    """Raise `InputError` where a title and a text are those of an error page, or hardly a text at all."""
    opening = clean_line(text[:300])
    for line in (title, opening):
        if len(text) < ERROR_TEXT and line and _load_error_titles().match(line):
            raise InputError(f"an error page, not a report: {line[:60]!r}")
    if len(opening) < MIN_TEXT:
        raise InputError("the page holds no article: hardly any text was found")


def strip_tags(text: str) -> str:
    """Give a text without its HTML tags, its blocks as paragraphs; a text without tags stays as it is."""
    if len(text) > MAX_CHARACTERS or not _TAG.search(text):
        return text
    stripper = _Stripper()
    stripper.feed(text)
    stripper.close()
    return "".join(stripper.pieces)


class _Stripper(HTMLParser):
    """Collect the text of a fragment, with a line break at the borders of its blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break the line before a block; hide scripts and styles."""
        if tag in ("script", "style"):
            self._hidden = tag
        elif tag in _BLOCK:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Break the line after a block."""
        if tag == self._hidden:
            self._hidden = ""
        elif tag in _BLOCK:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep text that is shown."""
        if not self._hidden:
            self.pieces.append(data)


def _extract(page: str, url: str | None) -> dict[str, Any]:
    from trafilatura import bare_extraction  # only a web page needs it, and it loads much

    try:
        document = bare_extraction(
            page,
            url=url,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params=_DATE_SEARCH,
        )
    except InputError:
        raise
    except Exception as error:  # a third party's parser, on whatever the page holds: one page, one line
        raise InputError(f"the page cannot be parsed: {type(error).__name__}") from error
    if document is None:
        if _is_error_page(page):
            raise InputError(_explain_no_text(page))
        return {}
    return document if isinstance(document, dict) else document.as_dict()


def _is_error_page(page: str) -> bool:
    return _explain_no_text(page).startswith("an error page")


def _explain_no_text(page: str) -> str:
    match = re.search(r"<title[^>]{0,200}>([^<]{1,300})", page, re.I)
    title = clean_line(match[1]) if match else ""
    if title and _load_error_titles().match(title):
        return f"an error page, not a report: {title[:60]!r}"
    return "the page holds no article: hardly any text was found"


def _drop_site_name(title: str, outlet: str | None) -> str:
    """Give a title without the name of its site at the end ("... | BBC News")."""
    match = re.match(r"(.{15,}?) (?:\||-|–|—|::|») ([^|]{2,40})$", title)
    if match and outlet:
        fold = re.sub(r"\W+|^www\.", "", match[2].lower())
        site = re.sub(r"\W+|^www\.", "", outlet.lower())
        if fold and (fold in site or site in fold):
            return match[1]
    return title


@functools.lru_cache(maxsize=1)
def _load_error_titles() -> re.Pattern[str]:
    patterns = "|".join(row["pattern"] for row in load_table("error_pages.tsv"))
    return re.compile(rf"\W*(?:{patterns})", re.IGNORECASE)
