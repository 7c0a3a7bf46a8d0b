"""RTF: a text, or the export of a news database.

In: an RTF file. Out: its reports: those of a Nexis Uni or Factiva export, else the one of its text. `striprtf` gives
the text; pictures and embedded objects are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import build_report
from dateline.sources.factiva import is_factiva, read_factiva
from dateline.sources.files import File, Options
from dateline.sources.limits import limit_time
from dateline.sources.nexis import is_nexis, read_nexis

MAX_DEPTH = 500
"""The deepest nesting of groups."""
_PICTURE = re.compile(r"(?<=\\pict)([^{}]{0,4000}?)(?:[0-9a-fA-F]{64,}\s*)+")


def is_rtf(file: File) -> bool:
    """Say whether a file opens as RTF."""
    return file.opening.startswith("{\\rtf")


def read_rtf(file: File, options: Options) -> Iterator[Report | Failure]:
    """Read an RTF file; raises `InputError` where it is damaged or has no text."""
    text = strip_rtf(file.read(options.max_bytes))
    yield from read_export(text.split("\n"), file.name, options)


def read_export(lines: list[str], name: str, options: Options) -> Iterator[Report | Failure]:
    """Read the lines of a document: the export of a database where they look like one, else one report."""
    if is_nexis(lines):
        yield from read_nexis(lines, name, options)
    elif is_factiva(lines):
        yield from read_factiva(lines, name, options)
    else:
        yield build_report("\n".join(lines), {"published": options.published, "source": name})


def strip_rtf(data: bytes) -> str:
    """Give the text of an RTF file; raises `InputError` where it cannot be read."""
    from striprtf.striprtf import rtf_to_text

    _check_depth(data)
    # RTF is ASCII with escapes; what is beyond is the code page that the file itself names.
    source = data.decode("cp1252", errors="replace")
    source = _PICTURE.sub(r"\1", source)
    try:
        with limit_time("the RTF file"):
            text = str(rtf_to_text(source, encoding="cp1252", errors="ignore"))
    except InputError:
        raise
    except Exception as error:  # a third party's parser, on whatever the file holds
        raise InputError(f"the RTF file cannot be parsed: {type(error).__name__}") from error
    return text


def _check_depth(data: bytes) -> None:
    depth = 0
    for match in re.finditer(rb"\\[{}]|[{}]", data):
        if match[0] == b"{":
            depth += 1
            if depth > MAX_DEPTH:
                raise InputError(f"RTF nested deeper than {MAX_DEPTH} groups: left alone")
        elif match[0] == b"}":
            depth -= 1
