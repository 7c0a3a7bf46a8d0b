"""Which of the entities before it a description or a pronoun takes up, if any.

In: a mention, the clusters that it may belong to, and what the rules would choose. Out: features of each choice, `None`
for a new entity among them, and the likeliest by weights that `training/coreference_weights.py` learns from annotated
reports: a mention ranking (Denis and Baldridge, EMNLP 2008) as a conditional logit. Weights are plain numbers by
feature (`data/coreference_weights.json`), one set for each sort of mention: *d* a description, *he*, *they*, *it*, *i*
and *we*.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dateline.annotate.coreference_clusters import Cluster, Clusters, Mention
from dateline.annotate.coreference_kinds import GENERIC, KINDRED, STANDING
from dateline.data import load_json
from dateline.data.actors import load_words
from dateline.tokens import is_sayer
from dateline.weighing import weigh

Features = dict[str, float]
STATE = frozenset({"", "government", "country", "authority"})
"""Groups of nouns that may take up a country's name: an army or a court is no country."""
DEPUTIES = frozenset({"vice", "deputy", "assistant"})
"""Words before an office that make it another's."""
SUBJECTS = frozenset({"nsubj", "nsubjpass", "agent"})
OBJECTS = frozenset({"dobj", "dative", "pobj"})
INSIDE = frozenset({"poss", "compound", "amod", "nmod"})
FAR = (0, 1, 2, 4, 8, 16)
"""Borders of the steps by which sentences between two mentions count."""


@dataclass(frozen=True, slots=True)
class Option:
    """A cluster that a mention may belong to, with its number and what speaks for it; None for a new entity."""

    target: int | None
    features: Features
    cluster: Cluster | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What holds for the whole report: number of the quotation by token, the speaker's mention by quotation."""

    quoted: list[int]
    speakers: dict[int, int]


Choose = Callable[[Mention, list[Option]], int | None]


def choose_likeliest(mention: Mention, options: list[Option]) -> int | None:
    """Choose the option with the highest sum of weights."""
    weights = _load_weights()[name_sort(mention)]
    return max(options, key=lambda option: weigh(option.features, weights)).target


@functools.cache
def _load_weights() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = load_json("coreference_weights.json")
    return found


def name_sort(mention: Mention) -> str:
    """Name the set of weights of a mention."""
    if mention.form != "p":
        return "d"
    word = mention.head.lower_
    if word in load_words("speaker"):
        return "i"
    if word in load_words("speakers"):
        return "we"
    return "he" if mention.gender else "it" if word in load_words("thing") else "they"


def list_options(
    mention: Mention, clusters: Clusters, found: list[int], rule: int | None, scene: Scene
) -> list[Option]:
    """Give the choices of a mention: a new entity, then the clusters of the mentions in `found`, the nearest first."""
    picked = clusters.find(rule) if rule is not None else None
    options: list[Option] = []
    seen: set[int] = set()
    barred = find_barred(mention, clusters)
    sort = name_sort(mention)
    for i in found:
        root = clusters.find(i)
        if root in seen or root == clusters.find(mention.i):
            continue
        seen.add(root)
        cluster = clusters.get(root)
        if root != picked and (root in barred or not _may_be(sort, mention, cluster)):
            continue
        if sort == "d" and (_is_deputy(mention, cluster) or (root != picked and _differs(mention, cluster))):
            continue
        other = clusters.mentions[i]
        features = _compare(mention, other, cluster, scene)
        if root == picked:
            features["rule"] = 1.0
        if root in barred:
            features["barred"] = 1.0
        if sort == "d":
            features |= _compare_nouns(mention, cluster)
        else:
            features |= _compare_pronoun(mention, other, clusters, scene)
        options.append(Option(root, features, cluster))
    _rank(options)
    return [Option(None, _describe_new(mention, options, picked is not None, scene)), *options]


def _rank(options: list[Option]) -> None:
    """Add what sets a choice apart from the others: the nearest, the nearest subject, the one told of most."""
    if not options:
        return
    most = max(len(option.cluster.mentions) for option in options if option.cluster)
    subjects = 0
    for number, option in enumerate(options):
        option.features[f"rank {min(number, 3)}"] = 1.0
        if "subject" in option.features:
            option.features[f"subject rank {min(subjects, 2)}"] = 1.0
            subjects += 1
        if len(options) == 1:
            option.features["only"] = 1.0
        elif option.cluster and len(option.cluster.mentions) == most:
            option.features["told of most"] = 1.0


