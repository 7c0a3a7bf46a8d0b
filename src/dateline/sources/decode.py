"""Bytes to text.

In: the bytes of a file. Out: its text, decoded: by byte order mark, as UTF-8, as UTF-16 without a mark, else
as the Windows code page that fits (1252 for western letters; `charset-normalizer` decides between the
Cyrillic ones). What is no text (PDF, ZIP, images, binary data) raises `InputError` with what to do.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from dateline.errors import InputError

SAMPLE = 65_536
"""How many bytes decide on the encoding where it must be guessed."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF file, not text: convert it first, for example with pdftotext"),
    (b"\xd0\xcf\x11\xe0", "an old Office document, not text: save it as plain text"),
    (b"{\\rtf", "an RTF document, not text: save it as plain text"),
    (b"\x1f\x8b", "a gzip file: unpack it first"),
    (b"BZh", "a bzip2 file: unpack it first"),
    (b"\xfd7zXZ\x00", "an xz file: unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd file: unpack it first"),
    (b"\x89PNG", "an image, not text"),
    (b"\xff\xd8\xff", "an image, not text"),
    (b"GIF8", "an image, not text"),
    (b"SQLite format 3", "an SQLite database, not text"),
    (b"PAR1", "a Parquet file: export it as CSV or JSON lines"),
    (b"\x7fELF", "a program, not text"),
)
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CYRILLIC = ["cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic"]
_UNPRINTED = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode_bytes(data: bytes, *, declared: str | None = None) -> str:
    """Decode the bytes of a text file; `declared` is the encoding that the file itself names, if it does.

    Raises `InputError` where the file is empty or no text.
    """
    encoding = find_encoding(data, declared=declared)
    text = data.decode(encoding, errors="replace")
    return text.removeprefix("\ufeff")


def find_encoding(data: bytes, *, declared: str | None = None, whole: bool = True) -> str:
    """Say how the bytes are encoded; `whole` is false where `data` is only the beginning of a file.

    Raises `InputError` where the file is empty or no text.
    """
    if not data.strip():
        raise InputError("the file is empty")
    check_is_text(data)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if b"\0" in data:
        return _find_utf16(data[:SAMPLE])
    if declared and _decodes(data, declared, whole):
        return declared
    if _decodes(data, "utf-8", whole):
        return "utf-8"
    return _find_code_page(data)


def check_is_text(data: bytes) -> None:
    """Raise `InputError` where the bytes open as a file that is no text."""
    for magic, reason in _MAGIC:
        if data.startswith(magic):
            raise InputError(reason)
    if data.startswith(b"PK\x03\x04"):
        if b"word/" in data[:SAMPLE] or b"xl/" in data[:SAMPLE] or b"[Content_Types].xml" in data[:2048]:
            raise InputError("an Office document, not text: save it as plain text or CSV")
        raise InputError("a ZIP archive: unpack it first")


def _decodes(data: bytes, encoding: str, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(data, whole)
    except (UnicodeError, LookupError, AttributeError):
        return False
    return True


def _find_utf16(sample: bytes) -> str:
    """Choose the byte order of UTF-16 without a mark: its text has spaces, and no NUL of its own."""
    sample = sample[: len(sample) // 2 * 2]
    best, best_score = "", 0.0
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, errors="replace")
        plain = sum(character.isascii() and character.isprintable() for character in text)
        spaces = sum(character in " \n" for character in text)
        bad = text.count("\0") + text.count("\ufffd")
        if bad <= 0.01 * len(text) and spaces >= 0.02 * len(text) and plain > best_score:
            best, best_score = encoding, float(plain)
    if not best:
        raise InputError("binary data, not text")
    return best


def _find_code_page(data: bytes) -> str:
    sample = data[:SAMPLE]
    if len(_UNPRINTED.findall(sample)) > 0.02 * len(sample):
        raise InputError("binary data, not text")
    utf8 = sample.decode("utf-8", errors="replace")
    broken = utf8.count("\ufffd")
    whole_characters = sum(not character.isascii() for character in utf8) - broken
    if whole_characters > 4 * broken:
        return "utf-8"  # a few damaged characters in what is otherwise UTF-8
    high = sum(byte >= 0xC0 for byte in sample)
    plain = sum(chr(byte).isalpha() for byte in sample if byte < 0x80)
    if high > plain:
        match = from_bytes(sample, cp_isolation=_CYRILLIC, threshold=0.5).best()
        return match.encoding if match is not None and match.encoding in _CYRILLIC else "cp1251"
    if sum(byte >= 0x80 for byte in sample) > 0.5 * len(sample):
        raise InputError("binary data, not text")
    return "cp1252"
