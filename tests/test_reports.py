"""The example reports, read by the program and held against their hand-made readings (`tests/reports`)."""

import functools
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dateline.pipeline import read
from dateline.readings import decode_reading, dump_reading, encode_reading, load_reading, make_schema
from dateline.records import Account, Failure, Reading, Report
from dateline.settings import load_settings
from dateline.sources.paths import read_sources
from dateline.sources.plain import read_plain

ROOT = Path(__file__).parent
EXAMPLES = ROOT.parent / "examples" / "reports"
GOLD = sorted(path.stem for path in (ROOT / "reports").glob("*.json"))
MIXED = ("newspaper-raid.html", "hostages-freed.html", "harbour-wire.jsonl", "local-papers.csv")

# Floors lie below what is measured, so that only a real loss breaks a test; raise them with the program.
FLOORS = {"found": 0.55, "typed": 0.5, "times": 0.9, "values": 0.82, "attributions": 0.7}


@functools.cache
def load_gold(name: str) -> dict[str, Any]:
    return json.loads((ROOT / "reports" / f"{name}.json").read_text("utf-8"))


@functools.cache
def read_example(name: str) -> Reading:
    gold = load_gold(name)
    return read(Report.of(gold["text"], title=gold["title"], published=gold["published"]), load_settings())


