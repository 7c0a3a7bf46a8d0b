"""A page of what the program gets wrong: events missed, made up or mistyped, and fields wrong, each with its cause.

In: gold readings, ours and the corpus's scorer (for its matching). Out: mistakes, and Markdown or HTML of them by kind
and type, with a count of the causes first. The page quotes the reports: keep it out of the project.
"""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

Json = dict[str, Any]
Pair = tuple[int, int]
Kind = Literal["missed", "false alarm", "wrong type", "wrong field"]
KINDS: tuple[Kind, ...] = ("missed", "false alarm", "wrong type", "wrong field")
ROLES = ("actor", "recipient", "place")
FIELDS = ("date", "modality", "claim")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake: report, sentence, trigger (offsets in the sentence), both accounts in words, and what led to it."""

    kind: Kind
    type: str
    report: str
    sentence: str
    trigger: Pair
    gold: str | None
    ours: str | None
    cause: str


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
    """List the mistakes of one reading: events first, then the fields of the events that were found."""
    pairs = match_events(scorer, gold, ours)
    found, used = {i for i, _ in pairs}, {j for _, j in pairs}
    out = []
    for i, event in enumerate(gold["events"]):
        if i not in found:
            cause = _explain_miss(scorer, gold, event, ours)
            out.append(_make(scorer, "missed", gold, event, (_describe(gold, event), None, cause)))
    for j, event in enumerate(ours["events"]):
        if j not in used:
            cause = _explain_alarm(scorer, gold, event)
            out.append(_make(scorer, "false alarm", ours, event, (None, _describe(ours, event), cause)))
    to_gold = scorer.align_entities(gold["entities"], ours["entities"])
    for i, j in pairs:
        g, p = gold["events"][i], ours["events"][j]
        told = (_describe(gold, g), _describe(ours, p))
        if g["type"] != p["type"]:
            out.append(_make(scorer, "wrong type", gold, g, (*told, f"{g['type']} taken for {p['type']}")))
        else:
            out += [_make(scorer, "wrong field", gold, g, (*told, cause)) for cause in _compare_fields(g, p, to_gold)]
    return out


def _spans(event: Json) -> list[list[int]]:
    return [event["trigger"], *event.get("also", [])]


def _explain_miss(scorer: ModuleType, gold: Json, event: Json, ours: Json) -> str:
    bounds = scorer.sentences(gold["text"])
    for other in ours["events"]:
        if any(scorer.overlap(a, b) for a in _spans(event) for b in _spans(other)):
            return "its words were taken for those of another happening"
    here = {scorer.sentence_of(span[0], bounds) for span in _spans(event)}
    if here & {scorer.sentence_of(span[0], bounds) for other in ours["events"] for span in _spans(other)}:
        return "other words of its sentence were taken, not these"
    if any(a["content"][0] <= event["trigger"][0] < a["content"][1] for a in gold["attributions"]):
        return "nothing found in its sentence; told by a source"
    return "nothing found in its sentence"


def _explain_alarm(scorer: ModuleType, gold: Json, event: Json) -> str:
    bounds = scorer.sentences(gold["text"])
    for other in gold["events"]:
        if any(scorer.overlap(a, b) for a in _spans(event) for b in _spans(other)):
            return "a second account of one happening"
    here = {scorer.sentence_of(span[0], bounds) for span in _spans(event)}
    if here & {scorer.sentence_of(span[0], bounds) for other in gold["events"] for span in _spans(other)}:
        return "other words of a sentence with an event"
    return "a sentence without an event"


def _compare_fields(gold: Json, ours: Json, to_gold: dict[str, str]) -> Iterator[str]:
    """Say what is wrong in the fields of an event that was found with its type."""
    for role in ROLES:
        wanted, given = set(gold[role]), {to_gold.get(x) for x in ours[role]}
        for missing in wanted - given:
            if missing not in to_gold.values():
                yield f"{role}: the entity was not found"
            elif given:
                yield f"{role}: another was named"
            else:
                yield f"{role}: left empty"
        if given - wanted and not wanted:
            yield f"{role}: named where none is told"
        elif given - wanted and wanted <= given:
            yield f"{role}: one too many"
    for field in FIELDS:
        if (gold[field] or None) != (ours.get(field) or None):
            if field == "date":
                cause = (
                    "not given" if not ours.get(field) else "given where none is told" if not gold[field] else "other"
                )
                yield f"date: {cause}"
            else:
                yield f"{field}: {gold[field]} taken for {ours.get(field)}"


def _make(
    scorer: ModuleType, kind: Kind, reading: Json, event: Json, told: tuple[str | None, str | None, str]
) -> Mistake:
    text, (start, end) = reading["text"], event["trigger"]
    bounds = scorer.sentences(text)
    at = scorer.sentence_of(start, bounds)
    low, high = bounds[at] if at >= 0 else (start, end)
    high = max(high, end)
    gold, ours, cause = told
    place = (start - low, end - low)
    return Mistake(kind, event["type"], reading["id"], text[low:high], place, gold, ours, cause)


def _describe(reading: Json, event: Json) -> str:
    names = {entity["id"]: entity["name"] for entity in reading["entities"]}
    sides = [", ".join(names.get(i, i) for i in event[role]) or "–" for role in ("actor", "recipient")]
    where = ", ".join(names.get(i, i) for i in event["place"])
    words = [event["type"], *event["mode"], f"{sides[0]} → {sides[1]}"]
    words += [x for x in (event.get("date"), where, event["modality"], event["claim"]) if x]
    if event.get("confidence") is not None:
        words.append(f"confidence {event['confidence']:.2f}")
    return " · ".join(words)


def count_causes(mistakes: Sequence[Mistake]) -> list[tuple[Kind, str, int]]:
    """Give how many mistakes each cause led to, by kind, the largest heap first."""
    counts = Counter((item.kind, item.cause) for item in mistakes)
    return [(kind, cause, number) for (kind, cause), number in counts.most_common()]


def write_markdown(mistakes: list[Mistake]) -> str:
    """Give the page as Markdown, by kind and type."""
    lines = ["# Mistakes", "", *(f"- {number} {kind}: {cause}" for kind, cause, number in count_causes(mistakes)), ""]
    for kind, name, group in _group(mistakes):
        lines += [f"## {kind}: {name} ({len(group)})", ""]
        for item in group:
            a, b = item.trigger
            marked = f"{item.sentence[:a]}**{item.sentence[a:b]}**{item.sentence[b:]}".replace("\n", " ").strip()
            lines.append(f"- `{item.report}` {marked}")
            notes = (("gold", item.gold), ("ours", item.ours), ("cause", item.cause))
            lines += [f"  - {who}: {what}" for who, what in notes if what]
        lines.append("")
    return "\n".join(lines)


def write_html(mistakes: list[Mistake]) -> str:
    """Give the page as HTML, by kind and type."""
    out = ["<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Mistakes</title>"]
    out.append("<style>body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto}small{color:#555}</style>")
    out.append("<h1>Mistakes</h1><table>")
    out += [f"<tr><td>{number}<td>{kind}<td>{html.escape(cause)}" for kind, cause, number in count_causes(mistakes)]
    out.append("</table>")
    for kind, name, group in _group(mistakes):
        out.append(f"<h2>{kind}: {html.escape(name)} ({len(group)})</h2>")
        for item in group:
            a, b = item.trigger
            before, word, after = (html.escape(s) for s in (item.sentence[:a], item.sentence[a:b], item.sentence[b:]))
            told = (("gold", item.gold), ("ours", item.ours), ("cause", item.cause))
            notes = [f"{who}: {html.escape(what)}" for who, what in told if what]
            out.append(f"<p>{before}<mark>{word}</mark>{after}<br>")
            out.append(f"<small>{html.escape(item.report)} | {' | '.join(notes)}</small>")
    return "\n".join(out) + "\n"


def _group(mistakes: list[Mistake]) -> list[tuple[Kind, str, list[Mistake]]]:
    groups: dict[tuple[Kind, str], list[Mistake]] = defaultdict(list)
    for item in mistakes:
        groups[item.kind, item.type].append(item)
    order = sorted(groups, key=lambda key: (KINDS.index(key[0]), -len(groups[key]), key[1]))
    return [(*key, groups[key]) for key in order]
