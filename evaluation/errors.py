"""A page of what the program gets wrong: misses, false alarms and wrong types, each with its sentence.

In: gold readings, ours and the corpus's scorer (for its matching). Out: Markdown or HTML, by event type.
The page quotes the reports: keep it out of the project.
"""

from __future__ import annotations

import html
from collections import defaultdict
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["missed", "false alarm", "wrong type"]
KINDS: tuple[Kind, ...] = ("missed", "false alarm", "wrong type")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: report, sentence, trigger (offsets in the sentence), both accounts in words."""

    kind: Kind
    type: str
    report: str
    sentence: str
    trigger: tuple[int, int]
    gold: str | None
    ours: str | None


def match_events(scorer: ModuleType, gold: Json, ours: Json) -> list[tuple[int, int]]:
    """Pair two readings' events as the scorer does: by trigger, else sentence, type and participant."""
    bounds = scorer.sentences(gold["text"])
    to_gold = scorer.align_entities(gold["entities"], ours["entities"])
    pairs = []
    for i, g in enumerate(gold["events"]):
        spans = [g["trigger"], *g["also"]]
        places = {scorer.sentence_of(s[0], bounds) for s in spans}
        for j, p in enumerate(ours["events"]):
            found = [p["trigger"], *p.get("also", [])]
            touching = [(a, b) for a in spans for b in found if scorer.overlap(a, b)]
            hit = 2.0 if (spans[0], found[0]) in touching else 1.5 if touching else 0.0
            near = bool(places & {scorer.sentence_of(s[0], bounds) for s in found})
            people = {to_gold.get(x) for x in p["actor"] + p["recipient"]}
            shared = len(people & set(g["actor"] + g["recipient"]))
            same = p["type"] == g["type"]
            score = hit or (1.0 if near and shared and same else 0.0)
            if score:
                pairs.append((score + same + 0.1 * shared, i, j))
    return list(scorer.match(pairs))


def find_mistakes(scorer: ModuleType, gold: Json, ours: Json) -> list[Mistake]:
    """List the mistakes of one reading."""
    pairs = match_events(scorer, gold, ours)
    seen_gold, seen_ours = {i for i, _ in pairs}, {j for _, j in pairs}
    out = []
    for i, event in enumerate(gold["events"]):
        if i not in seen_gold:
            out.append(_make(scorer, "missed", gold, event, _describe(gold, event), None))
    for j, event in enumerate(ours["events"]):
        if j not in seen_ours:
            out.append(_make(scorer, "false alarm", ours, event, None, _describe(ours, event)))
    for i, j in pairs:
        g, p = gold["events"][i], ours["events"][j]
        if g["type"] != p["type"]:
            out.append(_make(scorer, "wrong type", gold, g, _describe(gold, g), _describe(ours, p)))
    return out


def _make(scorer: ModuleType, kind: Kind, reading: Json, event: Json, gold: str | None, ours: str | None) -> Mistake:
    text, (start, end) = reading["text"], event["trigger"]
    bounds = scorer.sentences(text)
    at = scorer.sentence_of(start, bounds)
    low, high = bounds[at] if at >= 0 else (start, end)
    high = max(high, end)
    return Mistake(kind, event["type"], reading["id"], text[low:high], (start - low, end - low), gold, ours)


def _describe(reading: Json, event: Json) -> str:
    names = {entity["id"]: entity["name"] for entity in reading["entities"]}
    sides = [", ".join(names.get(i, i) for i in event[role]) or "–" for role in ("actor", "recipient")]
    where = ", ".join(names.get(i, i) for i in event["place"])
    words = [event["type"], *event["mode"], f"{sides[0]} → {sides[1]}"]
    words += [x for x in (event.get("date"), where, event["modality"], event["claim"]) if x]
    if event.get("confidence") is not None:
        words.append(f"confidence {event['confidence']:.2f}")
    return " · ".join(words)


def write_markdown(mistakes: list[Mistake]) -> str:
    """Give the page as Markdown, by kind and type."""
    lines = ["# Misses and false alarms", ""]
    for kind, name, group in _group(mistakes):
        lines += [f"## {kind}: {name} ({len(group)})", ""]
        for item in group:
            a, b = item.trigger
            marked = f"{item.sentence[:a]}**{item.sentence[a:b]}**{item.sentence[b:]}".replace("\n", " ").strip()
            lines.append(f"- `{item.report}` {marked}")
            lines += [f"  - {who}: {what}" for who, what in (("gold", item.gold), ("ours", item.ours)) if what]
        lines.append("")
    return "\n".join(lines)


def write_html(mistakes: list[Mistake]) -> str:
    """Give the page as HTML, by kind and type."""
    out = ["<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Misses and false alarms</title>"]
    out.append("<style>body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto}small{color:#555}</style>")
    out.append("<h1>Misses and false alarms</h1>")
    for kind, name, group in _group(mistakes):
        out.append(f"<h2>{kind}: {html.escape(name)} ({len(group)})</h2>")
        for item in group:
            a, b = item.trigger
            before, word, after = (html.escape(s) for s in (item.sentence[:a], item.sentence[a:b], item.sentence[b:]))
            notes = [f"{w}: {html.escape(x)}" for w, x in (("gold", item.gold), ("ours", item.ours)) if x]
            out.append(f"<p>{before}<mark>{word}</mark>{after}<br>")
            out.append(f"<small>{html.escape(item.report)} | {' | '.join(notes)}</small>")
    return "\n".join(out) + "\n"


def _group(mistakes: list[Mistake]) -> list[tuple[Kind, str, list[Mistake]]]:
    groups: dict[tuple[Kind, str], list[Mistake]] = defaultdict(list)
    for item in mistakes:
        groups[item.kind, item.type].append(item)
    order = sorted(groups, key=lambda key: (KINDS.index(key[0]), -len(groups[key]), key[1]))
    return [(*key, groups[key]) for key in order]