def _may_be(sort: str, mention: Mention, cluster: Cluster) -> bool:
    """Say whether a cluster is of the kind and number that the mention can mean."""
    if not cluster.lemmas or (mention.gender and cluster.gender and mention.gender != cluster.gender):
        return False
    if (mention.code and cluster.code and mention.code != cluster.code) or mention.is_of_other_age(cluster):
        return False
    if sort in ("he", "i"):
        return cluster.kind == "person"
    if sort == "they":
        return cluster.kind in ("group", "org")
    if sort == "it":
        return cluster.kind == "org" and not cluster.plural
    if sort == "we":
        return cluster.kind != "place"
    people = ("person", "group")
    return mention.kind == cluster.kind or (mention.kind in people and cluster.kind in people)


def _differs(mention: Mention, cluster: Cluster) -> bool:
    """Say whether a description cannot be of a cluster: people for a person, an army for a country."""
    if mention.plural and cluster.named and cluster.kind == "person":
        return True
    return cluster.state and mention.group not in STATE


def _is_deputy(mention: Mention, cluster: Cluster) -> bool:
    """Say whether a description is of the deputy of whom the cluster may be: "the vice president"."""
    return bool(mention.modifiers & DEPUTIES - cluster.lemmas - cluster.modifiers)


def _compare(mention: Mention, other: Mention, cluster: Cluster, scene: Scene) -> Features:
    """Give what holds of a mention and a cluster whose nearest mention before it is `other`."""
    back = mention.sentence - other.sentence
    features = {
        f"sentences {sum(back > border for border in FAR)}": 1.0,
        "near": -math.log(1 + max(0, mention.head.i - other.head.i)),
        "often": math.log(len(cluster.mentions)),
        f"kind {cluster.kind}": 1.0,
        f"form {other.form}": 1.0,
    }
    dep = other.head.dep_
    role = "subject" if dep in SUBJECTS else "object" if dep in OBJECTS else "inside" if dep in INSIDE else "other"
    features[f"{role}"] = 1.0
    if back <= 1:
        features[f"{role}, {back} back"] = 1.0
    if cluster.named:
        features["named"] = 1.0
    if mention.gender and cluster.gender:
        features["gender"] = 1.0
    if dep == mention.head.dep_:
        features["same part"] = 1.0
    if mention.line == other.line:
        features["same line"] = 1.0
    if other.line == 0 and mention.line:
        features["headline"] = 1.0
    here, there = scene.quoted[mention.head.i], scene.quoted[other.head.i]
    if here or there:
        features["same quotation" if here == there else "into quotation" if here else "out of quotation"] = 1.0
    return features


def _compare_pronoun(mention: Mention, other: Mention, clusters: Clusters, scene: Scene) -> Features:
    """Give what speaks for the antecedent of a pronoun."""
    features: Features = {}
    head, word = mention.head, mention.head.lower_
    cluster = clusters.get(other.i)
    above = {token.i for token in head.ancestors}
    if other.head.head.i in above and other.head.dep_ in SUBJECTS:
        features["subject above"] = 1.0
        if head.dep_ == "poss":
            features["subject above, of its"] = 1.0
    if other.form == "p":
        features["same word" if other.head.lower_ == word else "other pronoun"] = 1.0
    speaker = scene.speakers.get(scene.quoted[head.i]) if scene.quoted[head.i] else None
    if speaker is not None and clusters.find(speaker) == clusters.find(other.i):
        features["speaker"] = 1.0
    says = is_sayer(mention.head)
    if says and is_sayer(other.head):
        features["both say"] = 1.0
        if mention.line - other.line in (0, 1, 2):
            features[f"both say, {mention.line - other.line} lines"] = 1.0
    if says and other.head.dep_ in SUBJECTS:
        features["says, subject"] = 1.0
    if says and head.head.left_edge.i <= other.head.i < head.i:
        features["in what it says"] = 1.0
    if cluster.code and cluster.kind == "org":
        features["country"] = 1.0
    if cluster.plural:
        features["plural"] = 1.0
    if other.head.dep_ == "nsubj" and other.head.head.dep_ == "ROOT":
        features["main subject"] = 1.0
    if "police" in cluster.groups:
        features["police"] = 1.0
    return features


