"""One file on its way to a reader, and what the user wants of all files.

In: a path, standard input, or a part of an archive or a mail. Out: a `File` with its name, its first bytes and ways
to read the rest within limits; `Options` goes with it.
"""

from __future__ import annotations

import codecs
import functools
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dateline.errors import InputError
from dateline.sources.decode import SAMPLE, decode_bytes
from dateline.sources.limits import MAX_BYTES, describe_size

if TYPE_CHECKING:
    from dateline.records import Failure, Report
    from dateline.sources.links import Link

MAX_WITHIN = 3
"""How deep files may lie in files: a document in an archive in a mail."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a user asks of every file.

    `published` is the day that stands in where a source names none; `max_bytes` limits each file, and each row of a
    table; `mapping` names the column for a field of a report (`{"text": "body"}`); `fetch` gets the page of a source
    that is only an address; `resume` holds, for each file, the byte from which records of an archive are read.
    """

    published: str | None = None
    max_bytes: int = MAX_BYTES
    mapping: Mapping[str, str] = field(default_factory=dict)
    fetch: Callable[[Link], Report | Failure] | None = None
    resume: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """A file: `name` as the user knows it, its `ending` in small letters, its first bytes in `head`.

    Either `path` or `data` holds it. `within` says how many files it lies in.
    """

    name: str
    ending: str
    head: bytes
    path: Path | None = None
    data: bytes | None = None
    within: int = 0

    @classmethod
    def of(cls, data: bytes, name: str, ending: str = "", within: int = 0) -> File:
        """Give a file of bytes at hand."""
        return cls(name, ending, data[:SAMPLE], data=data, within=within)

    def part(self, data: bytes, name: str) -> File:
        """Give a file that lies in this one; raises `InputError` where files lie too deep in files."""
        if self.within >= MAX_WITHIN:
            raise InputError(f"a file more than {MAX_WITHIN} files deep: unpack it first")
        return File.of(data, f"{self.name}#{name}", Path(name).suffix.lower(), self.within + 1)

    def open(self) -> BinaryIO:
        """Open it for reading in pieces."""
        if self.data is not None:
            return io.BytesIO(self.data)
        if self.path is None:
            raise InputError("a file without a place: nothing to read")
        return self.path.open("rb")

    def read(self, max_bytes: int) -> bytes:
        """Read it whole; raises `InputError` where it is longer than `max_bytes`."""
        if self.data is not None and len(self.data) <= max_bytes:
            return self.data
        with self.open() as stream:
            data = stream.read(max_bytes + 1)
        if len(data) > max_bytes:
            size = self.path.stat().st_size if self.path else len(data)
            raise InputError(
                f"a file of {describe_size(size)}, more than {describe_size(max_bytes)}: "
                "split it into reports, or use jsonl"
            )
        return data

    def read_text(self, max_bytes: int) -> str:
        """Read and decode it whole; raises `InputError` where it is no text."""
        data = self.read(max_bytes)
        declared = find_declared_encoding(data) if data.lstrip()[:1] == b"<" else None
        return decode_bytes(data, declared=declared)

    @functools.cached_property
    def opening(self) -> str:
        """The first characters, decoded as well as can be, without a mark or white space before them."""
        head = self.head[:20_000]
        encoding = "utf-8"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
        return head.decode(encoding, errors="replace").lstrip("\ufeff \t\r\n\x00")


def find_declared_encoding(data: bytes) -> str | None:
    """Give the encoding that markup names in its first lines, or None."""
    match = re.search(rb"""(?:charset|encoding)\s{0,5}=\s{0,5}["']?([A-Za-z0-9_.:-]{2,30})""", data[:4096])
    return match[1].decode("ascii") if match else None
