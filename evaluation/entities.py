"""Measure the entities of the program against gold readings.

    python -m evaluation.entities GOLD_DIR [--cache FILE] [--misses]

In: a folder of gold readings (offset JSON). Out, printed: how many gold participants, sources and places have a
candidate on one of their mentions (`found`), how many slots of gold events a perfect reader of the sentence would
fill with the right entity (`reach`: the candidate on the mention nearest the trigger belongs to the entity that is
aligned with the gold one), B-cubed of coreference over gold mentions, and country and first sector over aligned
entities. The alignment is the scorer's. `--misses` lists each miss with its words: MISSING (no candidate is aligned),
APART (a mention is alone in another entity), MERGED (it is in another entity of several mentions), UNSEEN (it is no
candidate), COUNTRY, SECTOR, and REACH (an argument's nearest mention).
"""

from __future__ import annotations

import argparse
import collections
import json
import pathlib
import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from spacy.tokens import Doc

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.parts import find_parts
from dateline.annotate.published import infer_published
from dateline.annotate.syntax import ParseSyntax, load_pipeline
from dateline.mentions import MentionIndex
from dateline.readings import decode_report
from dateline.records import Document, Span
from dateline.resolve.actors import resolve_actors
from dateline.resolve.places import resolve_places

Pair = tuple[int, int]
Tally = collections.defaultdict[str, float]


