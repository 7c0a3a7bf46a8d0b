"""RIS: references, as ProQuest and other databases export them.

In: records of tagged lines (`TY  - NEWS` to `ER  - `). Out: a report for each record with a text, which RIS holds as
the abstract (`AB`, `N2`): often only the opening of the article. Lost: keywords, pages, identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import build_report, make_failure
from dateline.sources.files import File, Options
from dateline.sources.labels import load_labels

_TAG = re.compile(r"^([A-Z][A-Z0-9])  - ?(.*)$")


def is_ris(file: File) -> bool:
    """Say whether a text opens as RIS."""
    return bool(re.match(r"TY  - \w", file.opening))


def read_ris(file: File, options: Options) -> Iterator[Report | Failure]:
    """Read the records of a file; one without a text is a failure with its number."""
    number = 0
    record: dict[str, list[str]] = {}
    tag = ""
    for line in file.read_text(options.max_bytes).splitlines():
        match = _TAG.match(line)
        if match:
            tag = match[1]
            if tag == "ER":
                number += 1
                yield _read_record(record, f"{file.name}#{number}", options)
                record = {}
                continue
            record.setdefault(tag, []).append(match[2].strip())
        elif tag in record and line.strip():
            record[tag].append(line.strip())
    if any(name != "TY" for name in record):
        yield Failure(f"{file.name}#{number + 1}", "source", "a record that is cut off before its end (ER)")


def _read_record(record: dict[str, list[str]], where: str, options: Options) -> Report | Failure:
    labels = load_labels("ris")
    values: dict[str, list[str]] = {}
    for tag, found in record.items():
        field = labels.get(tag.lower(), "")
        if field and field not in values:
            values[field] = found
    # A record may give its abstract twice, once shortened.
    texts = ["\n\n".join(found) for tag, found in record.items() if labels.get(tag.lower()) == "text"]
    try:
        if not any(text.strip() for text in texts):
            raise InputError("a reference without a text: export it with its abstract or as text with full text")
        day = (values.get("published") or [""])[0].strip("/")
        return build_report(
            max(texts, key=len),
            {
                "title": " ".join(values.get("title", [])),
                "outlet": next(iter(values.get("outlet", [])), None),
                "url": next(iter(values.get("url", [])), None),
                "language": next(iter(values.get("language", [])), None),
                "published": day or options.published,
                "authors": values.get("authors", []),
                "section": next(iter(values.get("section", [])), None),
                "rights": next(
                    (note.removeprefix("Copyright - ") for note in values.get("rights", []) if "opyright" in note), None
                ),
                "source": where,
            },
        )
    except InputError as error:
        return make_failure(where, error)
