"""PDF with a text in it.

In: a PDF file. Out: one report of the text of its pages, by `pypdf`. A scan without a text layer, a locked or damaged
file raises `InputError`. Lost: layout, tables, and which column a line stood in where the file does not say. A PDF's
own dates are those of the file and not of the news: they are not kept.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import MAX_CHARACTERS, build_report
from dateline.sources.files import File, Options
from dateline.sources.limits import limit_time

MAX_PAGES = 500
"""The most pages of one PDF."""


def is_pdf(file: File) -> bool:
    """Say whether a file opens as PDF."""
    return b"%PDF-" in file.head[:1024]


def read_pdf(file: File, options: Options) -> Iterator[Report | Failure]:
    """Read the text of a PDF as one report; raises `InputError` where there is none to be had."""
    import pypdf
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with file.open() as stream, limit_time("the PDF"):
            reader = pypdf.PdfReader(stream, strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise InputError("a PDF locked by a password: unlock it first")
            if len(reader.pages) > MAX_PAGES:
                raise InputError(f"a PDF of {len(reader.pages):,} pages, more than {MAX_PAGES}: no report")
            text = _join_pages(reader)
            title = _find_title(reader, text)
    except InputError:
        raise
    except (PyPdfError, Exception) as error:  # a third party's parser, on whatever the file holds
        raise InputError(f"a damaged PDF file ({type(error).__name__}): save it again") from error
    if not text.strip():
        raise InputError("a PDF without a text: it is a scan, read it by OCR first")
    yield build_report(text, {"title": title, "published": options.published, "source": file.name})


def _join_pages(reader: object) -> str:
    pieces: list[str] = []
    size = 0
    for page in reader.pages:  # type: ignore[attr-defined]
        text = page.extract_text() or ""
        size += len(text)
        if size > MAX_CHARACTERS:
            raise InputError(f"a PDF with more than {MAX_CHARACTERS:,} characters: no report")
        pieces.append(text)
    return "\n".join(pieces)


def _find_title(reader: object, text: str) -> str | None:
    """Give the title that the file names, where the text opens with it: most such titles are names of files."""
    about = reader.metadata  # type: ignore[attr-defined]
    title = str(about.title) if about is not None and about.title else ""
    key = re.sub(r"\W+", "", title.lower())
    return title if key and key in re.sub(r"\W+", "", text[:2000].lower()) else None
