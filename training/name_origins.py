"""Learn in which region of the world names are at home, and write `name_origins.npz`.

    python -m training.name_origins [--corpus DIR] [--bench DIR] [--out FILE]

In: the people of the annotated readings of whom a country is annotated, and those of `leaders.tsv`. Out: a weight for
each piece of a name (`cut_name` in `data/name_pieces.py`) and region of `name_regions.tsv`. Prints how often the
likeliest region is right on the reports of other folds, for names that those learnt from do not have. Only labels
written for this project take part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dateline.data import load_table
from dateline.data.name_origins import FILE, load_regions
from dateline.data.name_pieces import PieceTable, cut_name, pack_pieces
from training import name_pieces
from training.readings import load_annotated, make_parser

Person = tuple[str, str]
"""A name and a country."""


def list_people(reading: dict[str, Any]) -> set[Person]:
    """Give the people of a reading whose name and country are annotated."""
    return {
        (entity["name"], entity["country"])
        for entity in reading["entities"]
        if entity["kind"] == "person" and entity["country"] in load_regions() and name_pieces.is_full(entity["name"])
    }


def list_leaders() -> set[Person]:
    """Give the people of the table of leaders."""
    return {(row["name"], row["country"]) for row in load_table("leaders.tsv") if row["country"] in load_regions()}


def learn(readings: Iterable[dict[str, Any]]) -> PieceTable:
    """Fit the weights: each name counts once a region."""
    people = list_leaders().union(*map(list_people, readings))
    distinct = sorted({(name, load_regions()[country][0]) for name, country in people})
    return name_pieces.learn((cut_name(name), region) for name, region in distinct)


def validate(readings: Sequence[dict[str, Any]], tables: Mapping[str, PieceTable]) -> tuple[int, int, int]:
    """Give how many names no other report has, how many get their region, how many have it among the first three."""
    often = Counter(name for reading in readings for name in {name for name, _ in list_people(reading)})
    often.update(name for name, _ in list_leaders())
    total = right = three = 0
    for reading in readings:
        for name, country in sorted(list_people(reading)):
            odds = tables[reading["id"]].judge(cut_name(name)) if often[name] == 1 else {}
            if odds:
                led = sorted(odds, key=lambda region: (-odds[region], region))
                total += 1
                right += led[0] == load_regions()[country][0]
                three += load_regions()[country][0] in led[:3]
    return total, right, three


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_parser(__doc__, FILE).parse_args()
    readings = load_annotated(options.corpus, options.bench)
    total, right, three = validate(readings, name_pieces.learn_apart(readings, learn))
    print(f"{total} new names: region right {100 * right / total:.1f}, among the first three {100 * three / total:.1f}")
    options.out.write_bytes(pack_pieces(learn(readings)))


if __name__ == "__main__":
    main()
