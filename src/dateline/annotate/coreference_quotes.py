"""Which words are quoted, and who speaks them.

In: the tokens of a report and its mentions. Out: the number of the quotation that each token stands in, and the mention
of the speaker of each quotation.
"""

from __future__ import annotations

from typing import Any

from dateline.annotate.coreference_clusters import Clusters
from dateline.data.actors import load_sayings
from dateline.tokens import list_lemmas, list_texts

OPENING, CLOSING, STRAIGHT = "“«„", "”»", '"'


def mark_quotes(doc: Any) -> list[int]:
    """Give for each token the number of the quotation it stands in, or 0; a line break ends a quotation."""
    marks, number, inside = [], 0, False
    for text in list_texts(doc):
        if "\n" in text:
            inside = False
        opening = text in OPENING or (text in (STRAIGHT, "”") and not inside) or (text == "``")
        closing = inside and (text in CLOSING or text in (STRAIGHT, "''"))
        if opening and not inside:
            number, inside = number + 1, True
        marks.append(number if inside else 0)
        if closing:
            inside = False
    return marks


def find_speakers(clusters: Clusters, doc: Any, quoted: list[int]) -> dict[int, int]:
    """Give the mention of the speaker of each quotation: the subject of the nearest verb of saying in its line."""
    cues = load_sayings()
    by_head = {mention.head.i: mention.i for mention in clusters.mentions}
    said: list[tuple[int, int, int]] = []
    lines, line = [], 0
    for i, (text, lemma) in enumerate(zip(list_texts(doc), list_lemmas(doc), strict=True)):
        lines.append(line)
        if "\n" in text:
            line += 1
        token = doc[i] if lemma in cues and not quoted[i] else None
        if token is not None and token.pos_ == "VERB":
            for child in token.children:
                if child.dep_ == "nsubj" and child.i in by_head:
                    said.append((token.i, line, by_head[child.i]))
    spans: dict[int, tuple[int, int]] = {}
    for i, number in enumerate(quoted):
        if number:
            spans[number] = (spans.get(number, (i, i))[0], i)
    found: dict[int, int] = {}
    at = 0
    for number, (start, end) in spans.items():
        while at < len(said) and said[at][0] < start:
            at += 1
        near = [item for item in said[max(0, at - 1) : at + 1] if item[1] in (lines[start], lines[end])]
        if near:
            best = min(near, key=lambda item: min(abs(item[0] - start), abs(item[0] - end)))
            found[number] = best[2]
        elif at and said[at - 1][1] == lines[start] - 1:
            found[number] = said[at - 1][2]
    return found
