"""Attributions from the encoder's scores: cues, each linked to its source and its content or contents.

In: a `Document` with candidate entities and the encoder's output. Out: the same with `attributions`. A quotation that
its cue interrupts is two attributions with one cue.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dateline.extract.frame import Floats, Frame, sigmoid
from dateline.extract.quotes import find_quotations
from dateline.records import Attribution, AttributionKind, Document, Span

FIRST_PERSONS = ("i", "we", "you")
MAX_REACH = 250
"""Words: how far from its cue an attribution's content may begin or end."""


SLACK = 1e-3
"""More than rounding can add to a content's score."""


class _Logs(NamedTuple):
    """Log-probabilities of the words around a cue: that the content begins, ends, and goes on there."""

    starts: Floats
    ends: Floats
    inside: Floats


def decode_attributions(document: Document, limits: Mapping[str, float]) -> Document:
    """Find cues, and link each to its source and its content or contents."""
    frame = Frame(document)
    likely = sigmoid(frame.encoded.head("cue")[:, 0])
    cues = [int(w) for w in np.flatnonzero((likely > limits["cue"]) & frame.readable)]
    return _number(document, _read_cues(frame, cues, limits))


def mend_attributions(document: Document, limits: Mapping[str, float]) -> Document:
    """Set right what the rules found.

    What stands on no cue to the encoder is left out, what they overlooked is added, a content or a source that the
    encoder is surer of takes the place of theirs.
    """
    frame = Frame(document)
    likely = sigmoid(frame.encoded.head("cue")[:, 0])
    kept: list[Attribution] = []
    bare: list[Attribution] = []
    covered = np.zeros(len(likely), bool)
    for attribution in document.attributions:
        if attribution.cue is None:
            bare.append(attribution)
            continue
        words = frame.cover(attribution.cue)
        covered[words] = True
        if likely[words].max(initial=0) >= limits["cue_drop"]:
            kept.append(_mend(frame, attribution, words[int(likely[words].argmax())], limits))
    cues = [int(w) for w in np.flatnonzero((likely > limits["cue_add"]) & frame.readable & ~covered)]
    for attribution in _read_cues(frame, cues, limits):
        if not any(_share(attribution.content, one.content) > 0.8 for one in kept):
            kept.append(attribution)
    kept = drop_first_persons(document.text, kept)
    kept += [one for one in bare if not any(_share(one.content, other.content) > 0.5 for other in kept)]
    return _number(document, kept)


def drop_first_persons(text: str, found: Sequence[Attribution]) -> list[Attribution]:
    """Leave out what quoted speakers say of their own mind (*"I think it is late"*): the quotation tells it already."""
    quoted = find_quotations(text)
    starts = [start for start, _ in quoted]

    def is_own(one: Attribution) -> bool:
        if one.source is None or one.cue is None or one.source.quote.lower() not in FIRST_PERSONS:
            return False
        at = bisect_right(starts, one.cue.start) - 1
        return at >= 0 and one.cue.start < quoted[at][1]

    return [one for one in found if not is_own(one)]


def _mend(frame: Frame, attribution: Attribution, cue: int, limits: Mapping[str, float]) -> Attribution:
    """Give an attribution of the rules the content and the source that the encoder is surer of."""
    low, high = max(0, cue - MAX_REACH), min(len(frame.starts), cue + MAX_REACH)
    names = ("source", "content_start", "content_end", "content")
    scores = frame.encoded.link([cue], names, range(low, high))[0]
    words = [w - low for w in frame.cover(attribution.content) if low <= w < high]
    if words:
        logs = _take_logs(scores)
        own = _score_content(logs, words[0], words[-1])
        best = _find_best(logs, cue - low)
        if best and best[0] > own + limits["swap"]:
            content = frame.span(best[1] + low, best[2] + low)
            attribution = replace(attribution, content=content, kind=_name_kind(content.quote))
    source = int(scores[:, 0].argmax()) + low
    if attribution.source is None and scores[source - low, 0] > limits["source_add"]:
        owner = frame.owners.get(source)
        span = _span_source(frame, source, attribution.cue or attribution.content, attribution.content)
        if not span.overlaps(attribution.content):
            attribution = replace(attribution, source=span, entity=owner)
    return attribution


def _share(a: Span, b: Span) -> float:
    """Give the intersection of two spans over their union."""
    shared = max(0, min(a.end, b.end) - max(a.start, b.start))
    return shared / (a.end - a.start + b.end - b.start - shared)


def _number(document: Document, found: Sequence[Attribution]) -> Document:
    ordered = sorted(found, key=lambda a: (a.cue.start if a.cue else a.content.start, a.content.start))
    return replace(document, attributions=tuple(replace(a, id=f"a{i}") for i, a in enumerate(_drop_twins(ordered), 1)))


def _read_cues(frame: Frame, cues: Sequence[int], limits: Mapping[str, float]) -> list[Attribution]:
    encoded = frame.encoded
    inside = sigmoid(encoded.head("cue_inside")[:, 0])
    owners = frame.owners
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
    return found


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


def _find_contents(scores: Floats, cue: int, second: float) -> list[tuple[int, int]]:
    """Find the best content of a cue, and a second one apart from it (an interrupted quotation)."""
    options = _rank_contents(scores, cue)
    if not options:
        return []
    chosen = [options[0]]
    for score, a, b in options[1:]:
        if score > second and (b < chosen[0][1] or a > chosen[0][2]):
            chosen.append((score, a, b))
            break
    return sorted((a, b) for _, a, b in chosen)


def _rank_contents(scores: Floats, cue: int) -> list[tuple[float, int, int]]:
    """Give the likeliest contents of a cue, best first."""
    logs = _take_logs(scores)
    options = [(_score_content(logs, a, b), a, b) for a, b in _list_borders(logs, cue)]
    options.sort(key=lambda option: (-option[0], option[1], option[2]))
    return options


def _find_best(logs: _Logs, cue: int) -> tuple[float, int, int] | None:
    """Give the likeliest content of a cue: the first that `_rank_contents` would give."""
    best: tuple[float, int, int] | None = None
    borders = [(float(logs.starts[a] + logs.ends[b]), a, b) for a, b in _list_borders(logs, cue)]
    for bound, a, b in sorted(borders, reverse=True):
        if best is not None and bound < best[0] - SLACK:
            break  # what lies between adds nothing above 0
        score = _score_content(logs, a, b)
        if best is None or (-score, a, b) < (-best[0], best[1], best[2]):
            best = (score, a, b)
    return best


def _list_borders(logs: _Logs, cue: int) -> list[tuple[int, int]]:
    """Give the likeliest first and last words of a cue's content that do not hold the cue."""
    last = np.argsort(-logs.ends)[:8].tolist()
    return [(a, b) for a in np.argsort(-logs.starts)[:8].tolist() for b in last if a <= b and not a <= cue <= b]


def _score_content(logs: _Logs, a: int, b: int) -> float:
    """Score the words `a` to `b` as a cue's content: its borders, and what lies between them."""
    return float(logs.starts[a] + logs.ends[b] + 0.7 * logs.inside[a : b + 1].mean())


def _take_logs(scores: Floats) -> _Logs:
    starts, ends = scores[:, 1], scores[:, 2]
    return _Logs(
        np.asarray(starts - starts.max() - np.log(np.exp(starts - starts.max()).sum()), np.float32),
        np.asarray(ends - ends.max() - np.log(np.exp(ends - ends.max()).sum()), np.float32),
        np.asarray(np.log(sigmoid(scores[:, 3]) + 1e-6), np.float32),
    )


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
