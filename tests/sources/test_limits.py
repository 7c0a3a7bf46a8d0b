"""Bombs, false lengths and depths: refused in one line, and fast."""

import gzip
import io
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.files import File, Options
from dateline.sources.formats import read_file
from dateline.sources.limits import limit_time, unpack_gzip
from dateline.sources.xml import parse_xml
from tests.sources.builders import make_docx, make_page, make_record, make_records, make_warc, make_zip

TEXT = b"The minister said on Monday that the talks would go on and that nobody was to be arrested in the city."


def read(name: str, data: bytes, options: Options | None = None) -> list[Report | Failure]:
    return list(read_file(File.of(data, name, Path(name).suffix), options or Options(max_bytes=5_000_000)))


def make_gzip_bomb(size: int = 40_000_000) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    piece = bytes(1_000_000)
    return b"".join([*(packer.compress(piece) for _ in range(size // len(piece))), packer.flush()])


def test_a_gzip_bomb_is_met_before_it_has_grown() -> None:
    with pytest.raises(InputError, match="unpacks to more than 5 MB"):
        read("a.txt.gz", make_gzip_bomb())


def test_gzip_members_are_joined_and_damage_is_named() -> None:
    packed = gzip.compress(TEXT)
    assert unpack_gzip(packed + packed) == TEXT * 2
    with pytest.raises(InputError, match="cut off"):
        unpack_gzip(packed[:-10])
    with pytest.raises(InputError, match="damaged"):
        unpack_gzip(packed[:12] + b"\xff\xff\xff" + packed[15:])


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="packed too tightly"):
        read("a.zip", make_zip({"a.txt": bytes(8_000_000)}))
    nested = make_zip({"a.txt": TEXT})
    for _ in range(5):
        nested = make_zip({"a.zip": nested})
    (failure,) = read("a.zip", nested)
    assert isinstance(failure, Failure)
    assert "files deep" in failure.error
    monkeypatch.setattr("dateline.sources.limits.MAX_PARTS", 100)
    many = make_zip({f"{n}.txt": b"" for n in range(101)})
    with pytest.raises(InputError, match="101 parts"):
        read("a.zip", many)


def test_a_false_size_in_a_zip_does_not_let_a_bomb_through() -> None:
    data = bytearray(make_zip({"a.txt": b"word " * 1_200_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(mark) + offset
        data[place : place + 4] = (100).to_bytes(4, "little")
    items = read("a.zip", bytes(data))
    assert all(isinstance(item, Failure) for item in items)


def test_a_word_bomb_is_refused() -> None:
    archive = io.BytesIO(make_docx(["A line of text."]))
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/media/bomb.bin", bytes(8_000_000))
    with pytest.raises(InputError, match="packed too tightly"):
        read("a.docx", archive.getvalue())


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><nitf><body>&j;</body></nitf>"
)


def test_xml_entities_are_refused() -> None:
    with pytest.raises(InputError, match="entities"):
        read("a.xml", BOMB.encode())
    with pytest.raises(InputError, match="entities"):
        read("a.xml", b'<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY x SYSTEM "file:///etc/passwd">]><nitf>&x;</nitf>')
    with pytest.raises(InputError, match="entities"):
        read("feed.xml", BOMB.replace("nitf", "rss").encode())
    with pytest.raises(InputError, match="entities"):
        read("feed.xml", BOMB.replace("nitf", "rss").encode("utf-16"))


def test_deep_markup_is_refused_or_read_but_never_ends_the_run() -> None:
    with pytest.raises(InputError, match="deeper than 200"):
        parse_xml(b"<nitf>" + b"<p>" * 100_000)
    with pytest.raises(InputError, match="deeper than 500"):
        read("a.rtf", b"{\\rtf1" + b"{" * 100_000)
    with pytest.raises(InputError):
        read("a.html", b"<!DOCTYPE html><html><body>" + b"<div><b>" * 5_000)
    assert not [item for item in read("rss.xml", b"<rss>" + b"<item>" * 3_000) if isinstance(item, Report)]
    (failure,) = read("a.json", b'{"articles": {"results": ' + b"[" * 50_000)
    assert isinstance(failure, Failure)


def test_time_is_limited_in_the_main_thread() -> None:
    def parse() -> None:
        with limit_time("the page", 0.05):
            time.sleep(30)

    with pytest.raises(InputError, match="takes longer"):
        parse()


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("length", [5_000, 10**12, 300, 0, -7])
def test_a_warc_record_of_false_length_fails_alone(length: int, packed: bool) -> None:
    records = make_records(5)
    records[2] = make_record("https://valley.example/2", make_page(2).encode(), length=length)
    found = read("a.warc", make_warc(records, packed=packed))
    urls = [item.url for item in found if isinstance(item, Report)]
    assert urls == [f"https://valley.example/{n}" for n in (0, 1, 3, 4)]
    assert [item for item in found if isinstance(item, Failure)]


def test_what_lies_between_warc_records_is_passed_over() -> None:
    records = make_records(3)
    for packed in (True, False):
        one, two, three = (make_warc([record], packed=packed) for record in records)
        found = read("a.warc", one + b"\x1f\x8b\x08garbage\r\n\r\n" + two + b"\0" * 50 + three)
        assert [item.url for item in found if isinstance(item, Report)] == [
            f"https://valley.example/{n}" for n in range(3)
        ]


def test_a_warc_that_is_cut_off_gives_what_is_whole() -> None:
    data = make_warc(make_records(3))
    found = read("a.warc.gz", data[:-60])
    assert len([item for item in found if isinstance(item, Report)]) == 2
    assert "cut off" in next(item.error for item in found if isinstance(item, Failure))


def test_a_bomb_in_a_warc_record_is_left_alone() -> None:
    packed = "Content-Encoding: gzip\r\n"
    records = make_records(2)
    bomb = make_record("https://valley.example/bomb", make_gzip_bomb(), extra=packed)
    sound = make_record("https://valley.example/packed", gzip.compress(make_page(7).encode()), extra=packed)
    large = make_record("https://valley.example/large", b"<html>" + b"x" * 10_100_000)
    found = read("a.warc.gz", make_warc([records[0], bomb, large, sound, records[1]]))
    assert [item.url for item in found if isinstance(item, Report)] == [
        f"https://valley.example/{name}" for name in ("0", "packed", "1")
    ]
    assert [
        "unpacks to more" in item.error or "more than 10 MB" in item.error
        for item in found
        if isinstance(item, Failure)
    ] == [
        True,
        True,
    ]


def test_warc_resumes_after_a_byte_and_counts_in_one_stream() -> None:
    data = make_warc(make_records(6))
    found = [item for item in read("a.warc.gz", data) if isinstance(item, Report)]
    offset = int((found[2].source or "").rpartition("@")[2])
    rest = read("a.warc.gz", data, Options(resume={"a.warc.gz": offset}))
    assert [item.source for item in rest if isinstance(item, Report)] == [item.source for item in found[3:]]
    one = gzip.compress(b"".join(make_records(3)))
    sources = [item.source for item in read("a.warc.gz", one) if isinstance(item, Report)]
    assert len(set(sources)) == 3
