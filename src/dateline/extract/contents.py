"""Contents: what a cue attributes, as stretches of the text.

In: a cue verb or noun on the parse and the report's quotations. Out: `Draft` attributions in code points,
not yet records. Content is as long as it goes, with its quotation marks, without source, cue and the *that*
of a clause.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from dateline.extract.cues import Frame, Token, bound_sentence, find_subject, measure_cue, measure_phrase

Stretch = tuple[int, int]

_MARKS = "\"“”‘’'„«»"
_LEFT_TRIM = " \n\t\r,;:.–—-…"
_FAR = 160
"""Characters that may stand between a cue and the quotation that it opens ("told reporters in ... on Monday:")."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An attribution in the making: offsets, and the tokens it was read from."""

    source: Stretch | None
    cue: Stretch | None
    content: Stretch
    head: int | None = None


class Quotations:
    """The report's quotations, to be asked by place in logarithmic time."""

    def __init__(self, text: str, spans: list[Stretch]) -> None:
        self.text = text
        self.spans = spans
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]

    def holding(self, at: int) -> Stretch | None:
        """Give the quotation that holds the offset."""
        index = bisect_right(self.starts, at) - 1
        return self.spans[index] if index >= 0 and at < self.ends[index] else None

    def before(self, at: int) -> Stretch | None:
        """Give the last quotation that ends at or before the offset."""
        index = bisect_right(self.ends, at) - 1
        return self.spans[index] if index >= 0 else None

    def after(self, at: int) -> Stretch | None:
        """Give the first quotation that starts at or after the offset."""
        index = bisect_left(self.starts, at)
        return self.spans[index] if index < len(self.spans) else None


def offsets(doc: Token, first: int, last: int) -> Stretch:
    """Give the offsets of the tokens from `first` to `last`, both included."""
    return doc[first].idx, doc[last].idx + len(doc[last].text)


def trim(text: str, span: Stretch, quotations: Quotations) -> Stretch | None:
    """Take away white space and punctuation at both ends, but not the marks of a quotation nor its last stop."""
    start, end = span
    while start < end and text[start] in _LEFT_TRIM + ")]":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end > start and text[end - 1] in ",;:.–—-… \n([":
        held = quotations.holding(end - 1)
        if held and held[1] - 1 <= end <= held[1] and held[0] >= start:
            break
        end -= 1
    return (start, end) if end - start >= 2 else None


def widen(text: str, span: Stretch, quotations: Quotations) -> Stretch:
    """Let a content whose first or last words stand in a quotation hold the quotation up to its mark."""
    start, end = span
    first = quotations.holding(start)
    if first and first[0] < start:
        start = first[0]
    last = quotations.holding(max(start, end - 1))
    if last and (last == first or last[0] >= start):
        end = max(end, last[1])
    elif end < len(text) and text[end] in _MARKS and quotations.holding(end):
        end += 1
    return start, end


def read_contents(token: Token, frame: Frame, quotations: Quotations) -> list[Draft]:
    """Give the attributions that a cue verb heads, by the first of its frames that the sentence fills."""
    doc, text = token.doc, quotations.text
    subject = find_subject(token)
    passive = _is_passive(token)
    if passive:
        subject = None
    around = quotations.holding(token.idx)
    spans = _find_clauses(token, frame, subject) or _find_quoted(token, frame, quotations, subject)
    spans = spans or _find_named(token) or _find_objects(token, frame)
    phrase = measure_phrase(subject, stop=token.i) if subject is not None else None
    drafts = []
    for span in spans:
        wide = span if around else widen(text, span, quotations)
        found, head = phrase, subject.i if subject is not None else None
        cut = None if around else quotations.before(token.idx)
        if cut and wide[0] < cut[1] < wide[1] <= token.idx and wide[0] >= cut[0] and text[cut[1] - 2] in ",.?!":
            wide = (wide[0], cut[1])
        if found is None and not passive and not around:
            found = _find_inverted(token, wide)
            head = found[1] if found else None
        tidy = trim(text, wide, quotations)
        source = offsets(doc, *found) if found else None
        if tidy and not (source and source[0] <= tidy[0] and tidy[1] <= source[1]):
            drafts.append(Draft(source, offsets(doc, *measure_cue(token)), tidy, head))
    return drafts


def _is_passive(token: Token) -> bool:
    passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in token.children)
    return passive and not _is_agent(token)


def _find_inverted(token: Token, content: Stretch) -> tuple[int, int] | None:
    """Find a source that the parser missed: the words between a content and its cue, or right after the cue."""
    doc = token.doc
    if content[1] > token.idx:
        return None
    first = token.i
    while first > 0 and doc[first - 1].idx >= content[1] and token.i - first < 30:
        first -= 1
    while first < token.i and (doc[first].is_punct or doc[first].is_space or doc[first].dep_ == "cc"):
        first += 1
    last = token.i - 1
    while last > first and doc[last].dep_ in ("aux", "advmod", "punct", "neg"):
        last -= 1
    if first <= last and any(t.pos_ in ("NOUN", "PROPN", "PRON") for t in doc[first : last + 1]):
        return first, last
    after = token.i + 1
    if after < len(doc) and doc[after].pos_ in ("DET", "PROPN", "NOUN", "ADJ", "PRON") and not doc[after].is_space:
        head = doc[after]
        while head.dep_ in ("det", "compound", "amod", "poss", "nmod") and head.head.i > head.i:
            head = head.head
        return after, max(head.i, min(head.right_edge.i, bound_sentence(token)[1] - 1))
    return None


