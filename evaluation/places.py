"""Measure places against gold toponyms: which namings are found, and where the given ones are put.

    python -m evaluation.places FILE.jsonl... [--misses]

In: lines with `text` and `toponyms` (span, latitude, longitude, feature), as in LGL and TR-News. Out: precision, recall
and F1 of the namings that the program finds, exact spans, by adjective (*Russian*) and inside the names of bodies too,
as the gold has them; and of the gold spans with coordinates, how many the program puts within 161 km of them, over all
and over those that are no country. A toponym that the gazetteer does not know counts as wrong. Nothing was trained on
these sets.
"""

from __future__ import annotations

import argparse
import collections
import json
import math
import pathlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.syntax import ParseSyntax
from dateline.records import Document, Entity, Report, Span
from dateline.resolve.places import resolve_places
from dateline.resolve.toponyms import find_toponyms

NEAR_KM = 161.0
COUNTRIES = ("PCL",)
"""How the GeoNames feature codes of countries begin."""
Row = dict[str, Any]
Tell = Callable[[str], None]


def measure_distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Give the kilometres between two points (latitude, longitude)."""
    lat1, lat2 = math.radians(a[0]), math.radians(b[0])
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(half)))


def place_gold(document: Document, toponyms: list[Row]) -> dict[int, Entity]:
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


def compare_report(row: Row, document: Document, counts: collections.Counter[str], tell: Tell) -> None:
    """Add one report, whose candidates are found, to `counts`; `tell` takes each toponym put wrong."""
    gold = {(t["span"][0], t["span"][1]) for t in row["toponyms"]}
    ours = {(span.start, span.end) for span in find_toponyms(document)}
    counts.update(found=len(gold & ours), gold=len(gold), ours=len(ours))
    toponyms = [t for t in row["toponyms"] if t.get("latitude") is not None]
    placed = place_gold(document, toponyms)
    for i, toponym in enumerate(toponyms):
        place = placed[i].place
        off = math.inf
        if place and place.latitude is not None and place.longitude is not None:
            off = measure_distance((place.latitude, place.longitude), (toponym["latitude"], toponym["longitude"]))
        right = off <= NEAR_KM
        counts.update(placed=1, known=off < math.inf, right=right)
        if not (toponym.get("feature") or "").startswith(COUNTRIES):
            counts.update(no_country=1, no_country_right=right)
        if not right:
            put = f"{place.name}, {place.admin1}, {place.country} ({off:.0f} km)" if place else "unknown"
            tell(f"{row['id']} {toponym['text']} -> {put}")


def rate_counts(counts: collections.Counter[str]) -> dict[str, float]:
    """Turn counts into shares, percent."""

    def share(part: str, whole: str) -> float:
        return 100 * counts[part] / counts[whole] if counts[whole] else 0.0

    total = counts["gold"] + counts["ours"]
    return {
        "toponyms": counts["gold"],
        "recognition P": share("found", "ours"),
        "recognition R": share("found", "gold"),
        "recognition F1": 200 * counts["found"] / total if total else 0.0,
        "gold spans": counts["placed"],
        "known": share("known", "placed"),
        "within 161 km": share("right", "placed"),
        "no country": counts["no_country"],
        "no country within 161 km": share("no_country_right", "no_country"),
    }


def measure(
    path: str | pathlib.Path,
    parse: Callable[[Document], Document] | None = None,
    tell: Tell = lambda line: None,
) -> dict[str, float]:
    """Measure one file of JSON lines; `parse` is the step that adds the syntax."""
    parse = parse or ParseSyntax()
    counts: collections.Counter[str] = collections.Counter()
    for line in pathlib.Path(path).read_text("utf-8").rstrip("\n").split("\n"):
        row = json.loads(line)
        document = link_mentions(find_entities(parse(Document(Report(row["id"], row["text"])))))
        compare_report(row, document, counts, tell)
    return rate_counts(counts)


def main() -> None:
    """Print the figures of each file, with `--misses` each toponym put wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    for path in options.files:
        rates = measure(path, tell=print if options.misses else lambda line: None)
        print(path.stem, ", ".join(f"{name} {value:.1f}" for name, value in rates.items()))


if __name__ == "__main__":
    main()
