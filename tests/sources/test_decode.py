"""Bytes to text: encodings, and what is no text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import InputError
from dateline.sources.decode import decode_bytes

WESTERN = "“Talks” – said the café’s owner – cost €5 or £4… and no more than that."
RUSSIAN = "Президент страны заявил в понедельник, что переговоры будут продолжены, и никто не будет арестован."
LETTERS = "".join(chr(n) for n in range(32, 127)) + "éèüößñçåøÉÜ“”‘’–—…€£"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_western_text_in_each_encoding(encoding: str) -> None:
    assert decode_bytes(WESTERN.encode(encoding)) == WESTERN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1251"])
def test_russian_text_in_each_encoding(encoding: str) -> None:
    assert decode_bytes(RUSSIAN.encode(encoding)) == RUSSIAN


@given(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=80).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_western_text_survives(words: str) -> None:
    text = "The minister said that it was so and not so, in " + words + " and in other words"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        assert decode_bytes(text.encode(encoding)) == text


@given(st.text(alphabet=LETTERS, max_size=30))
@settings(max_examples=100, deadline=None)
def test_any_western_text_in_the_windows_code_page(words: str) -> None:
    text = "The minister said “no” to all of it on Monday, in " + words.replace("Ã", "") + " and left the room again"
    assert decode_bytes(text.encode("cp1252")) == text


def test_damaged_utf8_is_still_utf8() -> None:
    data = (WESTERN * 3).encode() + b"\xe2\x80 and so on"
    assert decode_bytes(data).startswith(WESTERN)


def test_a_declared_encoding_is_used_where_it_fits() -> None:
    assert decode_bytes("Łódź ".encode("cp1250") * 3, declared="cp1250") == "Łódź " * 3
    assert decode_bytes(WESTERN.encode(), declared="no-such-code") == WESTERN


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....word/document.xml", "Office"),
        (b"PK\x03\x04....a.txt", "ZIP"),
        (b"\x1f\x8b\x08abc", "gzip"),
        (b"\x89PNG\r\n", "image"),
        (b"\x00\x01\x02\x03" * 100, "binary"),
        (bytes(range(256)) * 10, "binary"),
        (b"{\\rtf1\\ansi", "RTF"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        decode_bytes(data)
    assert "\n" not in str(caught.value)
