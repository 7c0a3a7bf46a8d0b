"""brat and DocBin: there and back without loss of a span, and what annotators change is taken over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

from dateline.errors import InputError
from dateline.export.brat import BratWriter
from dateline.export.brat_reading import read_brat
from dateline.export.docbin import DocBinWriter, read_docbin
from dateline.export.layers import put_together, take_apart
from dateline.readings import decode_reading
from dateline.records import Reading
from tests.export.builders import make_hostile
from tests.export.samples import make_all, make_sample

HARD = [
    make_hostile(words)
    for words in (
        'a\tb "c" ☃',
        " lead ",
        "x\n\ny\n",
        "\u2028\x85q",
        "👩‍👩‍👧 e\u0301",
        "\r\nz",
        "don't",
        "3.5km/h-x",
        "\ud800",
    )
]


def write_brat(readings: list[Reading], out: Path) -> Path:
    writer = BratWriter(out)
    for reading in readings:
        writer.write(reading)
    writer.close()
    return out


def write_docbin(readings: list[Reading], out: Path) -> Path:
    writer = DocBinWriter(out)
    for reading in readings:
        writer.write(reading)
    writer.close()
    return out


def test_brat_there_and_back(tmp_path: Path) -> None:
    readings = make_all() + HARD
    back = {reading.id: reading for reading in read_brat(write_brat(readings, tmp_path))}
    assert [back[reading.id] for reading in readings] == readings


def test_brat_files_hold_what_brat_shows(tmp_path: Path) -> None:
    write_brat([make_sample()], tmp_path)
    text = (tmp_path / "sample.txt").read_text("utf-8")
    lines = (tmp_path / "sample.ann").read_text("utf-8").splitlines()
    assert text == make_sample().text
    marks = {line.split("\t")[0]: line.split("\t") for line in lines if line.startswith("T")}
    for _, where, words in marks.values():
        fragments = [tuple(map(int, pair.split())) for pair in where.partition(" ")[2].split(";")]
        assert " ".join(text[start:end] for start, end in fragments) == words
        assert "\n" not in words
    (march,) = [line for line in lines if line.startswith("E") and "PROTEST" in line]
    arguments = dict(item.split(":") for item in march.split("\t")[1].split())
    assert marks[arguments["PROTEST"]][2] == "marched"
    assert [marks[arguments[role]][2] for role in ("Actor", "Actor2", "Recipient", "Recipient2", "Place")] == [
        "students", "nurses", "the mayor", "the governor", "Corven",
    ]  # fmt: skip
    assert any(line.startswith("A") and line.endswith(" planned") for line in lines)
    assert any(line.startswith("*\tEquiv") for line in lines)
    configured = (tmp_path / "annotation.conf").read_text("utf-8")
    for _, where, _ in marks.values():
        assert where.split()[0] in configured


def test_the_reading_beside_brat_holds_no_span(tmp_path: Path) -> None:
    write_brat([make_sample()], tmp_path)
    value = json.loads((tmp_path / "sample.json").read_text("utf-8"))
    assert "text" not in value
    assert {event["trigger"] for event in value["events"]} == {None}
    assert list(value["edges"]) == ["parts/2/span"]


def edit(folder: Path, changes: dict[str, str]) -> Reading:
    path = folder / "sample.ann"
    text = path.read_text("utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    (reading,) = read_brat(folder)
    return reading


def find_line(folder: Path, words: str) -> str:
    lines = (folder / "sample.ann").read_text("utf-8").splitlines(keepends=True)
    (line,) = [line for line in lines if words in line]
    return line


def test_what_annotators_change_is_taken_over(tmp_path: Path) -> None:
    write_brat([make_sample()], tmp_path)
    fought = find_line(tmp_path, "\tfought\n")
    mark = fought.split("\t")[0]
    start = int(fought.split()[2])
    changes = {
        fought: f"{mark}\tCOERCE {start} {start + 6}\tfought\n",
        f"ASSAULT:{mark}": f"COERCE:{mark}",
        "Modality E2 actual": "Modality E2 hypothetical",
        "Claim E5 denied": "Claim E5 alleged",
    }
    reading = edit(tmp_path, changes)
    by_id = {event.id: event for event in reading.events}
    assert (by_id["f"].type, by_id["f"].modality) == ("COERCE", "hypothetical")
    assert by_id["d"].claim == "alleged"


def test_a_removed_event_and_a_removed_mention_are_gone(tmp_path: Path) -> None:
    write_brat([make_sample()], tmp_path)
    march = next(
        line for line in (tmp_path / "sample.ann").read_text("utf-8").splitlines(keepends=True)
        if line.startswith("E") and "PROTEST" in line
    )  # fmt: skip
    mark = march.split("PROTEST:")[1].split()[0]
    nurses = find_line(tmp_path, "\tnurses\n")
    reading = edit(tmp_path, {march: "", find_line(tmp_path, f"{mark}\tPROTEST"): "", nurses: ""})
    assert [event.id for event in reading.events] == ["b", "f", "p", "d"]
    assert next(entity for entity in reading.entities if entity.id == "nurses").mentions == ()


def test_a_new_entity_and_a_new_event_become_records(tmp_path: Path) -> None:
    write_brat([make_sample()], tmp_path)
    text = make_sample().text
    talks, deputies = text.index("talks"), text.index("sheriff's deputies")
    new = (
        f"T900\tCONSULT {talks} {talks + 5}\ttalks\nT901\tGroup {deputies} {deputies + 18}\tsheriff's deputies\n"
        "E900\tCONSULT:T900 Actor:T901\nA900\tModality E900 planned\nA901\tClaim E900 narrator\n"
    )
    with (tmp_path / "sample.ann").open("a", encoding="utf-8") as stream:
        stream.write(new)
    (reading,) = read_brat(tmp_path)
    event, entity = reading.events[-1], reading.entities[-1]
    assert (event.type, event.modality, event.trigger.quote) == ("CONSULT", "planned", "talks")
    assert event.sentence.quote == "Bus depot bombed as talks near"
    assert event.actor == (entity.id,)
    assert (entity.kind, entity.name) == ("group", "sheriff's deputies")


@pytest.mark.parametrize(("ending", "words"), [(".txt", "is missing"), (".json", "is missing")])
def test_a_folder_without_its_parts_says_so(ending: str, words: str, tmp_path: Path) -> None:
    write_brat([make_sample()], tmp_path)
    (tmp_path / f"sample{ending}").unlink()
    with pytest.raises(InputError, match=words):
        list(read_brat(tmp_path))


def test_what_is_no_standoff_says_so(tmp_path: Path) -> None:
    write_brat([make_sample()], tmp_path)
    (tmp_path / "sample.ann").write_text("T1\tPerson x y\tz\n", "utf-8")
    with pytest.raises(InputError, match="no brat standoff"):
        list(read_brat(tmp_path))


def test_docbin_there_and_back(tmp_path: Path) -> None:
    readings = make_all() + HARD
    assert list(read_docbin(write_docbin(readings, tmp_path / "x.spacy"))) == readings


def test_docbin_is_what_spacy_trains_on(tmp_path: Path) -> None:
    path = write_docbin([make_sample()], tmp_path / "x.spacy")
    (doc,) = DocBin().from_disk(path).get_docs(spacy.blank("en").vocab)
    reading = make_sample()
    assert doc.text == reading.text
    assert {span.text for span in doc.spans["triggers"]} == {event.trigger.quote for event in reading.events}
    assert {span.label_ for span in doc.spans["triggers"]} == {"ASSAULT", "PROTEST", "AID"}
    assert len(doc.spans["entities"]) == sum(len(entity.mentions) for entity in reading.entities)
    assert "Ilka Marsh" in " ".join(entity.text for entity in doc.ents)
    assert {entity.label_ for entity in doc.ents} == {"Person", "Org", "Group", "Place"}


def test_another_docbin_says_so(tmp_path: Path) -> None:
    bin_of_others = DocBin(docs=[spacy.blank("en")("Nothing of ours.")])
    bin_of_others.to_disk(tmp_path / "x.spacy")
    with pytest.raises(InputError, match="not written by dateline"):
        list(read_docbin(tmp_path / "x.spacy"))
    (tmp_path / "y.spacy").write_bytes(b"no")
    with pytest.raises(InputError, match="no DocBin"):
        list(read_docbin(tmp_path / "y.spacy"))


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Any text with any spans."""
    text = draw(st.text(alphabet=st.sampled_from("ab \n\t.'\u2028é👩-"), min_size=2, max_size=60))
    span = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda pair: pair[0] < pair[1])
    entities = [
        {"id": f"e{i}", "name": "x", "kind": "person", "mentions": [list(pair) for pair in pairs]}
        for i, pairs in enumerate(draw(st.lists(st.lists(span, max_size=3), max_size=3)))
    ]
    events = [
        {"id": f"v{i}", "type": "AID", "trigger": list(one), "sentence": list(other), "actor": []}
        for i, (one, other) in enumerate(draw(st.lists(st.tuples(span, span), max_size=3)))
    ]
    return decode_reading({"id": "r", "text": text, "entities": entities, "events": events})


@settings(max_examples=60, deadline=None)
@given(reading=readings())
def test_no_span_is_ever_lost(reading: Reading, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    skeleton, layers = take_apart(reading)
    assert put_together(skeleton, reading.text, {x.path: [x.start, x.end] for x in layers}) == reading
    assert list(read_docbin(write_docbin([reading], folder / "x.spacy"))) == [reading]
    assert list(read_brat(write_brat([reading], folder / "brat"))) == [reading]
