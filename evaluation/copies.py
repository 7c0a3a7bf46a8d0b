"""How well copies are found: 1,000 perturbed pairs among 100,000 pairs that are none.

In: the folder of the benchmark with `ecbplus_dev.jsonl` and `g5w_a.jsonl`. Each of the perturbed copies is a report cut
short, led anew, under another byline or put into another report's text. All reports, true and perturbed, go through
`find_copies` together; a true pair is a report with its own copy, and 100,000 pairs of reports of one benchmark, as a
rule of one subject, that are neither are drawn as the others. Where two reports of the benchmark share half of their
text they are copies already, and are left out of both. Out: precision and recall over these pairs.

    python -m evaluation.copies BENCH
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from dateline.merge import find_copies
from dateline.merge.copies import measure_overlap
from dateline.records import Reading, Report
from evaluation.merging_page import write_block

COPIES, OTHERS = 1000, 100_000
SHORTEST = 60
"""Words that a report must have for its half to be a text of its own."""
KINDS = ("cut", "led anew", "another byline", "in another text")


def load(bench: Path) -> list[tuple[str, str]]:
    """Give the ids and texts of the reports that are long enough."""
    found = []
    for name in ("ecbplus_dev", "g5w_a"):
        for line in (bench / "stories" / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if len(row["text"].split()) >= SHORTEST:
                found.append((row["id"], row["text"]))
    return found


def perturb(text: str, other: str, kind: str, chance: random.Random) -> str:
    """Give a copy of a text as outlets make them; `other` is a report of something else."""
    lines = [line for line in text.split("\n") if line.strip()]
    if kind == "cut":
        words = text.split(" ")
        return " ".join(words[: int(len(words) * chance.uniform(0.5, 0.9))])
    if kind == "led anew":
        lead = next(line for line in other.split("\n") if line.strip())
        return "\n".join([lead, *(lines[1:] if len(lines) > 3 else lines)])
    if kind == "another byline":
        return "\n".join(["By our correspondent", *lines, "Additional reporting by the desk"])
    return "\n".join([*other.split("\n")[:4], *lines])


def measure(bench: Path) -> dict[str, float | int]:
    """Give precision, recall and the numbers of pairs."""
    chance = random.Random(11)
    rows = load(bench)
    readings = [Reading(Report(id=key, text=text)) for key, text in rows]
    true, texts = [], dict(rows)
    for number in range(COPIES):
        key, text = rows[number % len(rows)]
        other = rows[chance.randrange(len(rows))]
        while other[0] == key:
            other = rows[chance.randrange(len(rows))]
        copy = f"{key}-copy-{number}"
        kind = KINDS[(number + number // len(rows)) % len(KINDS)]
        texts[copy] = perturb(text, other[1], kind, chance)
        readings.append(Reading(Report(id=copy, text=texts[copy])))
        true.append((key, copy, other[0] if kind in ("in another text", "led anew") else None))
    groups = {report: n for n, group in enumerate(find_copies(readings)) for report in group.reports}
    found = sum(key in groups and groups.get(key) == groups.get(copy) for key, copy, _ in true)
    known = {r.id: r for r in readings[: len(rows)]}
    wrong = drawn = 0
    while drawn < OTHERS:
        (a, _), (b, _) = chance.sample(rows, 2)
        drawn += 1
        if a in groups and groups.get(a) == groups.get(b) and measure_overlap(known[a], known[b]) < 0.5:
            wrong += 1
    return {
        "copies": COPIES,
        "others": OTHERS,
        "recall": found / COPIES,
        "precision": found / max(1, found + wrong),
        "wrong": wrong,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    found = measure(parser.parse_args().bench)
    print(json.dumps(found))
    write_block(
        "copies",
        [
            f"**Copies** (`python -m evaluation.copies BENCH`): {found['copies']:,} perturbed pairs among "
            f"{found['others']:,} that are none: precision {found['precision']:.2%}, recall {found['recall']:.2%}."
        ],
    )


if __name__ == "__main__":
    main()
