"""Attributions from the encoder's scores: cues, each linked to its source and its content or contents.

In: a `Document` with candidate entities and the encoder's output. Out: the same with `attributions`. A quotation that
its cue interrupts is two attributions with one cue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from dateline.extract.frame import Floats, Frame, sigmoid
from dateline.extract.quotes import find_quotations
from dateline.records import Attribution, AttributionKind, Document, Entity, Span

MAX_REACH = 450
"""Words: how far from its cue an attribution's content may begin or end."""


def decode_attributions(document: Document, limits: Mapping[str, float]) -> Document:
    """Find cues, and link each to its source and its content or contents."""
    frame = Frame(document)
    encoded = frame.encoded
    likely = sigmoid(encoded.head("cue")[:, 0])
    inside = sigmoid(encoded.head("cue_inside")[:, 0])
    cues = [int(w) for w in np.flatnonzero((likely > limits["cue"]) & frame.readable)]
    owners = _index_heads(document.entities, frame)
    found: list[Attribution] = []
    for cue in cues:
        low, high = max(0, cue - MAX_REACH), min(len(frame.starts), cue + MAX_REACH)
        columns = range(low, high)
        scores = encoded.link([cue], ("source", "content_start", "content_end", "content"), columns)[0]
        contents = _find_contents(scores, cue - low, limits["second"])
        source = int(scores[:, 0].argmax())
        source = -1 if scores[source, 0] < limits["source"] else source + low
        cue_span = _widen_cue(frame, cue, inside)
        for a, b in contents:
            content = frame.span(a + low, b + low)
            found.append(
                Attribution(
                    id="",
                    source=_span_source(frame, source, cue_span, content) if source >= 0 else None,
                    entity=owners.get(source) if source >= 0 else None,
                    cue=cue_span,
                    content=content,
                    kind=_name_kind(content.quote),
                )
            )
    found.sort(key=lambda a: (a.cue.start if a.cue else 0, a.content.start))
    return replace(document, attributions=tuple(replace(a, id=f"a{i}") for i, a in enumerate(_drop_twins(found), 1)))


def _name_kind(content: str) -> AttributionKind:
    """Say whether a content is quoted whole, in part or not at all."""
    quoted = sum(b - a for a, b in find_quotations(content))
    if quoted >= 0.9 * len(content):
        return "direct"
    return "mixed" if quoted else "indirect"


def _drop_twins(found: Sequence[Attribution]) -> list[Attribution]:
    """Leave out a second attribution of the same content to the same source."""
    kept: dict[tuple[Span, Span | None], Attribution] = {}
    for attribution in found:
        kept.setdefault((attribution.content, attribution.source), attribution)
    return list(kept.values())


def _index_heads(entities: Sequence[Entity], frame: Frame) -> dict[int, str]:
    """Give the entity of each head word of a mention; the longer mention wins a word."""
    best: dict[int, tuple[int, str]] = {}
    for entity in entities:
        for mention in entity.mentions:
            word = frame.root(mention)
            size = mention.end - mention.start
            if word >= 0 and (word not in best or best[word][0] < size):
                best[word] = (size, entity.id)
    return {word: entity for word, (_, entity) in best.items()}


def _find_contents(scores: Floats, cue: int, second: float) -> list[tuple[int, int]]:
    """Find the best content of a cue, and a second one apart from it (an interrupted quotation)."""
    starts = scores[:, 1] - np.log(np.exp(scores[:, 1] - scores[:, 1].max()).sum()) - scores[:, 1].max()
    ends = scores[:, 2] - np.log(np.exp(scores[:, 2] - scores[:, 2].max()).sum()) - scores[:, 2].max()
    body = np.concatenate([[0.0], np.cumsum(np.log(sigmoid(scores[:, 3]) + 1e-6))])
    options: list[tuple[float, int, int]] = []
    for a in np.argsort(-starts)[:8].tolist():
        for b in np.argsort(-ends)[:8].tolist():
            if a <= b and not a <= cue <= b:
                mean = (body[b + 1] - body[a]) / (b + 1 - a)
                options.append((float(starts[a] + ends[b] + 0.7 * mean), a, b))
    options.sort(key=lambda option: (-option[0], option[1], option[2]))
    if not options:
        return []
    chosen = [options[0]]
    for score, a, b in options[1:]:
        if score > second and (b < chosen[0][1] or a > chosen[0][2]):
            chosen.append((score, a, b))
            break
    return sorted((a, b) for _, a, b in chosen)


def _widen_cue(frame: Frame, cue: int, inside: Floats) -> Span:
    first = last = cue
    while first > 0 and inside[first - 1] > 0.5 and cue - first < 4:
        first -= 1
    while last + 1 < len(inside) and inside[last + 1] > 0.5 and last - cue < 4:
        last += 1
    return frame.span(first, last)


def _span_source(frame: Frame, word: int, cue: Span, content: Span) -> Span:
    """Give the noun phrase of a source's head word, without its cue and content."""
    head = frame.doc[frame.encoded.words.tokens[word]]
    left, right = head.left_edge.i, head.right_edge.i
    text = frame.document.text
    start, end = frame.doc[left].idx, frame.doc[right].idx + len(frame.doc[right])
    for other in (cue, content):
        if other.start >= head.idx + len(head):
            end = min(end, other.start)
        elif other.end <= head.idx:
            start = max(start, other.end)
    chunk = text[start:end]
    start += len(chunk) - len(chunk.lstrip(" \n\t,;:–—-"))
    end -= len(chunk) - len(chunk.rstrip(" \n\t,;:–—-"))
    if not start <= head.idx < end:
        return Span.of(text, head.idx, head.idx + len(head))
    return Span.of(text, start, end)
