"""Count how often the sectors that each rule gives are right, and write `sector_rates.json`.

    python -m training.sector_rates [--corpus DIR] [--bench DIR] [--cache FILE] [--out FILE]

In: annotated readings (the corpus's training part, the annotations kept as offsets, reports written for training).
Out: by rule and the sector that it gave, how many entities were annotated with each sector. The readings are made by
the whole program; its encoder was trained on these reports, but only rules are counted. Only labels written for this
project take part.
"""

from __future__ import annotations

import json
import pathlib
from collections import Counter, defaultdict
from typing import Any

from dateline.evaluate.scoring import load_scorer
from dateline.pipeline import ANNOTATE, EXTRACT, run_steps
from dateline.resolve.actors import resolve_actors
from dateline.resolve.selection import select_entities
from training.corpus import parse_documents
from training.readings import load_annotated, make_parser


def count_sectors(readings: list[dict[str, Any]], corpus: pathlib.Path, cache: pathlib.Path | None) -> Any:
    """Give the counts by rule, given sector and annotated sector."""
    scorer = load_scorer(corpus)
    counts: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for reading, document in zip(readings, parse_documents(readings, cache), strict=True):
        found = select_entities(resolve_actors(run_steps(document, (*ANNOTATE, *EXTRACT["trained"]))))
        ours = [
            {"id": e.id, "kind": e.kind, "mentions": [[m.start, m.end] for m in e.mentions]} for e in found.entities
        ]
        same = scorer.align_entities(reading["entities"], ours)
        gold = {entity["id"]: entity for entity in reading["entities"]}
        for entity in found.entities:
            true = gold.get(same.get(entity.id, ""))
            rule = next((item.by for item in entity.resolution if item.field == "sector"), "")
            if true and true["sector"] and entity.sector and entity.kind != "place":
                counts[rule][entity.sector[0]][true["sector"][0]] += 1
    return counts


def main() -> None:
    """Count and write."""
    options = make_parser(__doc__, "sector_rates.json").parse_args()
    readings = load_annotated(options.corpus, options.bench)
    counts = count_sectors(readings, options.corpus, options.cache)
    total = sum(n for rows in counts.values() for row in rows.values() for n in row.values())
    right = sum(row[given] for rows in counts.values() for given, row in rows.items())
    print(f"{total} entities, the rules right in {100 * right / total:.1f}%")
    table = {
        rule: {given: dict(sorted(row.items())) for given, row in sorted(rows.items())}
        for rule, rows in sorted(counts.items())
    }
    options.out.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
