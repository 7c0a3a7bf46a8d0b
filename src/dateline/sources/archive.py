"""Files in files: ZIP, WACZ and gzip.

In: an archive. Out: the files in it, for the readers of their formats; the parts of a WACZ that are WARC files are
read as a stream. What grows past its limits when unpacked raises `InputError`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.files import File, Options
from dateline.sources.limits import MAX_UNPACKED, describe_size, open_zip, read_part, unpack_gzip
from dateline.sources.warc import read_records

ReadFiles = Callable[[Iterator[File], Options], Iterator[Report | Failure]]


def is_zip(file: File) -> bool:
    """Say whether a file opens as ZIP."""
    return file.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_gzip(file: File) -> bool:
    """Say whether a file opens as gzip."""
    return file.head.startswith(b"\x1f\x8b")


def unpack(file: File, options: Options) -> File:
    """Give the file in a gzip file, named without `.gz`; raises `InputError` where it is damaged or too large."""
    data = unpack_gzip(file.read(options.max_bytes), options.max_bytes)
    inner = Path(file.name.removesuffix(".gz"))
    if file.within >= 3:
        raise InputError("a gzip file more than 3 files deep: unpack it first")
    return File.of(data, file.name, inner.suffix.lower(), file.within + 1)


def read_zip(file: File, options: Options, read_files: ReadFiles) -> Iterator[Report | Failure]:
    """Read the files in a ZIP file, or the pages of a WACZ; raises `InputError` where it is damaged."""
    with file.open() as stream, open_zip(stream) as archive:
        names = [part.filename for part in archive.infolist() if part.filename and not part.is_dir()]
        warcs = [name for name in names if name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))]
        if "datapackage.json" in names and warcs:
            for name in warcs:
                yield from _read_warc_part(archive, name, f"{file.name}#{name}", options)
            return
        if not names:
            raise InputError("an empty ZIP file")
        size = 0
        for name in names:
            if name.rpartition("/")[2].startswith(".") or name.startswith("__MACOSX/"):
                continue
            try:
                inner = file.part(read_part(archive, name, options.max_bytes), name)
            except InputError as error:
                yield Failure(f"{file.name}#{name}", "source", str(error))
                continue
            size += len(inner.data or b"")
            if size > MAX_UNPACKED:
                raise InputError(f"a ZIP file that unpacks to more than {describe_size(MAX_UNPACKED)}: unpack it first")
            yield from read_files(iter([inner]), options)


def _read_warc_part(archive: ZipFile, name: str, where: str, options: Options) -> Iterator[Report | Failure]:
    """Read the pages of a WARC inside a WACZ; where it is packed and damaged, its pages up to there."""
    try:
        with archive.open(name) as part:
            yield from read_records(cast(BinaryIO, part), where, options)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        yield Failure(where, "source", f"damaged inside the ZIP file ({' '.join(str(error).split())[:100]})")
