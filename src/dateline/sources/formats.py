"""Which reader reads a file: the one place where formats are named.

In: a `File`. Out: its reports, by the first format of `FORMATS` that recognises it by its first bytes or its ending.
`docs/sources.md` describes each format and how to add one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from dateline.errors import InputError, LanguageError
from dateline.records import Failure, Report
from dateline.sources import (
    archive,
    docx,
    factiva,
    gkg,
    mail,
    markup,
    parquet,
    pdf,
    proquest,
    ris,
    rtf,
    warc,
)
from dateline.sources.build import make_failure
from dateline.sources.cleaning import clean_line
from dateline.sources.csv import looks_like_table, read_table
from dateline.sources.decode import SAMPLE, find_encoding
from dateline.sources.files import File, Options
from dateline.sources.html import is_html, read_html
from dateline.sources.jsonl import read_json, read_json_lines
from dateline.sources.limits import describe_size
from dateline.sources.plain import read_plain

Items = Iterator[Report | Failure]

_BY_ROW = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}
_HTML = (".html", ".htm", ".xhtml")


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, how it is recognised, and its reader."""

    name: str
    recognise: Callable[[File], bool]
    read: Callable[[File, Options], Items]


def read_file(file: File, options: Options) -> Items:
    """Read the reports in a file; one without a source of its own gets the file's name.

    Raises `InputError` where the file as a whole cannot be read.
    """
    found = next(form for form in FORMATS if form.recognise(file))
    try:
        for item in found.read(file, options):
            yield _name_source(item, file.name)
    except LanguageError as error:
        yield _name_source(make_failure(file.name, error), file.name)


def _name_source(item: Report | Failure, name: str) -> Report | Failure:
    if isinstance(item, Failure):
        kept = replace(item.kept, source=name) if item.kept and not item.kept.source else item.kept
        # A reason may quote what a file holds, and that may be of several lines.
        return replace(item, kept=kept, report=clean_line(item.report), error=clean_line(item.error))
    return item if item.source else replace(item, source=name)


def read_files(files: Iterator[File], options: Options) -> Items:
    """Read files that lie in another; what stops one is its failure alone."""
    for file in files:
        try:
            yield from read_file(file, options)
        except InputError as error:
            yield make_failure(file.name, error)


def _is_rows(file: File) -> bool:
    # Binary data under such an ending is told apart where the rows are decoded.
    return file.ending in _BY_ROW and not file.head.startswith((b"PAR1", b"PK\x03\x04", b"\x1f\x8b"))


def _read_rows(file: File, options: Options) -> Items:
    """Read a table or JSON lines as a stream, so that a file of any size needs the memory of a row."""
    kind = _BY_ROW[file.ending]
    encoding = find_encoding(file.head, whole=len(file.head) < SAMPLE)
    with file.open() as stream:
        text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="" if kind == "csv" else None)
        lines = _read_lines(text, options.max_bytes)
        if kind == "csv":
            yield from read_table(lines, file.name, options)
        else:
            yield from read_json_lines(lines, file.name, options)


def _read_lines(file: io.TextIOWrapper, max_bytes: int) -> Iterator[str]:
    first = True
    while line := file.readline(max_bytes):
        if len(line) >= max_bytes and not line.endswith("\n"):
            raise InputError(f"a line of more than {describe_size(max_bytes)}: one report a line, none so long")
        yield line.removeprefix("\ufeff") if first else line
        first = False


def _is_page(file: File) -> bool:
    return file.ending in _HTML or is_html(file.opening)


def _read_page(file: File, options: Options) -> Items:
    yield read_html(file.read_text(options.max_bytes), published=options.published)


def _is_json(file: File) -> bool:
    return file.ending == ".json" or file.opening.startswith(("{", "[{"))


def _read_json(file: File, options: Options) -> Items:
    yield from read_json(file.read_text(options.max_bytes), file.name, options)


def _read_text(file: File, options: Options) -> Items:
    """Read a file that no other format knows: a table under the ending of a text, or plain text."""
    text = file.read_text(options.max_bytes)
    if file.ending in ("", ".txt", ".dat") and looks_like_table(text[:100_000]):
        yield from read_table(io.StringIO(text, newline=""), file.name, options)
    else:
        yield read_plain(text, published=options.published)


FORMATS: tuple[Format, ...] = (
    Format("warc", warc.is_warc, warc.read_warc),
    Format("parquet", parquet.is_parquet, parquet.read_parquet),
    Format("pdf", pdf.is_pdf, pdf.read_pdf),
    Format("docx", docx.is_docx, docx.read_docx),
    Format("zip", archive.is_zip, lambda file, options: archive.read_zip(file, options, read_files)),
    Format("gzip", archive.is_gzip, lambda file, options: read_file(archive.unpack(file, options), options)),
    Format("rtf", rtf.is_rtf, rtf.read_rtf),
    Format("gkg", gkg.is_gkg, gkg.read_gkg),
    Format("rows", _is_rows, _read_rows),
    Format("factiva", factiva.is_factiva_page, factiva.read_factiva_page),
    Format("html", _is_page, _read_page),
    Format("xml", markup.is_xml, markup.read_xml),
    Format("mail", mail.is_mail, lambda file, options: mail.read_mail(file, options, read_files)),
    Format("ris", ris.is_ris, ris.read_ris),
    Format("proquest", proquest.is_proquest, proquest.read_proquest),
    Format("json", _is_json, _read_json),
    Format("text", lambda file: True, _read_text),
)