def _compare_nouns(mention: Mention, cluster: Cluster) -> Features:
    """Give what speaks for a description being of a cluster: its noun, its modifiers, its number."""
    det = name_det(mention)
    kin = any(mention.group in family and family & cluster.groups for family in KINDRED)
    relation = (
        "same noun" if mention.lemma in cluster.lemmas
        else "same group" if mention.group and mention.group in cluster.groups
        else "kindred" if kin
        else "generic" if mention.lemma in GENERIC and cluster.named and cluster.kind == "org"
        else "other noun"
    )  # fmt: skip
    features = {relation: 1.0, f"{relation}, {det}": 1.0}
    if cluster.named:
        features[f"{relation}, named"] = 1.0
    if mention.group in STANDING:
        features[f"{relation}, standing"] = 1.0
    known = cluster.modifiers | cluster.lemmas
    if mention.modifiers:
        extra = len(mention.modifiers - known)
        features["modifiers known" if not extra else "modifiers new"] = 1.0
        if extra and cluster.modifiers:
            features["modifiers differ"] = 1.0
    elif cluster.modifiers and not cluster.named:
        features["modifiers left out"] = 1.0
    if mention.plural != cluster.plural:
        features["other number"] = 1.0
    numbers = {item.number for item in cluster.mentions if item.number}
    if mention.number and numbers:
        features["same count" if mention.number in numbers else "other count"] = 1.0
    if mention.number and not numbers:
        features["count new"] = 1.0
    if mention.code and cluster.code:
        features["same country"] = 1.0
        features[f"same country, {relation}"] = 1.0
        if cluster.named:
            features[f"same country, {relation}, named"] = 1.0
    elif mention.code:
        features["country new"] = 1.0
    if mention.tailed:
        features[f"tailed, {relation}"] = 1.0
    return features


def name_det(mention: Mention) -> str:
    """Name the sort of word that opens a description; `other` for one more of a sort."""
    before = mention.head.doc[mention.start : mention.head.i]
    if any(token.lower_ in load_words("other_one") for token in before):
        return "other"
    if mention.det in load_words("indefinite"):
        return "a"
    if mention.det in ("the", "this", "that", "these", "those"):
        return mention.det if mention.det == "the" else "this"
    return "poss" if mention.det == "poss" else "count" if mention.counted else "bare"


def _describe_new(mention: Mention, options: list[Option], ruled: bool, scene: Scene) -> Features:
    """Give what speaks for a new entity."""
    features = {"new": 1.0, f"new, {min(len(options), 2)} options": 1.0}
    if mention.sentence <= 1:
        features["new, first sentences"] = 1.0
    if not ruled:
        features["new, no rule"] = 1.0
    if scene.quoted[mention.head.i]:
        features["new, quoted"] = 1.0
    if mention.form == "d":
        det = name_det(mention)
        features[f"new, {det}"] = 1.0
        features[f"new, {'plural' if mention.plural else 'one'}"] = 1.0
        features[f"new, {mention.kind}"] = 1.0
        if mention.tailed:
            features["new, tailed"] = 1.0
            features[f"new, tailed, {det}"] = 1.0
        if mention.modifiers:
            features["new, modifiers"] = 1.0
            features[f"new, modifiers, {det}"] = 1.0
        if mention.group in STANDING:
            features["new, standing"] = 1.0
        if mention.number:
            features["new, counted"] = 1.0
    elif mention.head.dep_ == "poss":
        features["new, possessive"] = 1.0
    return features


def find_barred(mention: Mention, clusters: Clusters) -> set[int]:
    """Give the clusters that a mention cannot be: the subject of its own verb, where it is an object of it."""
    head = mention.head
    if head.dep_ not in ("dobj", "pobj", "dative", "nsubj", "nsubjpass") or head.lower_.endswith(("self", "selves")):
        return set()
    verb: Any = head.head if head.dep_ != "pobj" else head.head.head
    places = {child.i for child in verb.children if child.dep_ in ("nsubj", "nsubjpass") and child.i != head.i}
    if not places:
        return set()
    return {clusters.find(other.i) for other in clusters.mentions[max(0, mention.i - 40) : mention.i]
            if other.head.i in places}  # fmt: skip