def _is_agent(token: Token) -> bool:
    return any(child.dep_ == "agent" for child in token.children)


def _find_clauses(token: Token, frame: Frame, subject: Token | None) -> list[Stretch]:
    """Find the clauses that a cue governs: *that* clauses after it, and words before it (*..., she said*)."""
    doc = token.doc
    clauses = [c for c in token.children if c.dep_ in ("ccomp", "parataxis") and _fits(c, frame)]
    left = [c for c in clauses if c.i < token.i]
    right = [c for c in clauses if c.i > token.i]
    spans: list[Stretch] = []
    if left:
        start = bound_sentence(token)[0] if token.dep_ == "ROOT" else left[0].left_edge.i
        group = measure_cue(token)[0]
        if subject is not None and left[-1].i < subject.left_edge.i < group:
            group = subject.left_edge.i
        spans.append(offsets(doc, start, max(start, group - 1)))
    elif token.dep_ == "parataxis" and not right and subject is not None and token.head.i < token.i:
        group = min(subject.left_edge.i, token.i)
        start = token.head.left_edge.i
        if group > start:
            spans.append(offsets(doc, start, group - 1))
    if right:
        start = max(right[0].left_edge.i, token.i + 1)
        end = max(c.right_edge.i for c in right)
        while start < end and doc[start].lower_ in ("that", "if") and doc[start].dep_ == "mark":
            start += 1
        if doc[start].lower_ != "what" or start > token.i:
            spans.append(offsets(doc, start, end))
    return spans


def _find_named(token: Token) -> list[Stretch]:
    """Find what a cue names: *what it called X*, *called the vote a farce* (object and complement together)."""
    doc = token.doc
    asked = any(doc[i].lower_ == "what" for i in range(max(bound_sentence(token)[0], token.i - 5), token.i))
    parts = [c for c in token.children if c.i > token.i and c.dep_ in ("oprd", "attr", "xcomp", "dobj", "ccomp")]
    if asked and parts:
        start = token.i + 1
        while start < parts[-1].right_edge.i and doc[start].lower_ in (
            "was",
            "is",
            "were",
            "are",
            "to",
            "be",
        ):
            start += 1
        return [offsets(doc, start, parts[-1].right_edge.i)]
    if any(c.dep_ == "oprd" for c in parts):
        start = min(c.left_edge.i for c in parts)
        return [offsets(doc, max(start, token.i + 1), max(c.right_edge.i for c in parts))]
    return []


def _fits(clause: Token, frame: Frame) -> bool:
    """Say whether the cue takes this clause: an infinitive or gerund needs its own letter."""
    subjects = any(c.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for c in clause.children)
    if "c" in frame.letters or "q" in frame.letters:
        return True
    if clause.tag_ in ("VB", "TO") and not subjects:
        return "i" in frame.letters
    if clause.tag_ == "VBG" and not subjects:
        return "g" in frame.letters
    return False


def _find_quoted(token: Token, frame: Frame, quotations: Quotations, subject: Token | None) -> list[Stretch]:
    """Find the quotation right before the cue and its subject, or after it."""
    if "q" not in frame.letters:
        return []
    doc, text = token.doc, quotations.text
    group = min(token.i, subject.left_edge.i if subject is not None and subject.i < token.i else token.i)
    begin = doc[group].idx
    spans = []
    before = quotations.before(begin)
    if before and begin - before[1] <= 3 and not text[before[1] : begin].strip(" ,–—-"):
        spans.append(before)
    stop = token.idx + len(token.text)
    after = quotations.after(stop)
    if after and after[0] - stop <= _FAR and _leads_in(text[stop : after[0]]):
        spans.append(after)
    return spans


def _leads_in(between: str) -> bool:
    """Say whether words between a cue and a quotation only lead to it (*told reporters on Monday:*)."""
    words = between.strip()
    colon = words.endswith(":")
    if words and words != "that" and not colon and not words.endswith(","):
        return False
    return "." not in between.replace("Mr.", "") and between.count("\n") <= (1 if colon else 0)


def _find_objects(token: Token, frame: Frame) -> list[Stretch]:
    """Find a content that is no clause: an object, an infinitive, a gerund, an *as* or *of* phrase."""
    doc = token.doc
    objects = [c for c in token.children if c.dep_ == "dobj"]
    for child in token.children:
        if child.dep_ != "prep" or child.i < token.i:
            continue
        if child.lower_ == "as" and "s" in frame.letters:
            start = objects[0].left_edge.i if objects and objects[0].i > token.i else child.i + 1
            return [offsets(doc, min(start, child.i), child.right_edge.i)]
        if child.lower_ in frame.prepositions and child.right_edge.i > child.i:
            with_object = objects and token.lemma_ in ("accuse", "suspect", "blame")
            start = objects[0].left_edge.i if with_object else child.i + 1
            return [offsets(doc, start, child.right_edge.i)]
    for child in token.children:
        if child.dep_ == "xcomp" and child.i > token.i and "i" in frame.letters and child.pos_ in ("VERB", "AUX"):
            return [offsets(doc, child.left_edge.i, child.right_edge.i)]
        if child.dep_ in ("xcomp", "pcomp") and child.tag_ == "VBG" and "g" in frame.letters:
            return [offsets(doc, child.left_edge.i, child.right_edge.i)]
    if "o" in frame.letters and objects and objects[0].i > token.i:
        return [offsets(doc, objects[0].left_edge.i, objects[0].right_edge.i)]
    return []
