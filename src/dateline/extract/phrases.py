"""Attributions that no verb heads: *according to*, *reportedly*, nouns and adjectives with a clause,
headlines.

In: spaCy's parse. Out: `Draft` attributions.
"""

from __future__ import annotations

from dateline.extract.contents import Draft, Quotations, Stretch, offsets, trim, widen
from dateline.extract.cues import Frame, Token, bound_sentence, find_subject, measure_phrase

_RELATIVES = {"which", "who", "where", "that", "when", "whose"}
_HEADLINE = 160


def read_headline(text: str) -> Draft | None:
    """Read *Army: two soldiers killed* and *Two soldiers killed: army* in the first line."""
    line, _, _ = text[: _HEADLINE + 1].partition("\n")
    left, _, right = line.partition(": ")
    if not left.strip() or not right.strip() or len(line) > _HEADLINE:
        return None
    if len(left.split()) <= 4 < len(right.split()):
        return Draft((0, len(left)), None, (len(left) + 2, len(line.rstrip())))
    if len(right.split()) <= 3 and len(left.split()) > 3:
        return Draft((len(left) + 2, len(line.rstrip())), None, (0, len(left)))
    return None


def read_according(doc: Token, quotations: Quotations) -> list[Draft]:
    """Read *according to X, ...* and *..., according to X*."""
    text, drafts = quotations.text, []
    for token in doc[:-2]:
        if token.lower_ != "according" or doc[token.i + 1].lower_ != "to":
            continue
        to = doc[token.i + 1]
        head = next((c for t in (to, token) for c in t.children if c.dep_ == "pobj"), None)
        if head is None:
            head = doc[token.i + 2]
        begin, stop = bound_sentence(token)
        opening, closing = doc[begin].idx, doc[stop - 1].idx + len(doc[stop - 1].text)
        source = _bound_source(head, token)
        first, last = source
        before = text[opening : token.idx].strip(' \n"“,')
        relative = token.i > 1 and doc[token.i - 1].is_punct and doc[token.i - 2].lower_ in _RELATIVES
        if relative and last + 1 < stop:
            content: Stretch = (doc[last + 1].idx, closing)
        elif before and len(before.split()) > 2:
            content = (opening, token.idx)
        elif last + 1 < stop:
            content = (doc[last + 1].idx, closing)
        else:
            continue
        tidy = trim(text, widen(text, content, quotations), quotations)
        if tidy:
            drafts.append(Draft(offsets(doc, first, last), offsets(doc, token.i, to.i), tidy, head.i))
    return drafts


def _bound_source(head: Token, cue: Token) -> tuple[int, int]:
    """Bound the noun phrase after *according to*: a leading phrase ends at the comma before the main clause."""
    first, last = measure_phrase(head)
    return max(first, cue.i + 2), max(last, cue.i + 2)


def read_adverb(token: Token, quotations: Quotations) -> Draft | None:
    """Read *reportedly* and its like: the clause is the content, nobody the source."""
    head = token.head
    while head.pos_ not in ("VERB", "AUX") and head.head != head:
        head = head.head
    content = trim(quotations.text, offsets(token.doc, head.left_edge.i, head.right_edge.i), quotations)
    if content is None:
        return None
    return Draft(None, offsets(token.doc, token.i, token.i), content, None)


def read_noun(token: Token, frame: Frame, quotations: Quotations) -> Draft | None:
    """Read *the claim that ...*, *allegations of ...*: the possessor or the *by* phrase is the source."""
    doc = token.doc
    content: Stretch | None = None
    for child in token.children:
        if child.i < token.i:
            continue
        if (
            child.dep_ in ("acl", "ccomp", "relcl")
            and child.left_edge.lower_ == "that"
            and child.left_edge.dep_ == "mark"
        ):
            content = offsets(doc, child.left_edge.i + 1, child.right_edge.i)
            break
        if child.dep_ == "prep" and child.lower_ in frame.prepositions and child.right_edge.i > child.i:
            content = offsets(doc, child.i + 1, child.right_edge.i)
            break
    if content is None:
        return None
    source = head = None
    owner = next((c for c in token.children if c.dep_ == "poss"), None)
    agent = next(
        (g for c in token.children if c.dep_ == "prep" and c.lower_ in ("by", "from") for g in c.children),
        None,
    )
    if owner is None and agent is None and token.dep_ == "dobj":
        owner = find_subject(token.head)
    found = owner if owner is not None else agent
    if found is not None:
        first, last = measure_phrase(found, stop=token.i)
        if doc[last].tag_ == "POS" and last > first:
            last -= 1
        source, head = offsets(doc, first, last), found.i
    tidy = trim(quotations.text, content, quotations)
    return Draft(source, offsets(doc, token.i, token.i), tidy, head) if tidy else None


def read_adjective(token: Token, frame: Frame, quotations: Quotations) -> Draft | None:
    """Read *is sure that ...*, *are worried about ...*: the subject of the copula is the source."""
    doc = token.doc
    subject = find_subject(token.head) if token.dep_ in ("acomp", "oprd") else None
    for child in token.children:
        clause = child.dep_ == "ccomp"
        phrase = child.dep_ == "prep" and child.lower_ in frame.prepositions
        if child.i > token.i and (clause or phrase) and child.right_edge.i > child.i and subject is not None:
            start = child.left_edge.i + (1 if phrase or child.left_edge.dep_ == "mark" else 0)
            tidy = trim(quotations.text, offsets(doc, start, child.right_edge.i), quotations)
            if tidy:
                source = offsets(doc, *measure_phrase(subject, stop=token.i))
                return Draft(source, offsets(doc, token.i, token.i), tidy, subject.i)
    return None
