"""Measure the resolution of places on gold toponyms: how many of them are put within 161 km of the truth.

    python evaluation/places.py FILE.jsonl [--cache FILE]

In: lines with `text` and `toponyms` (span, latitude, longitude), as in LGL and TR-News. The spans are given; what is
measured is which place they are taken to be. A toponym that the gazetteer does not know counts as wrong.
"""

from __future__ import annotations

import argparse
import collections
import json
import math
import pathlib
import pickle
from dataclasses import replace
from typing import Any

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.syntax import load_pipeline
from dateline.records import Document, Entity, Report, Span
from dateline.resolve.places import resolve_places

NEAR_KM = 161.0


def measure_distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Give the kilometres between two points (latitude, longitude)."""
    lat1, lat2 = math.radians(a[0]), math.radians(b[0])
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(half)))


def place_gold(document: Document, toponyms: list[dict[str, Any]]) -> dict[int, Entity]:
    """Resolve the gold spans: one entity for each name, in place of the program's own places."""
    spans: dict[str, list[Span]] = collections.defaultdict(list)
    for toponym in toponyms:
        start, end = toponym["span"]
        spans[document.text[start:end]].append(Span(start, end, document.text[start:end]))
    own = tuple(entity for entity in document.entities if entity.kind != "place")
    gold = tuple(Entity(f"g{i}", name, "place", tuple(found)) for i, (name, found) in enumerate(spans.items()))
    done = resolve_places(replace(document, entities=own + gold))
    by_name = {entity.name: entity for entity in done.entities if entity.id.startswith("g")}
    return {i: by_name[document.text[t["span"][0] : t["span"][1]]] for i, t in enumerate(toponyms)}


def main() -> None:
    """Read the arguments, measure, print."""
    from spacy.tokens import Doc

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    nlp = load_pipeline()
    kept: dict[str, bytes] = {}
    if options.cache and options.cache.exists():
        kept = pickle.loads(options.cache.read_bytes())
    size, right, known, total = len(kept), 0, 0, 0
    for line in options.file.read_text("utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        if row["id"] not in kept:
            kept[row["id"]] = nlp(row["text"]).to_bytes()
        document = Document(Report(row["id"], row["text"]), syntax=Doc(nlp.vocab).from_bytes(kept[row["id"]]))
        toponyms = [t for t in row["toponyms"] if t.get("latitude") is not None]
        placed = place_gold(link_mentions(find_entities(document)), toponyms)
        for i, toponym in enumerate(toponyms):
            place = placed[i].place
            total += 1
            known += place is not None
            if place and place.latitude is not None and place.longitude is not None:
                off = measure_distance((place.latitude, place.longitude), (toponym["latitude"], toponym["longitude"]))
                right += off <= NEAR_KM
                if off > NEAR_KM and options.misses:
                    print(
                        f"{row['id']} {toponym['text']} -> {place.name}, {place.admin1}, {place.country} ({off:.0f} km)"
                    )
            elif options.misses:
                print(f"{row['id']} {toponym['text']} unknown")
    if options.cache and len(kept) > size:
        options.cache.write_bytes(pickle.dumps(kept))
    print(f"{total} toponyms: {100 * known / total:.1f} known, {100 * right / total:.1f} within {NEAR_KM:.0f} km")


if __name__ == "__main__":
    main()
