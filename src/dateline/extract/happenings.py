"""Which trigger words tell of one happening.

In: a `Frame`, its likely trigger words, and what describes their pairs (`happening_features.py`). Out: clusters of
words. Each pair gets a log-odds by named weights (`sameness_weights.json`, learnt by `training/sameness_weights.py`),
one set for words of one type and one for words of two; words are then joined by average link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dateline.data import load_json
from dateline.extract.frame import Floats, Frame
from dateline.extract.happening_features import Linked, PairTable, describe_happenings
from dateline.extract.sameness import compare_triggers
from dateline.records import Account

KINDS = ("one type", "two types")
ONE = 30.0
"""The score of two words that tell of one happening for sure."""


def score_base(frame: Frame, words: Sequence[int], types: Floats, hints: Mapping[int, Account]) -> Floats:
    """Give how far the encoder takes each pair of trigger words for one happening, in log-odds: `[words, words]`."""
    encoded = frame.encoded
    scores = encoded.link(words, ("same",), words)[..., 0]
    scores = np.asarray((scores + scores.T) / 2, np.float32)
    lemmas = [frame.doc[encoded.words.tokens[w]].lemma_.lower() for w in words]
    labels = (1 + types[list(words)][:, 1:].argmax(-1)).tolist()
    known = compare_triggers(words, labels, lemmas, (encoded.features, encoded.words.sentence), hints)
    weight = encoded.biases["pair"]
    return np.asarray(scores + known @ weight[:-1] + weight[-1], np.float32)


def score_pairs(frame: Frame, words: Sequence[int], types: Floats, base: Floats, linked: Linked) -> Floats:
    """Give for each pair of trigger words the log-odds that they tell of one happening: `[words, words]`."""
    scores = np.zeros((len(words), len(words)), np.float32)
    if len(words) > 1:
        table = describe_happenings(frame, words, types, base, linked)
        weighed = weigh_pairs(table, load_json("sameness_weights.json"))
        scores[table.first, table.second] = scores[table.second, table.first] = weighed
    _join_light_verbs(frame, words, types, scores)
    return scores


def weigh_pairs(table: PairTable, weights: Mapping[str, Mapping[str, float]]) -> Floats:
    """Give the log-odds of each pair of a table."""
    sums = [table.values @ np.array([weights[kind].get(name, 0.0) for name in table.names]) for kind in KINDS]
    return np.asarray(np.where(table.one_type, *sums), np.float32)


def _join_light_verbs(frame: Frame, words: Sequence[int], types: Floats, scores: Floats) -> None:
    """Make a light verb and its noun (*held rallies*) one for sure."""
    tokens = frame.encoded.words.tokens
    labels = types[list(words)][:, 1:].argmax(-1)
    places = {tokens[word]: k for k, word in enumerate(words)}
    for token, i in places.items():
        noun = frame.doc[token]
        j = places.get(noun.head.i)
        if j is not None and labels[i] == labels[j] and (noun.dep_, noun.pos_) == ("dobj", "NOUN"):
            scores[i, j] = scores[j, i] = ONE


def cluster_words(words: Sequence[int], scores: Floats, limit: float) -> list[list[int]]:
    """Join trigger words that tell of one happening: average link over the pair scores."""
    members = [[i] for i in range(len(words))]
    link = scores.astype(np.float64)
    np.fill_diagonal(link, -np.inf)
    while len(words) > 1:
        i, j = sorted(divmod(int(link.argmax()), len(words)))
        if link[i, j] <= limit:
            break
        a, b = len(members[i]), len(members[j])
        merged = (a * link[i] + b * link[j]) / (a + b)
        link[i], link[:, i] = merged, merged
        link[i, i] = -np.inf
        link[j], link[:, j] = -np.inf, -np.inf
        members[i] += members[j]
        members[j] = []
    return [sorted(words[k] for k in group) for group in members if group]
