"""Many readings out of a few real ones, to fill a store with.

In: a folder of readings and a seed. Out: any number of readings that differ in text, names, places, dates, outlets and
confidence, yet keep the shape of real ones: lengths, accounts a report, parties an account. A share of the words gives
way to other words of the same length, so that every offset still holds and no two texts are the same.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dateline.data import load_table
from dateline.readings import decode_reading
from dateline.records import Reading

WORDS_CHANGED = 0.3
ACCOUNTS = 10
"""Accounts a report in the mean: where the real readings have more, a share of them is left out at random."""
FIRST_DAY, DAYS = date(2013, 1, 1), 3650
OUTLETS, PLACES, NAMES = 400, 20_000, 60_000

_WORD = re.compile(r"[A-Za-z]{3,}")


class Sampler:
    """Makes readings; the same seed and folder make the same ones."""

    def __init__(self, folder: Path, seed: int = 1) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.templates = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
        self.templates = [value for value in self.templates if value["events"]]
        if not self.templates:
            raise SystemExit(f"no readings in {folder}")
        mean = sum(len(value["events"]) for value in self.templates) / len(self.templates)
        self.share = min(1.0, ACCOUNTS / mean)
        self.words: dict[int, list[str]] = defaultdict(list)
        for value in self.templates:
            for word in _WORD.findall(value["text"]):
                self.words[len(word)].append(word)
        self.countries = [
            (row["code"], float(row["latitude"]), float(row["longitude"])) for row in load_table("country_points.tsv")
        ]
        self.places = [self._make_place(number) for number in range(PLACES)]
        self.names = self._make_names()

    def make(self, number: int, first: int = 0) -> Iterator[Reading]:
        """Give the readings from `first` to `number`; each depends on its own number alone."""
        for index in range(first, number):
            self.random.seed(f"{self.seed}/{index}")
            yield decode_reading(self._make(index))

    def _make(self, index: int) -> dict[str, Any]:
        value = json.loads(json.dumps(self.random.choice(self.templates)))
        text = value["text"]
        day = FIRST_DAY + timedelta(days=self.random.randrange(DAYS))
        value["text"] = _WORD.sub(self._change, text)
        value.update(id=f"sample-{index:07d}", outlet=f"Outlet {self._pick(OUTLETS)}", url=None, title=None)
        value.update(published=day.isoformat(), published_from="metadata")
        value["coder"] = {"version": "sample", "parts": {}}
        for entity in value["entities"]:
            self._change_entity(entity)
        value["events"] = [event for event in value["events"] if self.random.random() < self.share]
        for event in value["events"]:
            event["date"] = self._make_date(day) if event.get("date") else None
            event["confidence"] = round(self.random.betavariate(4, 2), 4)
            event["time"] = None
        value["times"] = []
        return value

    def _change(self, match: re.Match[str]) -> str:
        word = match[0]
        if self.random.random() > WORDS_CHANGED:
            return word
        return self.random.choice(self.words[len(word)])

    def _change_entity(self, entity: dict[str, Any]) -> None:
        if entity["kind"] == "place":
            place = self.places[self._pick(PLACES)]
            entity.update(place=place, name=place["name"], country=place["country"])
        else:
            entity["name"] = self.names[self._pick(NAMES)]
            if entity.get("country"):
                entity["country"] = self.countries[self._pick(len(self.countries))][0]

    def _make_date(self, published: date) -> str:
        day = published - timedelta(days=int(self.random.expovariate(0.2)))
        form = self.random.random()
        if form < 0.8:
            return day.isoformat()
        if form < 0.95:
            return day.isoformat()[:7]
        return day.isoformat()[:4]

    def _make_place(self, number: int) -> dict[str, Any]:
        country, latitude, longitude = self.countries[self._pick(len(self.countries))]
        return {
            "geonames_id": 1_000_000 + number,
            "name": f"{self.random.choice(self.words[6]).title()} {number}",
            "admin1": None,
            "country": country,
            "latitude": max(-89.0, min(89.0, latitude + self.random.gauss(0, 3))),
            "longitude": max(-179.0, min(179.0, longitude + self.random.gauss(0, 3))),
            "precision": "city",
            "radius_km": 10.0,
        }

    def _make_names(self) -> list[str]:
        found = [
            entity["name"] for value in self.templates for entity in value["entities"] if entity["kind"] != "place"
        ]
        while len(found) < NAMES:
            words = (self.random.choice(self.words[self.random.randint(4, 9)]).title() for _ in range(2))
            found.append(" ".join(words))
        return found

    def _pick(self, number: int) -> int:
        """Give a number below `number`; small ones come more often, as names and places do in news."""
        return min(number - 1, int(number * self.random.random() ** 3))