def meets(a: list[int], b: list[int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def pair_off(gold: list[Any], ours: list[Any], fits: Any) -> list[tuple[Any, Any]]:
    """Pair each gold item with the first of ours that fits and is still free."""
    free, pairs = list(ours), []
    for item in gold:
        found = next((x for x in free if fits(item, x)), None)
        if found is not None:
            free.remove(found)
            pairs.append((item, found))
    return pairs


def pair_events(gold: dict[str, Any], ours: dict[str, Any]) -> list[tuple[Any, Any]]:
    def fits(a: Any, b: Any) -> bool:
        return any(meets(x, y) for x in [a["trigger"], *a["also"]] for y in [b["trigger"], *b["also"]])

    same = pair_off(gold["events"], ours["events"], lambda a, b: a["type"] == b["type"] and fits(a, b))
    taken = [id(x) for pair in same for x in pair]
    rest = [[x for x in side["events"] if id(x) not in taken] for side in (gold, ours)]
    return same + pair_off(*rest, fits)


@functools.cache
def measure_all() -> dict[str, float]:
    """F1 over all example reports of events found, found with their type, times, values and attributions."""
    right = dict.fromkeys(FLOORS, 0)
    total = dict.fromkeys(FLOORS, 0)
    for name in GOLD:
        gold, ours = load_gold(name), encode_reading(read_example(name))
        events = pair_events(gold, ours)
        times = pair_off(gold["times"], ours["times"], lambda a, b: meets(a["span"], b["span"]))
        contents = pair_off(gold["attributions"], ours["attributions"], lambda a, b: meets(a["content"], b["content"]))
        right["found"] += len(events)
        right["typed"] += sum(a["type"] == b["type"] for a, b in events)
        right["times"] += len(times)
        right["values"] += sum(a["value"] == b["value"] for a, b in times)
        right["attributions"] += len(contents)
        for key, field in zip(FLOORS, ("events", "events", "times", "times", "attributions"), strict=True):
            total[key] += len(gold[field]) + len(ours[field])
    return {key: 2 * right[key] / total[key] for key in FLOORS}


def find_account(name: str, kind: str, words: str) -> Account:
    """Give the account of a type whose trigger, or a later mention, has these words in it."""
    reading = read_example(name)
    found = [v for v in reading.events if v.type == kind and any(words in s.quote for s in (v.trigger, *v.also))]
    told = [(v.type, v.trigger.quote) for v in reading.events]
    assert found, f"no {kind} at {words!r} among {told}"
    return found[0]


def name_all(name: str, ids: tuple[str, ...]) -> str:
    entities = {entity.id: entity for entity in read_example(name).entities}
    return " | ".join(span.quote for i in ids for span in entities[i].mentions)


@pytest.mark.parametrize("name", GOLD)
def test_gold_readings_hold_and_are_of_the_example_as_a_source_gives_it(name: str) -> None:
    gold = load_gold(name)
    reading = decode_reading(gold)
    assert reading.events
    assert reading.attributions or name == "communique"
    assert read_plain((EXAMPLES / f"{name}.txt").read_text("utf-8")).text == gold["text"]


@pytest.mark.parametrize("name", GOLD)
def test_readings_are_grounded_valid_and_survive_json(name: str) -> None:
    reading = read_example(name)
    for span in reading.spans():
        assert reading.text[span.start : span.end] == span.quote
    value = encode_reading(reading)
    Draft202012Validator(make_schema()).validate(json.loads(json.dumps(value)))
    assert encode_reading(load_reading(dump_reading(reading))) == value


@pytest.mark.parametrize("name", GOLD)
def test_reading_twice_gives_the_same_bytes(name: str) -> None:
    gold = load_gold(name)
    report = Report.of(gold["text"], title=gold["title"], published=gold["published"])
    again = read(report, load_settings())
    assert dump_reading(again) == dump_reading(read_example(name))


@pytest.mark.parametrize("measure", FLOORS)
def test_readings_stay_above_the_floor(measure: str) -> None:
    assert measure_all()[measure] >= FLOORS[measure], measure_all()


# report, type, words of the trigger, words of an actor, words of a recipient, date (None: not asked)
FACTS: list[tuple[str, str, str, str | None, str | None, str | None]] = [
    ("wire-ceasefire", "RETREAT", "released", "Front", "soldiers", "2023-10-01"),
    ("wire-ceasefire", "ACCUSE", "accused", "Dorran", "army", None),
    ("protest-roundup", "COERCE", "detained", None, "46 people", None),
    ("rights-report", "COERCE", "arrested", None, None, None),
    ("court-report", "RETREAT", "resigned", "Maunsell", None, "2017"),
    ("communique", "CONSULT", "talks", "Selma Daal", None, None),
    ("pardon-apology", "CONCEDE", "pardoned", "president", "miners", "2022-06-21"),
    ("aid-delivery", "AGREE", "pledged", "United States", None, "2024-03-12"),
    ("carnation-revolution", "ASSAULT", "overthrew", "officers", None, "1974-04-25"),
    ("town-clash", "COERCE", "arrested", "olice", "nine people", None),
    ("protest-roundup", "REJECT", "rejected", "Lunn", None, "2022-06-19"),
    ("protest-roundup", "PROTEST", "marched", "Thousands of people", None, "2022-06-19"),
    ("protest-roundup", "PROTEST", "blocked", "drivers", None, None),
    ("council-vote", "SANCTION", "suspended", "Germany", None, "2024-02-02"),
    ("ministry-sanctions", "SANCTION", "sanctions", "Norvania", None, "2025-02-11"),
    ("council-vote", "ASSAULT", "killed", None, "students", None),
    ("border-buildup", "CONSULT", "telephoned", "Velling", "German chancellor", "2025-02-10"),
]

OPEN_FACTS: list[tuple[str, str, str, str | None, str | None, str | None]] = [
    ("border-buildup", "COERCE", "cut off", None, None, None),
    ("council-vote", "ASSAULT", "killed", None, "students", "2024-01-19"),
]
"""Plain facts that the program does not read yet, or not on every processor."""


@pytest.mark.parametrize(
    ("name", "kind", "words", "actor", "recipient", "date"),
    [*FACTS, *(pytest.param(*fact, marks=pytest.mark.xfail(strict=False)) for fact in OPEN_FACTS)],
)
def test_plain_facts_are_read(
    name: str, kind: str, words: str, actor: str | None, recipient: str | None, date: str | None
) -> None:
    account = find_account(name, kind, words)
    if actor is not None:
        assert actor in name_all(name, account.actor)
    if recipient is not None:
        assert recipient in name_all(name, account.recipient)
    if date is not None:
        assert account.date == date


def test_who_says_so_is_read() -> None:
    reading = read_example("wire-ceasefire")
    said = {(a.source.quote, a.cue.quote) for a in reading.attributions if a.source and a.cue}
    assert ("the defence ministry", "said") in said
    assert any("United Nations" in source for source, _ in said)


def test_agencies_are_credited() -> None:
    assert "Reuters" in read_example("wire-ceasefire").agencies
    assert "AP" in read_example("council-vote").agencies


@pytest.mark.parametrize("file", MIXED)
def test_other_formats_are_read_with_their_metadata(file: str) -> None:
    reports = list(read_sources([EXAMPLES / file]))
    assert len(reports) == (1 if file.endswith(".html") else 2)
    for report in reports:
        assert not isinstance(report, Failure)
        assert report.title
        assert report.outlet
        assert report.published
        assert report.title in report.text
        assert "All rights reserved" not in report.text
        assert len(read(report, load_settings()).events) >= 3