def overlap(a: Pair, b: Pair) -> int:
    """Give the characters that two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def touches(a: Pair, b: Pair) -> bool:
    """Say whether two spans are alike: one contains the other, or they share half of their union."""
    shared = overlap(a, b)
    return bool(shared) and (
        shared == min(a[1] - a[0], b[1] - b[0]) or shared * 2 >= (a[1] - a[0]) + (b[1] - b[0]) - shared
    )


def align(gold: list[dict[str, Any]], found: list[dict[str, Any]]) -> dict[str, str]:
    """Give the found entity for each gold one, one to one, most shared mentions first."""
    pairs = []
    for i, g in enumerate(gold):
        for j, p in enumerate(found):
            score = sum(any(touches(a, b) for b in p["mentions"]) for a in g["mentions"])
            if score:
                pairs.append((-(score + (g["kind"] == p["kind"]) * 0.5), i, j))
    used: set[int] = set()
    out: dict[str, str] = {}
    for _, i, j in sorted(pairs):
        if gold[i]["id"] not in out and j not in used:
            used.add(j)
            out[gold[i]["id"]] = found[j]["id"]
    return out


def read_documents(folder: pathlib.Path, cache: pathlib.Path | None) -> Iterator[tuple[dict[str, Any], Document]]:
    """Give gold readings with parsed documents; parses are kept in `cache`."""
    nlp, parse = load_pipeline(), ParseSyntax()
    kept: dict[str, bytes] = pickle.loads(cache.read_bytes()) if cache and cache.exists() else {}
    size = len(kept)
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        document = infer_published(find_parts(Document(decode_report(gold))))
        if gold["id"] not in kept:
            parsed = parse(document).syntax
            parsed.user_data.clear()
            kept[gold["id"]] = parsed.to_bytes()
        yield gold, replace(document, syntax=Doc(nlp.vocab).from_bytes(kept[gold["id"]]))
    if cache and len(kept) > size:
        cache.write_bytes(pickle.dumps(kept))


def measure(gold: dict[str, Any], document: Document, count: Tally, misses: list[str]) -> None:
    """Add one report to the counts."""
    document = resolve_places(resolve_actors(link_mentions(find_entities(document))))
    found = [
        {"id": e.id, "kind": e.kind, "mentions": [(s.start, s.end) for s in e.mentions]} for e in document.entities
    ]
    by_id = {e.id: e for e in document.entities}
    aligned = align(gold["entities"], found)
    text = gold["text"]
    for entity in gold["entities"]:
        count["entities"] += 1
        match = aligned.get(entity["id"])
        count["entities found"] += bool(match)
        if match is None:
            misses.append(f"MISSING {gold['id']} {entity['name']}: {[text[a:b] for a, b in entity['mentions']]}")
        elif entity["kind"] != "place":
            seen = by_id[match]
            count["country all"] += 1
            count["country right"] += seen.country == entity["country"]
            if seen.country != entity["country"]:
                misses.append(f"COUNTRY {gold['id']} {entity['name']}: {entity['country']}, not {seen.country}")
            if entity["sector"]:
                count["sector all"] += 1
                right = bool(seen.sector) and seen.sector[0] in entity["sector"]
                count["sector right"] += right
                if not right:
                    misses.append(
                        f"SECTOR {gold['id']} {entity['name']} ({seen.name}): {entity['sector']}, not {seen.sector}"
                    )
    measure_slots(gold, document, aligned, count, misses)
    misses += list_strays(gold, found, aligned)
    measure_chains(gold, found, count)


def list_strays(gold: dict[str, Any], found: list[dict[str, Any]], aligned: dict[str, str]) -> list[str]:
    """List the gold mentions that are not in the entity aligned with theirs, and say where they are."""
    text, out = gold["text"], []
    for entity in gold["entities"]:
        for start, end in entity["mentions"]:
            best = max(
                (
                    (overlap((start, end), s) / max(end - start, s[1] - s[0]), p["id"] == aligned.get(entity["id"]), k)
                    for k, p in enumerate(found)
                    for s in p["mentions"]
                    if touches((start, end), s)
                ),
                default=None,
            )
            if best and best[1]:
                continue
            where = found[best[2]]["mentions"] if best else []
            kind = "UNSEEN" if not best else "APART" if len(where) == 1 else "MERGED"
            quotes = [text[a:b] for a, b in where[:4]]
            out.append(f"{kind} {gold['id']} {entity['name']} «{text[start:end]}» in {quotes}")
    return out


def measure_coreference(folder: pathlib.Path) -> dict[str, float]:
    """Give B-cubed over the gold mentions of a folder: `precision`, `recall`, `f1` (0 to 1) and `mentions`."""
    count: Tally = collections.defaultdict(float)
    for gold, document in read_documents(folder, None):
        linked = link_mentions(find_entities(document))
        found = [{"id": e.id, "mentions": [(s.start, s.end) for s in e.mentions]} for e in linked.entities]
        measure_chains(gold, found, count)
    total = max(1.0, count["chain"])
    precision, recall = count["chain precision"] / total, count["chain recall"] / total
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": precision, "recall": recall, "f1": f1, "mentions": count["chain"]}


def measure_slots(
    gold: dict[str, Any],
    document: Document,
    aligned: dict[str, str],
    count: Tally,
    misses: list[str],
) -> None:
    """Count the slots of gold events, and the sources, whose nearest mention has the right entity."""
    index, text = MentionIndex(document), gold["text"]
    mentions = {e["id"]: e["mentions"] for e in gold["entities"]}
    slots = [
        (role, v["trigger"], e) for v in gold["events"] for role in ("actor", "recipient", "place") for e in v[role]
    ]
    slots += [("source", a["source"], a["entity"]) for a in gold["attributions"] if a["source"] and a["entity"]]
    for role, trigger, entity in slots:
        near = min(mentions[entity], key=lambda m: (abs(m[0] - trigger[0]), m[0]))
        count[role] += 1
        seen = index.inside(Span(near[0], near[1], text[near[0] : near[1]]))
        if not seen:
            at = [t.i for t in document.syntax if t.idx < near[1] and t.idx + len(t) > near[0]]
            seen = tuple(filter(None, (index.at(i) for i in at)))
        twins = {twin for i in seen for kind in ("org", "place") if (twin := index.twin(i, kind))}
        right = aligned.get(entity) in {*seen, *twins}
        count[role + " found"] += bool(seen)
        count[role + " reach"] += right
        if not right:
            name = next(e["name"] for e in gold["entities"] if e["id"] == entity)
            around = text[max(0, near[0] - 50) : near[1] + 40].replace("\n", " ")
            other = [document.entities[int(i[1:]) - 1].name for i in seen]
            misses.append(f"REACH {gold['id']} {role} {name} «{text[near[0] : near[1]]}» -> {other} | {around}")


def measure_chains(gold: dict[str, Any], found: list[dict[str, Any]], count: Tally) -> None:
    """Add B-cubed over gold mentions: each is given to the smallest found mention that touches it best."""
    flat = [(tuple(m), e["id"]) for e in gold["entities"] for m in e["mentions"]]
    labels: list[str] = []
    for number, (span, _) in enumerate(flat):
        best = max(
            ((overlap(span, b) / max(span[1] - span[0], b[1] - b[0]), e["id"]) for e in found for b in e["mentions"]
             if touches(span, b)),
            default=(0.0, f"none{number}"),
        )  # fmt: skip
        labels.append(best[1])
    sizes = collections.Counter(labels)
    golds = collections.Counter(entity for _, entity in flat)
    both = collections.Counter(zip(labels, (entity for _, entity in flat), strict=True))
    for label, (_, entity) in zip(labels, flat, strict=True):
        count["chain"] += 1
        count["chain precision"] += both[label, entity] / sizes[label]
        count["chain recall"] += both[label, entity] / golds[entity]


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path)
    parser.add_argument("--misses", action="store_true")
    options = parser.parse_args()
    count: Tally = collections.defaultdict(float)
    misses: list[str] = []
    for gold, document in read_documents(options.gold, options.cache):
        measure(gold, document, count, misses)
    if not count["entities"]:
        sys.exit(f"no gold reports in {options.gold}")
    if options.misses:
        print("\n".join(misses))

    def rate(part: str, whole: str) -> str:
        return f"{100 * count[part] / max(1, count[whole]):5.1f}"

    print(f"entities found {rate('entities found', 'entities')} of {count['entities']:.0f}")
    for role in ("actor", "recipient", "place", "source"):
        print(
            f"{role:10s} found {rate(role + ' found', role)} reach {rate(role + ' reach', role)} of {count[role]:.0f}"
        )
    p, r = count["chain precision"] / count["chain"], count["chain recall"] / count["chain"]
    print(f"B-cubed P {100 * p:.1f} R {100 * r:.1f} F {200 * p * r / (p + r):.1f} over {count['chain']:.0f} mentions")
    print(f"country {rate('country right', 'country all')} of {count['country all']:.0f}")
    print(f"sector  {rate('sector right', 'sector all')} of {count['sector all']:.0f}")


if __name__ == "__main__":
    main()
