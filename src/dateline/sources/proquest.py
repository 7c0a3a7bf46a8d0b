"""ProQuest exports as text.

In: a text of documents between long lines of underscores, each with labelled lines (`Title:`, `Full text:`). Out: a
report for each document with a full text. Lost: index terms, page numbers, identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import build_report, make_failure
from dateline.sources.files import File, Options
from dateline.sources.labels import compile_labels, load_labels

_RULE = re.compile(r"^_{20,}[ \t]*\r?$", re.M)
_LABEL = re.compile(r"^(?:Full text|ProQuest document ID|Publication title|Document URL):", re.M)
_NUMBER = re.compile(r"^\s*Document \d+ of \d+\s*$", re.I)
_SCREENED = re.compile(r"^\s*(?:Not available|None available)\.?\s*$", re.I)


def is_proquest(file: File) -> bool:
    """Say whether a text opens as an export of ProQuest."""
    return bool(_RULE.search(file.opening)) and len(set(_LABEL.findall(file.opening))) >= 2


def read_proquest(file: File, options: Options) -> Iterator[Report | Failure]:
    """Read the documents of an export; what cannot be read is a failure with its number."""
    number = 0
    for block in _RULE.split(file.read_text(options.max_bytes)):
        if not _LABEL.search(block):
            continue  # the cover, the list of contents, the notice at the end
        number += 1
        where = f"{file.name}#{number}"
        try:
            yield _read_document(block.splitlines(), where, options)
        except InputError as error:
            yield make_failure(where, error)


def _read_document(lines: list[str], where: str, options: Options) -> Report:
    labels, pattern = load_labels("proquest"), compile_labels("proquest")
    values: dict[str, list[str]] = {}
    heading: str | None = None
    field = ""
    for line in lines:
        match = pattern.match(line)
        # Inside the text only a label after an empty line ends it: "Location: ..." may be prose.
        if match and (field != "text" or not values["text"] or not values["text"][-1].strip()):
            field = labels[match[1].lower()]
            line = match[2]
            if field in values and field != "text":
                field = ""  # the first of two says it: the second is often an index
            elif field:
                values[field] = []
        elif not field and heading is None and line.strip() and not _NUMBER.match(line):
            heading = line.strip()
        if field:
            values[field].append(line)
    single = {name: " ".join(" ".join(found).split()) for name, found in values.items()}
    text = "\n".join(values.get("text", []))
    if not text.strip() or _SCREENED.match(text):
        raise InputError("a document without its full text: export it with full text")
    return build_report(
        text,
        {
            "title": single.get("title") or heading,
            "outlet": single.get("outlet"),
            "url": single.get("url"),
            "language": single.get("language"),
            "published": single.get("published") or options.published,
            "updated": single.get("updated"),
            "authors": [name.strip(" .") for name in single.get("authors", "").split(";")],
            "section": single.get("section"),
            "rights": single.get("rights"),
            "corrections": values.get("corrections", []),
            "source": where,
        },
    )
