"""Factiva exports, as RTF or HTML, with or without indexing.

In: the lines of an export. With indexing each line opens with a two-letter field (`HD`, `LP`, `TD`); without it an
article is a headline, a byline, `517 words`, a day, an outlet, its code, a language, a copyright, the text, and
`Document` with the accession number. Out: a report for each. Lost: index terms, company codes.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import Metadata, build_report, make_failure
from dateline.sources.dates import normalise_date
from dateline.sources.files import File, Options
from dateline.sources.labels import load_labels, split_names
from dateline.sources.language import normalise_language
from dateline.sources.limits import limit_time

_END = re.compile(r"^\s*Document\s+([A-Za-z][A-Za-z0-9]{9,39})\s*$")
_WORDS = re.compile(r"^\s*[\d,]+ words\s*$", re.I)
_RIGHTS = re.compile(r"^\s*(?:\(c\)|©|Copyright\b)", re.I)
_CODE = re.compile(r"^[A-Z0-9]{2,8}$")
_SMALL = re.compile(r"^(?:\d{1,2}:\d{2}(?: [AP]M)?|[A-Z]?\d{1,4}|Pg?\.? ?\w{1,6}|(?:Version|Edition) .{1,30})$", re.I)
_PAGE = re.compile(r"class=\"?[^\">]{0,40}\b(?:en|de|fr|es|it)Article\b|<[^>]{1,40}enHeadline", re.I)


def is_factiva(lines: list[str]) -> bool:
    """Say whether lines are an export of Factiva."""
    return any(map(_END.match, lines)) and any(
        _WORDS.match(line) or (_match_field(line) or ("", ""))[0] == "WC" for line in lines
    )


def is_factiva_page(file: File) -> bool:
    """Say whether a page is an export of Factiva."""
    return file.opening.startswith("<") and bool(_PAGE.search(file.opening))


def read_factiva_page(file: File, options: Options) -> Iterator[Report | Failure]:
    """Read the articles of an export as HTML; raises `InputError` where the page cannot be parsed."""
    from lxml import etree, html

    text = file.read_text(options.max_bytes)
    try:
        with limit_time("the page"):
            root = html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError("the page cannot be parsed: export it again") from error
    articles = root.xpath("//div[contains(concat(' ', @class), ' article')]") or [root]
    lines: list[str] = []
    for article in articles:
        for block in article.iter("p", "tr", "div", "h1", "h2"):
            if block.tag == "tr":
                cells = [" ".join(cell.text_content().split()) for cell in block.iter("td")]
                paragraphs = [" ".join(p.text_content().split()) for p in block.iter("p")]
                lines += [f"{cells[0]}\t{''.join(cells[1:2])}"] if len(paragraphs) < 2 and cells else []
                lines += [f"{cells[0]}\t{paragraphs[0]}", *paragraphs[1:]] if len(paragraphs) > 1 and cells else []
            elif not any(parent.tag == "tr" for parent in block.iterancestors()) and not block.xpath(
                "./div|./p|./table"
            ):
                lines.append(" ".join(block.text_content().split()))
    yield from read_factiva(lines, file.name, options)


def read_factiva(lines: list[str], name: str, options: Options) -> Iterator[Report | Failure]:
    """Read the articles of an export; what cannot be read is a failure with its accession number."""
    article: list[str] = []
    for line in lines:
        end = _END.match(line)
        if not end:
            article.append(line.replace("\u00a0", " ").strip(" |"))
            continue
        where = f"{name}#{end[1]}"
        try:
            yield _read_article(article, where, options)
        except InputError as error:
            yield make_failure(where, error)
        article = []
    if any(_WORDS.match(line) for line in article):
        yield Failure(name, "source", "an article that is cut off before its end: export it again")


@functools.lru_cache(maxsize=1)
def _compile_fields() -> re.Pattern[str]:
    return re.compile(
        rf"^({'|'.join(map(re.escape, map(str.upper, load_labels('factiva'))))})(?:[|\t]+ ?| {{2,}}|$)(.*)$"
    )


def _match_field(line: str) -> tuple[str, str] | None:
    match = _compile_fields().match(line)
    return (match[1], match[2].strip(" |\t")) if match else None


def _read_article(lines: list[str], where: str, options: Options) -> Report:
    indexed = sum(_match_field(line) is not None for line in lines) >= 4
    text, metadata = _read_indexed(lines) if indexed else _read_plain(lines)
    if not text.strip():
        raise InputError("an article without a text: export full articles")
    metadata["source"] = where
    metadata["published"] = metadata.get("published") or options.published
    return build_report(text, metadata)


def _read_indexed(lines: list[str]) -> tuple[str, Metadata]:
    labels = load_labels("factiva")
    values: dict[str, list[str]] = {}
    field = ""
    for line in lines:
        match = _match_field(line)
        if match:
            field = labels[match[0].lower()]
            line = match[1]
        if field and line:
            values.setdefault(field, []).append(line)
    single = {name: " ".join(found) for name, found in values.items()}
    return "\n\n".join(values.get("text", [])), {
        "title": single.get("title"),
        "outlet": single.get("outlet"),
        "language": single.get("language"),
        "published": single.get("published"),
        "authors": split_names(single.get("authors", "")),
        "section": single.get("section"),
        "rights": single.get("rights"),
        "corrections": values.get("corrections", []),
    }


def _read_plain(lines: list[str]) -> tuple[str, Metadata]:
    filled = [line for line in lines if line]
    count = next((i for i, line in enumerate(filled) if _WORDS.match(line)), None)
    if count is None:
        raise InputError("an article without the line that counts its words: export it as full article")
    above, below = filled[:count], filled[count + 1 :]
    metadata: Metadata = {}
    byline = above.pop() if len(above) > 1 and (len(above[-1]) < 80 and above[-1].lower().startswith("by ")) else ""
    metadata["title"] = above[-1] if above else None
    metadata["section"] = above[0] if len(above) > 1 else None
    metadata["authors"] = split_names(byline)
    start = 0
    for index, line in enumerate(below[:10]):
        day = normalise_date(line) if len(line) < 40 else None
        if day:
            metadata["published"] = day
        elif _RIGHTS.match(line):
            metadata["rights"] = line
        elif len(line) < 30 and normalise_language(line) and not _CODE.match(line):
            metadata["language"] = line
        elif "published" in metadata and "outlet" not in metadata and len(line) < 100 and not _SMALL.match(line):
            metadata["outlet"] = line
        elif not (_CODE.match(line) or _SMALL.match(line)) or "rights" in metadata:
            break
        start = index + 1
    return "\n\n".join(below[start:]), metadata
