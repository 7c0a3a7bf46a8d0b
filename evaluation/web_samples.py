"""A store of invented reports to look at: several outlets on invented happenings, copies of a wire, differing figures.

In: `web_samples.json` (happenings, parties, sentences, all invented for this project) and a seed. Out: readings whose
every span lies where it must, and a store that holds them merged. The readings are written along with the text, not
read from it, so that a page can be looked at without waiting for the reader.

    python -m evaluation.web_samples /tmp/samples.db --reports 340
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from dateline.data import load_json, load_table
from dateline.data.gazetteer import load_gazetteer
from dateline.merge import encode_event
from dateline.merge.fuse import Teller, count_by_source, fuse_accounts
from dateline.readings import decode_reading
from dateline.records import Reading, make_report_id
from dateline.store import Merge, Store

TABLE = Path(__file__).with_name("web_samples.json")
CODES = "export/country_codes.tsv"
_SLOT = re.compile(r"\{(\w)(?::([^}]*))?\}")

Happening = tuple[str, int]
"""Which happening an account tells of: the storyline's key and the happening's place in it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A reading, which happening each of its accounts tells of, and the report that it is a copy of."""

    reading: Reading
    happenings: tuple[Happening, ...]
    copy_of: str | None = None


class Draft:
    """A report being written: text, and spans over it."""

    def __init__(self, storyline: dict[str, Any], published: date, chance: random.Random) -> None:
        self.storyline, self.published, self.random = storyline, published, chance
        self.text = ""
        self.entities: dict[str, dict[str, Any]] = {}
        self.times: list[dict[str, Any]] = []
        self.attributions: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.parts: list[dict[str, Any]] = []

    def add(self, words: str) -> list[int]:
        """Write words and give where they stand."""
        start = len(self.text)
        self.text += words
        return [start, len(self.text)]

    def add_part(self, kind: str, words: str) -> None:
        """Write a part of its own, with an empty line after it."""
        self.parts.append({"kind": kind, "span": self.add(words)})
        self.text += "\n\n"

    def tell(self, number: int, pattern: str, end: str, *, speaker: str | None = None) -> None:
        """Write a sentence that tells of a happening, with its account."""
        start = len(self.text)
        facts = Facts(self, number)
        if facts.place == "*" and end and "{p}" not in pattern:
            pattern += ", with all of {p} watching"
        at = 0
        for match in _SLOT.finditer(pattern):
            self._write(pattern[at : match.start()], start)
            facts.write(match[1], match[2] or "", start)
            at = match.end()
        self._write(pattern[at:], start)
        via = [] if speaker is None else [self._attribute(start, speaker)]
        self.text += end
        facts.finish([start, len(self.text)], via, denied=speaker is None)

    def mention(self, key: str, start: int) -> str:
        """Write a party or a place by its name and give its id."""
        name, kind, country, sector, role = self._find(key)
        entity = self.entities.setdefault(
            key,
            {"id": f"x{len(self.entities) + 1}", "name": name.removeprefix("the "), "kind": kind, "country": country,
             "sector": sector, "role": role, "mentions": []},
        )  # fmt: skip
        if kind == "place" and key not in self.storyline["parties"]:
            entity["place"] = make_place(key, self.storyline["country"])
        at_head = len(self.text) == start
        if name.startswith("the "):
            self.text += "The " if at_head else "the "
            name = name[4:]
        elif at_head:
            name = name[0].upper() + name[1:]
        entity["mentions"].append(self.add(name))
        return str(entity["id"])

    def _find(self, key: str) -> Sequence[Any]:
        found = self.storyline["parties"].get(key)
        if found is not None:
            return list(found)
        if key == "*":
            code = self.storyline["country"]
            return [_name_country(code), "place", code, [], None]
        return [key, "place", find_country(key, self.storyline["country"]), [], None]

    def _write(self, words: str, start: int) -> None:
        if len(self.text) == start and words:
            words = words[0].upper() + words[1:]
        self.text += words

    def _attribute(self, start: int, speaker: str) -> str:
        content = [start, len(self.text)]
        self.text += ", "
        began = len(self.text)
        entity = self.mention(speaker, start)
        source = [began, len(self.text)]
        self.text += " "
        cue = self.add(self.random.choice(["said", "told reporters", "claimed"]))
        key = f"a{len(self.attributions) + 1}"
        self.attributions.append(
            {"id": key, "kind": "indirect", "source": source, "entity": entity, "cue": cue, "content": content}
        )
        return key


class Facts:
    """The account of one sentence while it is written."""

    def __init__(self, draft: Draft, number: int) -> None:
        self.draft, self.number = draft, number
        happening = draft.storyline["happenings"][number]
        day, self.code, self.actor, self.recipient, self.place, self.numbers = happening[:6]
        self.modality = happening[6] if len(happening) > 6 else "actual"
        self.claim = happening[7] if len(happening) > 7 else "narrator"
        self.day = date.fromisoformat(draft.storyline["from"]) + timedelta(days=day)
        self.found: dict[str, Any] = {"actor": [], "recipient": [], "place": [], "quantity": [], "time": None}

    def write(self, slot: str, words: str, start: int) -> None:
        """Write one slot of a pattern: t trigger, a actor, r recipient, p place, d day, c cause, q number."""
        draft = self.draft
        if slot == "t":
            self.found["trigger"] = draft.add(words if len(draft.text) > start else words[0].upper() + words[1:])
        elif slot == "a":
            self.found["actor"] = [draft.mention(self.actor, start)]
        elif slot == "r" and self.recipient:
            self.found["recipient"] = [draft.mention(self.recipient, start)]
        elif slot == "r":
            draft.add("the others")
        elif slot == "p":
            self.found["place"] = [draft.mention(self.place, start)]
        elif slot == "d":
            self._write_day()
        elif slot == "c":
            draft.add(draft.storyline["cause"])
        else:
            self._write_number(words)

    def finish(self, sentence: list[int], via: list[str], *, denied: bool) -> None:
        """Close the account."""
        kind, _, mode = self.code.partition(".")
        claim = self.claim if self.claim != "narrator" else "attributed" if via else "narrator"
        if claim == "denied" and denied:
            claim = "narrator"
        coded = load_json("plover.json")[kind]
        chance = self.draft.random
        self.draft.events.append(
            {**self.found, "id": f"e{len(self.draft.events) + 1}", "type": kind, "mode": [mode] if mode else [],
             "quad": coded["quad"], "intensity": coded["modes"].get(mode, coded["score"]), "sentence": sentence,
             "date": self.day.isoformat() if chance.random() > 0.06 else self.day.isoformat()[:7],
             "modality": self.modality, "claim": claim, "via": via,
             "confidence": round(chance.betavariate(7, 2), 3)}
        )  # fmt: skip

    def _write_day(self) -> None:
        gap = (self.draft.published - self.day).days
        words = self.day.strftime("on %A") if gap < 6 else self.day.strftime("on %d %B").replace(" 0", " ")
        self.draft.text += words[:3]
        span = self.draft.add(words[3:])
        key = f"t{len(self.draft.times) + 1}"
        self.draft.times.append({"id": key, "span": span, "value": self.day.isoformat()})
        self.found["time"] = key

    def _write_number(self, kind: str) -> None:
        chance = self.draft.random
        true = self.numbers.get(kind, 3)
        spread = 0.35 if kind == "participants" else 0.2
        value = true if chance.random() < 0.55 else max(1, round(true * chance.uniform(1 - spread, 1 + spread)))
        if value >= 1_000:
            value = round(value, 1 - len(str(value)) + 1)
        span = self.draft.add(f"${value:,}" if kind == "money" else f"{value:,}")
        self.found["quantity"].append({"kind": kind, "span": span, "low": value, "high": value})


@cache
def make_place(name: str, country: str) -> dict[str, Any]:
    """Give a place of the gazetteer, or the whole country for `*`."""
    country = find_country(name, country)
    if name == "*":
        point = next(row for row in load_table("country_points.tsv") if row["code"] == country)
        latitude, longitude = float(point["latitude"]), float(point["longitude"])
        return {"geonames_id": None, "name": _name_country(country), "admin1": None, "country": country,
                "latitude": latitude, "longitude": longitude, "precision": "country", "radius_km": 400.0}  # fmt: skip
    gazetteer = load_gazetteer()
    # the gazetteer writes countries with two letters or three: the largest place of the name there is meant
    found = next((t for t in gazetteer.find(name) if t.kind == "P" and _is_in(t.country, country)), None)
    if found is None:
        raise SystemExit(f"no place {name} in {country}")
    return {"geonames_id": found.geonames_id, "name": found.name, "admin1": gazetteer.name_area(found.area),
            "country": country, "latitude": found.latitude, "longitude": found.longitude, "precision": "city",
            "radius_km": found.radius}  # fmt: skip


def find_country(place: str, country: str) -> str:
    """Give the country of a place that a storyline of a country names."""
    found: str = load_samples()["abroad"].get(place, country)
    return found


def _is_in(code: str, country: str) -> bool:
    return any(code in (row["iso2"], row["iso3"]) and row["iso3"] == country for row in load_table(CODES))


def _name_country(code: str) -> str:
    return next(row["name"] for row in load_table(CODES) if row["iso3"] == code)


@cache
def load_samples() -> dict[str, Any]:
    """Give the table of samples."""
    found: dict[str, Any] = json.loads(TABLE.read_text("utf-8"))
    return found


def make_samples(number: int, seed: int = 7) -> Iterator[Sample]:
    """Give so many readings, each with what its accounts tell of; the same seed gives the same."""
    table = load_samples()
    chance = random.Random(seed)
    plan = [
        (storyline, place) for storyline in table["storylines"] for place in range(len(storyline["happenings"]))
    ]  # fmt: skip
    given = 0
    while given < number:
        for storyline, place in plan:
            wire: Sample | None = None
            for outlet in _choose_outlets(table, chance):
                if given == number:
                    return
                copied = wire is not None and chance.random() < 0.6
                sample = (
                    _copy(wire, outlet) if copied and wire else _write_report(table, storyline, place, outlet, chance)
                )
                wire = wire or sample
                given += 1
                yield sample


def _choose_outlets(table: dict[str, Any], chance: random.Random) -> list[str]:
    outlets = chance.sample(sorted(table["outlets"]), chance.choice([1, 2, 2, 3]))
    return [table["wire"], *outlets] if chance.random() < 0.4 else outlets


def _write_report(
    table: dict[str, Any], storyline: dict[str, Any], place: int, outlet: str, chance: random.Random
) -> Sample:
    happened = storyline["happenings"][place]
    manner = table["outlets"].get(outlet, {"manner": "plain"})["manner"]
    day = date.fromisoformat(storyline["from"]) + timedelta(days=happened[0])
    published = day + timedelta(days=chance.choice([0, 1, 1, 2]))
    draft = Draft(storyline, published, chance)
    told = [place]
    pattern, headline = chance.choice(table["patterns"][happened[1]])
    started = len(draft.text)
    draft.tell(place, headline, "")
    draft.parts.append({"kind": "headline", "span": [started, len(draft.text)]})
    title = draft.text
    draft.text += "\n\n"
    # a headline tells of what the report tells of: its account would count twice
    draft.events, draft.times = [], []
    if happened[4] != "*":
        draft.add(f"{happened[4].upper()} — ")
    speaker = chance.choice([s for s in storyline["speakers"] if s != happened[2]])
    draft.tell(place, pattern, ".", speaker=speaker if chance.random() < 0.6 else None)
    for side in chance.sample(table["sides"][manner], min(2, len(table["sides"][manner]))):
        draft.text += f" {side}"
    earlier = [i for i in range(place) if happened[0] - storyline["happenings"][i][0] <= 60]
    for number in chance.sample(earlier, min(len(earlier), {"brief": 0, "plain": 1, "long": 2}[manner])):
        draft.text += "\n\n"
        told.append(number)
        before = chance.choice(table["patterns"][storyline["happenings"][number][1]])[0]
        draft.tell(number, before, ".", speaker=chance.choice([*storyline["speakers"], None]))
    return Sample(_finish(draft, title, outlet, published), tuple((storyline["key"], n) for n in told))


def _finish(draft: Draft, title: str, outlet: str, published: date) -> Reading:
    host = re.sub(r"[^a-z]+", "-", outlet.lower()).strip("-")
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    url = f"https://{host}.example/{published:%Y/%m/%d}/{slug}"
    day = published.isoformat()
    return decode_reading(
        {"id": make_report_id(draft.text, title=title, outlet=outlet, url=url, published=day), "text": draft.text,
         "title": title, "outlet": outlet, "url": url, "language": "en", "published": day, "published_from": "metadata",
         "parts": draft.parts, "entities": list(draft.entities.values()), "times": draft.times,
         "attributions": draft.attributions, "events": draft.events,
         "coder": {"version": "samples", "parts": {}}}
    )  # fmt: skip


def _copy(sample: Sample, outlet: str) -> Sample:
    """Give the same text under another outlet's name, credited where it comes from a wire."""
    report = sample.reading.report
    host = re.sub(r"[^a-z]+", "-", outlet.lower()).strip("-")
    url = f"https://{host}.example/wire/{report.id[:8]}"
    key = make_report_id(report.text, title=report.title, outlet=outlet, url=url, published=report.published)
    copied = replace(sample.reading, report=replace(report, id=key, outlet=outlet, url=url))
    return Sample(copied, sample.happenings, report.id)


