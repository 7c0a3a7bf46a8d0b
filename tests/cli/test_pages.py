from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from dateline.cli.pages import LONGEST, PageFolder, name_page
from dateline.readings import decode_reading
from dateline.records import Reading
from tests.export.test_html import Page


def make(id: str, title: str | None = None, text: str = "Nothing happened.", source: str | None = None) -> Reading:
    return decode_reading({"id": id, "text": text, "title": title, "source": source})


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("title", "source", "name"),
    [
        ("Miners’ strike: day 3", None, "miners-strike-day-3"),
        ("Élysée Palace\nfalls silent", None, "elysee-palace-falls-silent"),
        (None, "reports/town-clash.txt", "town-clash"),
        (None, "C:\\news\\archive.jsonl:12", "archive-jsonl-12"),
        ("Выборы", "https://a.example/2020/vote.html", "vote"),
        ("../../etc/passwd", None, "etc-passwd"),
        ("  ", None, ""),
    ],
)
def test_a_page_is_named_by_its_title_or_its_file(title: str | None, source: str | None, name: str) -> None:
    assert name_page(make("x", title, source=source)) == name


def test_a_headline_in_the_text_names_the_page() -> None:
    text = "Dockers end strike\n\nThe dockers of the town went back to work."
    reading = decode_reading({"id": "x", "text": text, "parts": [{"kind": "headline", "span": [0, 18]}]})
    assert name_page(reading) == "dockers-end-strike"


def test_a_long_title_is_cut_between_words() -> None:
    name = name_page(make("x", "word " * 100))
    assert name == "-".join(["word"] * 12)
    assert len(name) <= LONGEST
    assert len(name_page(make("x", "w" * 500))) == LONGEST


def test_names_that_are_taken_or_tell_nothing_carry_the_id(tmp_path: Path) -> None:
    folder = PageFolder(tmp_path)
    for reading in (
        make("aaaaaaaaaaaa", "Dockers end strike"), make("bbbbbbbbbbbb", "Dockers END strike"),
        make("cccccccccccc", "con"), make("dddddddddddd"), make("eeeeeeeeeeee", "Index"),
        make("bbbbbbbbbbbb", "Dockers END strike"), make("é", "?"),
    ):  # fmt: skip
        folder.write(reading)
    folder.close()
    assert list_names(tmp_path) == [
        "con-cccccccc.html", "dockers-end-strike-bbbbbbbb-2.html", "dockers-end-strike-bbbbbbbb.html",
        "dockers-end-strike.html", "index-eeeeeeee.html", "index.html", "report-0.html", "report-dddddddd.html",
    ]  # fmt: skip


def test_read_again_a_report_keeps_its_name_and_others_keep_their_pages(tmp_path: Path) -> None:
    first, second = make("a" * 20, "Dockers end strike"), make('b"b' * 9, "Dockers end strike", "Other words.")
    for readings in ((first, second), (second, first), (second,)):
        folder = PageFolder(tmp_path)
        for reading in readings:
            folder.write(reading)
        folder.close()
        names = list_names(tmp_path)
        assert names == ["dockers-end-strike-b-bb-bb.html", "dockers-end-strike.html", "index.html"]
        assert "Nothing happened." in (tmp_path / names[1]).read_text("utf-8")
    assert "1 report, 0 events" in (tmp_path / "index.html").read_text("utf-8")


def test_a_file_of_somebody_else_is_left(tmp_path: Path) -> None:
    for name in ("index.html", "dockers-end-strike.html"):
        (tmp_path / name).write_text("<p>mine</p>")
    folder = PageFolder(tmp_path)
    folder.write(make("a" * 20, "Dockers end strike"))
    folder.close()
    assert list_names(tmp_path) == ["dockers-end-strike-aaaaaaaa.html", "dockers-end-strike.html", "index.html"]
    assert folder.index is None
    assert {(tmp_path / name).read_text() for name in ("index.html", "dockers-end-strike.html")} == {"<p>mine</p>"}


def test_nothing_written_gives_no_list(tmp_path: Path) -> None:
    PageFolder(tmp_path / "new").close()
    assert list_names(tmp_path / "new") == []


def test_the_list_links_every_page_and_says_what_was_found(tmp_path: Path) -> None:
    folder = PageFolder(tmp_path)
    events = [
        {"id": "v1", "type": "PROTEST", "trigger": [4, 11]}, {"id": "v2", "type": "PROTEST", "trigger": [0, 3]},
        {"id": "v3", "type": "AID", "trigger": [12, 20]},
    ]  # fmt: skip
    said = {"outlet": "The Town Gazette", "published": "2021-05-03"}
    folder.write(decode_reading({"id": "x", "text": "The marches happened.", "title": "A", **said, "events": events}))
    folder.write(make("y", text="Words of a report without a title. " * 5))
    folder.close()
    source = (tmp_path / "index.html").read_text("utf-8")
    page = Page(source)
    assert page.faults == []
    assert page.open == []
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert sorted(map(str, links)) == [name for name in list_names(tmp_path) if name != "index.html"]
    for words in ("2 reports, 3 events", "The Town Gazette", "2021-05-03", "no date", "PROTEST</span> 2", "none"):
        assert words in source
    opening = ("Words of a report without a title. " * 5)[:80] + "…"
    assert re.findall(r">(Words of a report[^<]*)</a>", source) == [opening]


def test_the_list_stands_alone_and_can_be_read_aloud(tmp_path: Path) -> None:
    folder = PageFolder(tmp_path)
    folder.write(make("x", '<script>alert(1)</script>"><img src=x onerror=alert(1)> {{style}}'))
    folder.close()
    source = (tmp_path / "index.html").read_text("utf-8")
    page = Page(source)
    tags = [tag for tag, _ in page.tags]
    assert not set(tags) & {"script", "img", "link", "iframe"}
    style = re.findall(r"<style>(.*?)</style>", source, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in source
    assert (tags.count("main"), tags.count("h1"), tags.count("caption"), tags.count("title")) == (1, 1, 1, 1)
    assert [a.get("scope") for tag, a in page.tags if tag == "th"] == ["col"] * 6 + ["row"]
    assert dict(page.tags[0][1]) == {"lang": "en"}
