"""Whom pronouns stand for.

In: clusters with names and descriptions joined. Out: the same with pronouns joined to the nearest fitting entity:
subjects before objects, the same sentence before the last; in a quotation, I and we are its speaker.
"""

from __future__ import annotations

from dateline.annotate.coreference_choice import SUBJECTS, Choose, Scene, find_barred, list_options
from dateline.annotate.coreference_clusters import Clusters, Mention
from dateline.data.actors import load_words
from dateline.tokens import is_sayer

REACH = 3
"""Sentences back that a pronoun looks."""
MAX_OPTIONS = 40


def join_pronouns(clusters: Clusters, scene: Scene, choose: Choose) -> None:
    """Join each pronoun to an entity, where one fits."""
    quoted, speakers = scene.quoted, scene.speakers
    recent: list[int] = []
    own: list[tuple[Mention, int]] = []
    for mention in clusters.mentions:
        if mention.form == "p":
            word = mention.head.lower_
            if word in load_words("speaker") or word in load_words("speakers"):
                own.append((mention, len(recent)))
                continue
            region = quoted[mention.head.i]
            speaker = speakers.get(region) if region else None
            rule = _find_antecedent(mention, clusters, recent, speaker, quoted)
            _join(mention, clusters, recent[-MAX_OPTIONS:], rule, scene, choose)
        recent.append(mention.i)
    for mention, size in own:
        rule = speakers.get(quoted[mention.head.i])
        _join(mention, clusters, recent[max(0, size - MAX_OPTIONS) : size], rule, scene, choose)


def _join(
    mention: Mention, clusters: Clusters, before: list[int], rule: int | None, scene: Scene, choose: Choose
) -> None:
    """Join a pronoun to what is chosen among the mentions before it and what the rules would take."""
    near = [i for i in reversed(before) if mention.sentence - clusters.mentions[i].sentence <= REACH]
    found = near if rule is None else [*near, rule]
    target = choose(mention, list_options(mention, clusters, found, rule, scene))
    if target is not None:
        clusters.join(target, mention.i)


def _find_antecedent(
    mention: Mention, clusters: Clusters, recent: list[int], speaker: int | None, quoted: list[int]
) -> int | None:
    word = mention.head.lower_
    sort = "he" if mention.gender else "it" if word in load_words("thing") else "they"
    if word not in load_words("plural") and sort == "they":
        return None
    best, best_score = None, 0.0
    barred = find_barred(mention, clusters)
    content = (mention.head.head.left_edge.i, mention.head.i)
    says = is_sayer(mention.head)
    if speaker is not None:
        barred.add(clusters.find(speaker))
    above = {token.i for token in mention.head.ancestors} if sort != "he" else set()
    for distance, i in enumerate(reversed(recent[-MAX_OPTIONS:])):
        other = clusters.mentions[i]
        back = mention.sentence - other.sentence
        if back > REACH:
            break
        root = clusters.find(i)
        if root in barred or not _may_be(sort, mention, other, clusters):
            continue
        score = 10.0 - 2.5 * back - 0.15 * distance
        score += 2.5 if other.head.dep_ in SUBJECTS else 0.0
        score += 1.5 if other.head.head.i in above and other.head.dep_ in ("nsubj", "nsubjpass") else 0.0
        score += 1.0 if sort == "they" and clusters.get(i).kind == "group" else 0.0
        score += 1.0 if clusters.get(i).named else 0.0
        if other.head.dep_ == "nsubj":
            score += 0.7 if other.head.head.dep_ == "ROOT" else 0.0
            score += 2.0 if says and back and is_sayer(other.head) else 0.0
        score += 1.0 if mention.gender and clusters.get(i).gender == mention.gender else 0.0
        score += 0.5 if other.form == "p" and other.head.lower_ == word else 0.0
        within = content[0] <= other.head.i < mention.head.i
        if says and (within or (quoted[other.head.i] and not quoted[mention.head.i])):
            score -= 3.0
        score -= 2.0 if other.head.dep_ in ("poss", "compound", "amod", "nmod") else 0.0
        if score > best_score:
            best, best_score = i, score
    return best if best_score >= (6.0 if sort == "it" else 3.0) else None


def _may_be(sort: str, mention: Mention, other: Mention, clusters: Clusters) -> bool:
    cluster = clusters.get(other.i)
    if other.form == "p" and not cluster.lemmas:
        return False
    if sort == "he":
        return cluster.kind == "person" and not (cluster.gender and cluster.gender != mention.gender)
    if sort == "they":
        return cluster.kind == "group" or (cluster.kind == "org" and bool(cluster.groups)) or cluster.plural
    return cluster.kind == "org" and not other.plural
