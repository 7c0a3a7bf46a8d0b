"""Nexis Uni exports, as DOCX or RTF.

In: the lines of an export: a cover page or none, then documents, each a title, an outlet, a day, labelled lines,
`Body`, the text, more labelled lines, `End of Document`. Out: a report for each document. Lost: index terms,
graphics, the length that Nexis counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import Metadata, build_report, make_failure
from dateline.sources.dates import normalise_date
from dateline.sources.files import Options
from dateline.sources.labels import compile_labels, load_labels, split_names

_END = re.compile(r"^\s*End of Document\s*$", re.I)
_BODY = re.compile(r"^\s*Body\s*$")
_AFTER = re.compile(r"^\s*(?:Classification|Graphic|Notes|Load-Date:.*|Correction(?:-Date)?:?.*)\s*$", re.I)
_COVER = re.compile(
    r"^\s*(?:User Name|Date and Time|Job Number|Documents? \(\d+\)|Client/Matter|Search Terms|Search Type|Narrowed by|"
    r"Content Type|Total Documents|\d+\.\s|Timeline|Sources?:)",
    re.I,
)
_RIGHTS = re.compile(r"^\s*(?:Copyright|©|\(c\))", re.I)


def is_nexis(lines: list[str]) -> bool:
    """Say whether lines are an export of Nexis Uni: documents end as it ends them, after a body."""
    return any(map(_END.match, lines)) and any(map(_BODY.match, lines))


def read_nexis(lines: list[str], name: str, options: Options) -> Iterator[Report | Failure]:
    """Read the documents of an export; what cannot be read is a failure with its number."""
    number = 0
    document: list[str] = []
    for line in lines:
        if not _END.match(line):
            document.append(line.replace("\u00a0", " ").strip(" \t|"))
            continue
        number += 1
        where = f"{name}#{number}"
        try:
            yield _read_document(document, where, options)
        except InputError as error:
            yield make_failure(where, error)
        document = []
    if any(map(_BODY.match, document)):
        yield Failure(f"{name}#{number + 1}", "source", "a document that is cut off before its end: export it again")


def _read_document(lines: list[str], where: str, options: Options) -> Report:
    start = next((i for i, line in enumerate(lines) if _BODY.match(line)), None)
    if start is None:
        raise InputError("a document without a body: export it with its full text")
    body, after = _split_body(lines[start + 1 :])
    head = [line for line in lines[:start] if line]
    found = _read_labels([*head, *after])
    title, outlet, day = _read_heading(head)
    metadata: Metadata = {
        "title": title,
        "outlet": outlet,
        "url": found.get("url"),
        "language": found.get("language"),
        "published": day or options.published,
        "authors": split_names(found.get("authors") or ""),
        "section": found.get("section"),
        "rights": next((line for line in head if _RIGHTS.match(line)), None),
        "corrections": _find_corrections(after),
        "source": where,
    }
    text = "\n".join(body).strip()
    place = found.get("dateline")
    if place and text and not text.upper().startswith(place.upper()[:20]):
        text = f"{place} — {text}"
    return build_report(text, metadata)


def _split_body(lines: list[str]) -> tuple[list[str], list[str]]:
    for index, line in enumerate(lines):
        # "Notes" alone in a line may be a heading of the text; labels with a colon follow the real end.
        following = [after for after in lines[index : index + 40] if after][:12]
        if _AFTER.match(line) and any(map(compile_labels("nexis").match, following)):
            return lines[:index], lines[index:]
    return lines, []


def _read_labels(lines: list[str]) -> dict[str, str]:
    labels = load_labels("nexis")
    found: dict[str, str] = {}
    for line in lines:
        match = compile_labels("nexis").match(line)
        field = labels[match[1].lower()] if match else ""
        if match and field and match[2].strip():
            found.setdefault(field, match[2].strip())
    return found


def _read_heading(head: list[str]) -> tuple[str | None, str | None, str | None]:
    """Give title, outlet and day: the first line that is a day stands below the outlet, and that below the title."""
    lines = [line for line in head if not _COVER.match(line)]
    for index, line in enumerate(lines):
        day = normalise_date(line) if len(line) <= 60 and not compile_labels("nexis").match(line) else None
        if day is None or index < 1:
            continue
        title = lines[index - 2] if index >= 2 else None
        return title, lines[index - 1], day
    return (lines[0] if lines else None), None, None


def _find_corrections(after: list[str]) -> list[str]:
    """Give the lines of the section `Correction`, up to the next label or heading."""
    notes: list[str] = []
    inside = False
    for line in after:
        label = compile_labels("nexis").match(line)
        if re.match(r"^Correction:?\s*", line, re.I) and not line.lower().startswith("correction-date"):
            inside = True
            line = re.sub(r"^Correction:?\s*", "", line, flags=re.I)
        elif label or _AFTER.match(line):
            inside = False
        if inside and line:
            notes.append(line)
    return [" ".join(notes)] if notes else []