def fill_store(store: Store, samples: Sequence[Sample]) -> None:
    """Add the readings, with events, stories and copies as they were meant."""
    unique = {sample.reading.id: sample for sample in samples}
    for added in store.add_many([sample.reading for sample in unique.values()]):
        if added.error:
            raise SystemExit(added.error)
    readings = [unique[key].reading for key in sorted(unique)]
    copies = {key: sample.copy_of for key, sample in unique.items() if sample.copy_of}
    sources = count_by_source(readings, copies)
    tellers: dict[Happening, list[Teller]] = defaultdict(list)
    stories: dict[Happening, list[Reading]] = defaultdict(list)
    for sample in (unique[key] for key in sorted(unique)):
        stories[sample.happenings[0]].append(sample.reading)
        for happening, account in zip(sample.happenings, sample.reading.events, strict=True):
            tellers[happening].append(Teller(sample.reading, account, sources[sample.reading.id]))
    events = [encode_event(fuse_accounts(group)) for group in tellers.values() if len(group) > 1]
    groups: dict[str, list[str]] = defaultdict(list)
    for key, original in copies.items():
        groups[original].append(key)
    store.save_merge(
        Merge(
            method={"name": "as meant"},
            events=events,
            stories=[_make_story(key, held) for key, held in stories.items()],
            copies=[{"kind": "copy", "reports": [first, *rest], "reasons": []} for first, rest in groups.items()],
        )
    )


def _make_story(key: Happening, readings: Sequence[Reading]) -> dict[str, Any]:
    ordered = sorted(readings, key=lambda reading: (reading.report.published or "", reading.id))
    first, last = ordered[0].report, ordered[-1].report
    return {
        "id": f"{key[0]}-{key[1]}",
        "title": first.title or key[0],
        "reports": [reading.id for reading in ordered],
        "from": first.published,
        "to": last.published,
    }


def main() -> None:
    """Make a store of samples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store")
    parser.add_argument("--reports", type=int, default=340)
    parser.add_argument("--readings", type=Path, help="a folder of readings (JSON) to add, unmerged")
    arguments = parser.parse_args()
    with Store.open(arguments.store) as store:
        fill_store(store, list(make_samples(arguments.reports)))
        if arguments.readings:
            for path in sorted(arguments.readings.glob("*.json")):
                store.add(decode_reading(json.loads(path.read_text("utf-8"))))
        print(json.dumps(store.stats(), indent=2))


if __name__ == "__main__":
    main()
