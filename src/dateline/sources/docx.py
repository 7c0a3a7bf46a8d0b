"""DOCX: a text, or the export of Nexis Uni.

In: a Word document. Out: its reports: those of an export, else the one of its paragraphs and tables, by
`python-docx`. Lost: pictures, notes, comments, headers and footers; a document's own author and dates are those of
the file and not of the news: they are not kept.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.files import File, Options
from dateline.sources.limits import check_parts, limit_time, open_zip
from dateline.sources.rtf import read_export


def is_docx(file: File) -> bool:
    """Say whether a file opens as a Word document."""
    if not file.head.startswith(b"PK\x03\x04"):
        return False
    return file.ending == ".docx" or b"word/" in file.head or b"[Content_Types].xml" in file.head[:2048]


def read_docx(file: File, options: Options) -> Iterator[Report | Failure]:
    """Read a Word document; raises `InputError` where it is damaged, another Office document, or a bomb."""
    import docx

    data = file.read(options.max_bytes)
    with open_zip(io.BytesIO(data)) as archive:
        if "word/document.xml" not in archive.namelist():
            raise InputError("an Office document that is not of Word: save it as CSV or as plain text")
    try:
        with limit_time("the document"):
            with open_zip(io.BytesIO(data)) as archive:
                check_parts(archive)
            lines = list(_find_lines(docx.Document(io.BytesIO(data)).iter_inner_content()))
    except InputError:
        raise
    except Exception as error:  # a third party's parser, on whatever the file holds
        raise InputError(f"a damaged Word document ({type(error).__name__}): save it again") from error
    yield from read_export(lines, file.name, options)


def _find_lines(blocks: Any, depth: int = 0) -> Iterator[str]:
    """Give the lines of paragraphs, and of the cells of tables, each once."""
    for block in blocks:
        if hasattr(block, "rows"):
            seen: set[int] = set()
            for row in block.rows:
                for cell in row.cells:
                    # A merged cell stands in the table once for each column that it spans.
                    if depth < 5 and id(cell._tc) not in seen:
                        seen.add(id(cell._tc))
                        yield from _find_lines(cell.iter_inner_content(), depth + 1)
        else:
            yield from block.text.split("\n")
            yield ""
