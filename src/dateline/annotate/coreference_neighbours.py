"""Which described people are named next to the description or soon after it.

In: clusters with names and descriptions joined. Out: the same with two habits of news reports joined: a description
that stands right beside a name ("Her father, Bassem", "Priest, prosecutor of Nice,"), and a person whom the first
sentences describe and a later one names ("Israel indicted a 16-year-old girl ... Ahed Tamimi punched").
"""

from __future__ import annotations

from typing import Any

from dateline.annotate.coreference_clusters import Clusters, Mention
from dateline.data.actors import load_titles, load_words
from dateline.tokens import OF, end_office, is_sayer

LEAD = 4
"""Sentences at the beginning that may describe a person whom a later sentence names."""
NAMED_WITHIN = 4
"""Sentences after the description in which the name comes."""
PRIVATE = frozenset({"man", "woman", "boy", "girl", "child", "people", "suspect", "attacker", "worker", "teacher",
                     "student", "journalist", "advocate", "doctor", "religious", "business", "politician", "lawyer",
                     "rebel", "troops", "police", "lawmaker", "leader", "head"})  # fmt: skip
"""Groups of nouns by which a lead describes the person whom the report is about."""
MAX_BETWEEN = 16
"""Tokens between a description and the name that it stands before."""
ENDS = frozenset({",", ".", ";", ":", ")", "—", "–", "--"})


def join_neighbours(clusters: Clusters, doc: Any) -> None:
    """Join each description of one person to the name right before or after it."""
    ends: dict[int, Mention] = {}
    starts: dict[int, Mention] = {}
    for mention in clusters.mentions:
        if mention.form == "n" and mention.kind == "person":
            ends[mention.end] = mention
            starts[_skip_titles(doc, mention.start)] = mention
    for mention in clusters.mentions:
        if mention.form != "d" or mention.kind != "person" or mention.plural or clusters.get(mention.i).named:
            continue
        name = _find_before(mention, ends, doc) or _find_after(mention, starts, doc)
        if name is not None and _may_join(clusters, name, mention):
            clusters.join(name.i, mention.i)


def _skip_titles(doc: Any, start: int) -> int:
    """Give where the titles begin that stand before a name."""
    titles = load_titles()
    while start and (doc[start - 1].text in titles) and doc[start - 1].text[:1].isupper():
        start -= 1
    return start


def _find_before(mention: Mention, ends: dict[int, Mention], doc: Any) -> Mention | None:
    """Find the name in "Priest, prosecutor of Nice,"."""
    name = ends.get(mention.start - 1)
    if name is None or doc[mention.start - 1].text != "," or mention.head.dep_ == "conj":
        return None
    after = mention.head.right_edge.i + 1
    return name if after >= len(doc) or doc[after].text in ENDS else None


def _find_after(mention: Mention, starts: dict[int, Mention], doc: Any) -> Mention | None:
    """Find the name in "the head of the committee Leonid Slutsky" or "Her father, Bassem, said"."""
    last = _skip_bracket(doc, mention.end, max(mention.head.right_edge.i, end_office(doc, mention.end)))
    for at in range(mention.end, min(last, mention.end + MAX_BETWEEN, len(doc))):
        if at in starts and _stands_beside(mention, starts[at], at, doc):
            return starts[at]
        if at in starts and doc[at - 1].lower_ not in OF:
            return None
        if (doc[at].pos_ in ("VERB", "AUX") and doc[at].dep_ != "amod") or doc[at].tag_ in ("WP", "WDT"):
            return None
    return None


def _skip_bracket(doc: Any, start: int, at: int) -> int:
    """Give how far a name may begin behind a phrase, its end half-open: past a bracket and a comma, "(APC), Frank".

    `start` is where what may hold the bracket begins, `at` its last token.
    """
    reach = doc[start : at + 2 + MAX_BETWEEN]
    opened = next((token.i for token in reach if token.text == "(" and token.i <= at + 1), None)
    if opened is not None:
        at = next((token.i for token in reach if token.text == ")" and token.i > opened), at)
    comma = next((i for i in (at, at + 1) if i < len(doc) and doc[i].text == ","), None)
    return at + 1 if comma is None else comma + 2


def _stands_beside(mention: Mention, name: Mention, at: int, doc: Any) -> bool:
    """Say whether the name that begins at a token belongs to the description and is no part of its "of" phrase."""
    before = doc[at - 1]
    if at == mention.end:
        return True
    if before.text == ",":
        closed = name.end < len(doc) and doc[name.end].text in ENDS
        opens = mention.head.is_title and doc[mention.start].is_sent_start  # "The Secretary of the APC, Tim Frank said"
        return (closed or opens) and mention.head.dep_ != "conj" and mention.det not in load_words("indefinite")
    if before.lower_ == "and":
        return at == mention.end + 1 and at < name.start
    return before.pos_ == "PROPN" and before.text[:1].isupper() and before.text not in load_titles()


def _may_join(clusters: Clusters, name: Mention, mention: Mention) -> bool:
    target = clusters.get(name.i)
    return not (mention.gender and target.gender and mention.gender != target.gender) and name.line == mention.line


def join_leads(clusters: Clusters) -> None:
    """Join the person whom the first sentences describe to the first one without an office who is named after."""
    taken: set[int] = set()
    for mention in clusters.mentions:
        if mention.sentence > LEAD:
            return
        cluster = clusters.get(mention.i)
        if mention.form != "d" or mention.kind != "person" or mention.plural or cluster.named:
            continue
        if is_sayer(mention.head):
            continue
        if mention.group not in PRIVATE or mention.det not in ("a", "an", ""):
            continue
        name = _find_first_named(clusters, mention)
        if name is not None and clusters.find(name.i) not in taken:
            clusters.join(name.i, mention.i)
            taken.add(clusters.find(name.i))


def _find_first_named(clusters: Clusters, mention: Mention) -> Mention | None:
    cluster = clusters.get(mention.i)
    seen = {clusters.find(m.i) for m in clusters.mentions[: mention.i]}
    for other in clusters.mentions[mention.i + 1 :]:
        if other.sentence - mention.sentence > NAMED_WITHIN:
            return None
        target = clusters.get(other.i)
        speaks = is_sayer(other.head)
        if speaks or (other.start and other.head.doc[other.start - 1].lower_ == "by"):
            continue
        if other.form != "n" or other.kind != "person" or clusters.find(other.i) in seen or len(other.words) < 2:
            continue
        if other.sentence == mention.sentence:
            seen.add(clusters.find(other.i))
            continue
        if target.groups and not (target.groups & cluster.groups):
            continue
        ages = {m.age for m in target.mentions if m.age}, {m.age for m in cluster.mentions if m.age}
        if cluster.gender and target.gender and cluster.gender != target.gender:
            continue
        if (ages[0] and ages[1] and not ages[0] & ages[1]) or (
            target.code and cluster.code and target.code != cluster.code
        ):
            continue
        return other
    return None
