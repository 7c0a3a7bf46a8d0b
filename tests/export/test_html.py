from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.export.html import render_frame, render_page
from dateline.export.html_text import Keys, render_text
from dateline.export.segments import Mark, cut_segments
from dateline.export.view import ReadingView
from dateline.readings import decode_reading
from tests.export.builders import TEXT, make_hostile, make_reading

VOID = {"meta", "link", "br", "img", "input"}


class Page(HTMLParser):
    """Collects tags with their attributes and the text below the element `text`."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.faults: list[str] = []
        self.depth = 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in VOID:
            return
        self.open.append(tag)
        if dict(attrs).get("id") == "text":
            self.depth = len(self.open)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)
        if len(self.open) < self.depth:
            self.depth = 0

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def read_back(fragment: str) -> Page:
    return Page(f'<div id="text">{fragment}</div>')


def test_the_page_holds_the_text_word_for_word() -> None:
    page = Page(render_page(make_reading()))
    assert page.text == TEXT
    assert page.faults == []
    assert page.open == []


def test_the_page_fetches_nothing() -> None:
    source = render_page(make_reading())
    page = Page(source)
    assert not {tag for tag, _ in page.tags} & {"link", "img", "iframe", "object", "embed", "base", "form"}
    for tag, attributes in page.tags:
        assert "src" not in attributes, tag
        assert not any(name.startswith("on") or name == "style" for name in attributes), tag
        assert (attributes.get("href") or "#").startswith("#")
    assert "@import" not in source
    assert "url(" not in source


def test_the_policy_allows_the_own_style_and_script_alone() -> None:
    source = render_page(make_reading())
    policy = next(a["content"] for _, a in Page(source).tags if "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        inner = re.findall(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        assert len(inner) == 1
        digest = base64.b64encode(hashlib.sha256(inner[0].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        "</style><script>alert(1)</script>",
        "{{script}} {{text}} \\1 $style",
        "javascript:alert(1)",
        "<!--<script>",
        "&lt;b&gt; &amp;",
    ],
)
def test_hostile_words_stay_words(words: str) -> None:
    reading = make_hostile(words)
    source = render_page(reading)
    page = Page(source)
    assert page.text == reading.text
    assert page.faults == []
    assert [tag for tag, _ in page.tags].count("script") == 1
    assert "img" not in {tag for tag, _ in page.tags}
    for _, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert len(Page(render_frame(reading)).tags) == 1


def test_a_selected_event_finds_its_words() -> None:
    source = render_page(make_reading())
    page = Page(source)
    items = {a["id"]: a for tag, a in page.tags if tag == "li" and "event" in (a.get("class") or "").split()}
    assert list(items) == ["v0", "v1", "v2"]  # in the order of the text
    known = {key for _, a in page.tags for key in (a.get("data-i") or "").split()}
    for role in ("data-actor", "data-recipient", "data-place", "data-time", "data-number"):
        assert set((items["v0"][role] or "").split()) <= known
        assert items["v0"][role]
    assert items["v1"]["data-via"] == "a1 a2"
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        if attributes.get("href"):
            assert (attributes["href"] or "")[1:] in ids


def test_status_is_in_the_marks() -> None:
    words = {
        a["href"]: (a.get("class") or "").split()
        for tag, a in Page(render_page(make_reading())).tags
        if tag == "a" and "k-trigger" in (a.get("class") or "")
    }
    assert {"c-COERCE", "is-attributed"} <= set(words["#v0"])
    assert {"c-ASSAULT", "is-alleged"} <= set(words["#v1"])
    assert {"c-CONSULT", "is-negated"} <= set(words["#v2"])


def test_fields_name_values_words_and_who_says_so() -> None:
    source = render_page(make_reading())
    assert "arrested 40+" in source
    assert "59.9127, 10.7461 (city, within 15 km, GeoNames 3143244)" in source
    assert 'class="cited"><b>a witness</b>' in source
    assert "country not in the text: from a table" in source
    assert "intensity -7.2 · confidence 0.90" in source
    assert "2021-05-02 (0.75)" in source
    assert "place (0.50) · NOR" in source
    assert "NOR (0.95)" in source
    assert 'class="conflict">country NOR by the table of leaders; the text says SWE <span' in source


def test_all_fields_show_without_script() -> None:
    source = render_page(make_reading())
    assert source.count("<details open>") == 3


def test_a_reading_of_nothing_gives_a_page() -> None:
    reading = decode_reading({"id": "x", "text": "Nothing happened.", "published": None})
    source = render_page(reading)
    assert "No events were found" in source
    assert "no publication date" in source


def test_the_same_reading_gives_the_same_page() -> None:
    assert render_page(make_reading()) == render_page(make_reading())


CHARACTERS = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\r<>&\"'")


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.text(CHARACTERS, min_size=1, max_size=60))
    borders = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(borders, borders), max_size=12))
    return text, [(min(p), max(p)) for p in pairs if p[0] != p[1]]


@settings(max_examples=150, deadline=None)
@given(marked_texts())
def test_segments_cover_the_text_once(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, pairs = case
    marks = [Mark(start, end, "k", str(i)) for i, (start, end) in enumerate(pairs)]
    segments = list(cut_segments(len(text), marks))
    assert "".join(text[s.start : s.end] for s in segments) == text
    for segment in segments:
        expected = {m.key for m in marks if m.start <= segment.start and segment.end <= m.end}
        assert {m.key for m in segment.marks} == expected
        assert not any(m.start < segment.end and segment.start < m.end for m in marks if m.key not in expected)


@settings(max_examples=150, deadline=None)
@given(marked_texts())
def test_crossing_marks_leave_the_text_as_it_is(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, pairs = case
    thirds = [pairs[0::3], pairs[1::3], pairs[2::3]]
    reading = decode_reading(
        {
            "id": "x",
            "text": text,
            "parts": [{"kind": "caption", "span": list(p)} for p in thirds[0]],
            "attributions": [{"id": f"a{i}", "content": list(p)} for i, p in enumerate(thirds[1])],
            "events": [{"id": f"v{i}", "type": "AID", "trigger": list(p)} for i, p in enumerate(thirds[2])],
        }
    )
    view = ReadingView(reading)
    page = read_back(render_text(view, Keys(view)))
    # A parser of HTML files makes a line feed of a carriage return only where it is not written as a reference.
    assert page.text == text
    assert page.faults == []
    render_page(reading)


def test_marks_outside_the_text_are_left_out() -> None:
    assert [s.marks for s in cut_segments(3, [Mark(5, 9, "k", "a"), Mark(-4, 0, "k", "b")])] == [()]


def test_a_long_report_is_fast() -> None:
    text = "He hit her. " * 8000
    events = [{"id": f"v{i}", "type": "ASSAULT", "trigger": [i * 12 + 3, i * 12 + 6]} for i in range(3000)]
    page = render_page(decode_reading({"id": "x", "text": text, "events": events}))
    assert page.count("k-trigger") >= 3000
