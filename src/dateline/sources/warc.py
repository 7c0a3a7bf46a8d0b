"""WARC: web archives, as Common Crawl's CC-News gives them (ISO 28500, plain or gzip).

In: a WARC file, read as a stream of any length in the memory of one record. Out: a report for each page and each text
(WET) in it, its `source` the file and the byte where its record begins, from which a run can be resumed. Records of
false length are failures, and reading goes on at the next record. Requests, pictures, scripts, redirects and error
answers are passed over.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import build_report, make_failure
from dateline.sources.decode import decode_bytes
from dateline.sources.files import File, Options, find_declared_encoding
from dateline.sources.html import is_html, read_html
from dateline.sources.limits import describe_size, unpack_gzip

MAX_RECORD = 10_000_000
"""The largest page, in bytes, packed or not."""
WINDOW = 1_000_000
"""Bytes that are looked through at a time for the next record."""

_NEXT_INSIDE = re.compile(rb"\r?\n\r?\nWARC/[01]\.\d+\r?\nWARC-")
_PLAIN = re.compile(rb"[\n\0](?=WARC/[01]\.\d+\r?\n)")
_ENDS = re.compile(rb"</html\s*>\s*$", re.I)
_GZIP = b"\x1f\x8b\x08"
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]{0,200}\r\n")


@dataclass(frozen=True, slots=True)
class _Page:
    """A record that holds a page: where it stands, its headers, its bytes or why there are none."""

    where: str
    address: str | None
    date: str | None
    kind: str
    encodings: tuple[str, str]
    charset: str | None
    payload: bytes
    problem: str | None = None


def is_warc(file: File) -> bool:
    """Say whether a file opens as WARC, packed by gzip or not."""
    if file.head.startswith(_GZIP):
        return _unpack_start(file.head).startswith(b"WARC/")
    return file.head.startswith(b"WARC/")


def read_warc(file: File, options: Options) -> Iterator[Report | Failure]:
    """Read the pages of a WARC file."""
    with file.open() as stream:
        yield from read_records(stream, file.name, options)


def read_records(stream: BinaryIO, name: str, options: Options) -> Iterator[Report | Failure]:
    """Read the pages of a WARC stream that can be sought in; resumes after the byte in `options.resume`."""
    position: int | None = 0
    done = options.resume.get(name)
    if done is not None:
        position = _find_next(stream, done + 1)
    while position is not None:
        stream.seek(position)
        position = yield from _read_stretch(stream, position, name, options)


def _read_stretch(
    stream: BinaryIO, base: int, name: str, options: Options
) -> Generator[Report | Failure, None, int | None]:
    """Read records up to the end or the first that is broken; give the byte of the next sound one, or None.

    A record is given only when the one after it has opened as it should, or when it ends as a page does: else its own
    length was false.
    """
    from fastwarc.warc import ArchiveIterator

    waiting: _Page | None = None
    last, number = base, 0
    try:
        for record in ArchiveIterator(stream, parse_http=True, auto_decode="none"):
            if waiting:
                yield _read_page(waiting, options)
            number = number + 1 if record.stream_pos == last and number else 1
            last = record.stream_pos
            # In one gzip stream over all records, bytes cannot tell them apart: their number does.
            where = f"{name}@{last}" + (f".{number}" if number > 1 else "")
            waiting = _take(record, where)
            if waiting and waiting.problem and _NEXT_INSIDE.search(waiting.payload):
                yield Failure(where, "source", "a record of false length: it runs into the next one")
                return _find_next(stream, last + 1)
    except (OSError, ValueError, OverflowError) as error:
        if waiting and not waiting.problem and _ENDS.search(waiting.payload[-2000:]):
            yield _read_page(waiting, options)  # the page is whole: what is broken comes after it
        reason = " ".join(str(error).split())[:100]
        yield Failure(f"{name}@{last}", "source", f"a broken record, or one of false length ({reason})")
        return _find_next(stream, last + 1)
    if waiting:
        yield _read_page(waiting, options)
    # What lies between two records can look like the end of the file.
    return _find_next(stream, last + 1) if number else None


def _take(record: Any, where: str) -> _Page | None:
    """Give the page in a record, at most `MAX_RECORD` bytes of it; None where the record holds no page."""
    from fastwarc.warc import WarcRecordType

    kinds = (WarcRecordType.response, WarcRecordType.resource, WarcRecordType.conversion)
    if record.record_type not in kinds:
        return None
    answer = record.http_headers if record.is_http else None
    kind = (record.http_content_type if record.is_http else record.headers.get("Content-Type")) or ""
    if answer is not None and answer.status_code != 200:
        return None
    if not any(word in kind for word in ("html", "text/plain")) and kind:
        return None
    length = record.content_length
    payload = record.reader.read(MAX_RECORD + 1)
    problem = None
    if len(payload) > MAX_RECORD:
        problem = f"a page of more than {describe_size(MAX_RECORD)}: left alone"
    elif len(payload) < length:
        problem = "a record that is cut off: the file is incomplete, or the length is false"
    if _NEXT_INSIDE.search(payload):
        problem = problem or "a record of false length: it runs into the next one"
    return _Page(
        where,
        record.headers.get("WARC-Target-URI"),
        record.headers.get("WARC-Date"),
        kind,
        tuple((answer.get(name) or "").lower() if answer is not None else "" for name in _CODINGS),  # type: ignore[arg-type]
        record.http_charset if record.is_http else None,
        payload,
        problem,
    )


_CODINGS = ("Transfer-Encoding", "Content-Encoding")


def _read_page(page: _Page, options: Options) -> Report | Failure:
    try:
        if page.problem:
            raise InputError(page.problem)
        data = _decode_payload(page.payload, *page.encodings)
        text = decode_bytes(data, declared=page.charset or find_declared_encoding(data))
        address = (page.address or "").strip("<>") or None
        if is_html(text) or "html" in page.kind:
            return read_html(
                text, url=address, published=options.published, extra={"fetched": page.date, "source": page.where}
            )
        return build_report(
            text, {"url": address, "published": options.published, "fetched": page.date, "source": page.where}
        )
    except InputError as error:
        return make_failure(page.where, error)


def _decode_payload(data: bytes, transfer: str, content: str) -> bytes:
    """Undo the codings that the headers name, as far as the bytes bear them: archives often store them undone."""
    if "chunked" in transfer:
        data = _join_chunks(data)
    if "gzip" in content and data.startswith(_GZIP):
        return unpack_gzip(data, MAX_RECORD)
    if "deflate" in content:
        for bits in (15, -15):
            unpacker = zlib.decompressobj(bits)
            try:
                unpacked = unpacker.decompress(data, MAX_RECORD)
            except zlib.error:
                continue
            if unpacker.unconsumed_tail:
                raise InputError(f"a page that unpacks to more than {describe_size(MAX_RECORD)}: left alone")
            return unpacked
    if content == "br":
        return _unpack_brotli(data)
    return data


def _unpack_brotli(data: bytes) -> bytes:
    import brotli

    unpacker = brotli.Decompressor()
    try:
        unpacked: bytes = unpacker.process(data, output_buffer_limit=MAX_RECORD)
    except brotli.error:
        return data
    if not unpacker.can_accept_more_data() and not unpacker.is_finished():
        raise InputError(f"a page that unpacks to more than {describe_size(MAX_RECORD)}: left alone")
    return unpacked


def _join_chunks(data: bytes) -> bytes:
    pieces: list[bytes] = []
    position = 0
    while match := _CHUNK.match(data, position):
        size = int(match[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(data[match.end() : match.end() + size])
        position = match.end() + size + 2
    # The chunks were joined before they were stored, or the last is missing.
    return b"".join(pieces) if pieces and position >= len(data) else data


def _find_next(stream: BinaryIO, position: int) -> int | None:
    """Give the first byte at or after `position` where a record begins, or None."""
    stream.seek(0)
    packed = stream.read(3) == _GZIP
    before = max(position - 1, 0)
    while True:
        stream.seek(before)
        data = stream.read(WINDOW)
        if not data:
            return None
        if packed:
            for mark in re.finditer(re.escape(_GZIP), data):
                start = before + mark.start()
                if start >= position and _starts_record(stream, start):
                    return start
        elif match := _PLAIN.search(data):
            return before + match.end()
        if len(data) < WINDOW:
            return None
        before += WINDOW - 16  # a mark may lie across the edge


def _starts_record(stream: BinaryIO, start: int) -> bool:
    stream.seek(start)
    return _unpack_start(stream.read(4096)).startswith(b"WARC/")


def _unpack_start(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(data, 64)
    except zlib.error:
        return b""
