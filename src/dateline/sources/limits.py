"""Limits on what a source may take: bytes, unpacked bytes, parts, seconds.

In: a packed file or a parser at work. Out: its bytes, or `InputError` where it grows past its limit: a small file that
unpacks to gigabytes, an archive of a million parts, a parser that does not end.
"""

from __future__ import annotations

import io
import signal
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import BinaryIO

from dateline.errors import InputError

MAX_BYTES = 50_000_000
"""The largest file that is read whole. Tables and JSON lines may be larger: their rows count, not their sum."""
MAX_UNPACKED = 200_000_000
"""The most bytes that the parts of one ZIP file may unpack to."""
MAX_RATIO = 200
"""The most bytes that one packed byte may become in a part of more than a megabyte: text packs ten to one."""
MAX_PARTS = 20_000
"""The most parts of one ZIP file."""
MAX_SECONDS = 60
"""The longest that one document may take to be parsed."""

_CHUNK = 65_536


def describe_size(size: int) -> str:
    """Give a number of bytes for a message."""
    return f"{size / 1_000_000:.0f} MB" if size >= 1_000_000 else f"{size:,} bytes"


def unpack_gzip(data: bytes, max_bytes: int = MAX_BYTES) -> bytes:
    """Unpack gzip, all its members; raises `InputError` where it is damaged or larger than `max_bytes`."""
    pieces: list[bytes] = []
    size = 0
    for piece in iterate_gzip(io.BytesIO(data)):
        size += len(piece)
        if size > max_bytes:
            raise InputError(f"a gzip file that unpacks to more than {describe_size(max_bytes)}: unpack and split it")
        pieces.append(piece)
    return b"".join(pieces)


def iterate_gzip(stream: BinaryIO) -> Iterator[bytes]:
    """Give the unpacked bytes of a gzip stream in small pieces; raises `InputError` where it is damaged."""
    packed = stream.read(_CHUNK)
    while packed:
        unpacker = zlib.decompressobj(wbits=31)
        while packed and not unpacker.eof:
            try:
                piece = unpacker.decompress(packed, _CHUNK)
            except zlib.error as error:
                raise InputError("a damaged gzip file: fetch it again") from error
            if piece:
                yield piece
            packed = unpacker.unconsumed_tail or (b"" if unpacker.eof else stream.read(_CHUNK))
        if not unpacker.eof:
            raise InputError("a gzip file that is cut off: fetch it again")
        packed = (unpacker.unused_data + packed or stream.read(_CHUNK)).lstrip(b"\0")


def open_zip(stream: BinaryIO) -> zipfile.ZipFile:
    """Open a ZIP file and check its parts' number and stated sizes; raises `InputError`."""
    try:
        archive = zipfile.ZipFile(stream)
        parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise InputError("a damaged ZIP file: fetch or save it again") from error
    if len(parts) > MAX_PARTS:
        raise InputError(f"a ZIP file of {len(parts):,} parts, more than {MAX_PARTS:,}: split it")
    # The stated sizes may be false; `read_part` counts what really comes out.
    if sum(part.file_size for part in parts if part.compress_type != zipfile.ZIP_STORED) > 10 * MAX_UNPACKED:
        raise InputError(f"a ZIP file that unpacks to more than {describe_size(10 * MAX_UNPACKED)}: split it")
    for part in parts:
        if part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise InputError("a ZIP file with a part that is packed too tightly to be a document: left alone")
    return archive


def read_part(archive: zipfile.ZipFile, name: str, max_bytes: int = MAX_BYTES) -> bytes:
    """Read one part of a ZIP file; raises `InputError` where it is missing, damaged, locked or too large."""
    try:
        with archive.open(name) as stream:
            data = stream.read(max_bytes + 1)
    except KeyError as error:
        raise InputError(f"the file lacks its part {name[:60]!r}: save it again") from error
    except RuntimeError as error:
        raise InputError("a ZIP file locked by a password: unlock it first") from error
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise InputError("a damaged ZIP file: fetch or save it again") from error
    if len(data) > max_bytes:
        raise InputError(f"a part of more than {describe_size(max_bytes)} in a ZIP file: split it")
    return data


def check_parts(archive: zipfile.ZipFile) -> None:
    """Raise `InputError` where the parts of a document unpack to more than they may, by counting."""
    total = 0
    for part in archive.infolist():
        with archive.open(part) as stream:
            while piece := stream.read(_CHUNK):
                total += len(piece)
                if total > MAX_UNPACKED:
                    raise InputError(f"a document that unpacks to more than {describe_size(MAX_UNPACKED)}: left alone")


@contextmanager
def limit_time(what: str, seconds: float = MAX_SECONDS) -> Iterator[None]:
    """Raise `InputError` in a block that takes longer than `seconds`.

    Works by a timer signal, so only in the main thread, and for code in C only when it returns; elsewhere the
    limits on size alone hold. A timer that is already running is left as it is.
    """
    usable = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    if not usable or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise InputError(f"{what} takes longer than {seconds:.0f} seconds to parse: left alone")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
