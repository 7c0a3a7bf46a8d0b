"""How likely an account is right: found where something happened, and of the right type.

In: a cluster of trigger words with the encoder's type probabilities, the account built of it, and how well the report's
entities and times fit it. Out: a probability, by named features and weights of a logistic regression
(`account_weights.json`, learnt by `training/account_weights.py` on reports that the reader used there was not trained
on): on these the encoder's own probability says too little, as an act without parties or told of once is less often
one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence

from dateline.data import load_json
from dateline.extract import scheme
from dateline.extract.features import PARTS, WORD_TABLES
from dateline.extract.frame import Floats, Frame
from dateline.records import Account

Features = dict[str, float]
Rate = Callable[[Account, Features], float]
"""Gives the probability of an account."""
_PART = list(WORD_TABLES).index("part")
FLOOR = -6.0
"""The least that the fit of an argument says, in log-odds."""
MOST_WORDS = 5
"""Trigger words of one account beyond which more of them say nothing."""
MOST_PARTIES = 3


def describe_account(
    frame: Frame,
    account: Account,
    rows: Sequence[int],
    main: int,
    types: Floats,
    fits: Mapping[str, Floats],
    entities: Collection[str],
    hinted: Sequence[str],
) -> Features:
    """Give what speaks for an account.

    `rows` are its trigger words and `main` the one that tells most, `types` the type probabilities of all words, `fits`
    the scores of the candidates as arguments, `entities` those among them that are entities of any kind, `hinted` the
    types of the accounts that the rules made of the same words.
    """
    odds = [find_odds(1 - float(types[word, 0])) for word in rows]
    votes = (types[list(rows), 1:] * (1 - types[list(rows), :1])).sum(0)
    token = frame.doc[frame.encoded.words.tokens[main]]
    hint = "same" if account.type in hinted else "other" if hinted else "none"
    best = max(odds)
    features = {
        "bias": 1.0,
        "likely": best,
        "likely squared": best * best / 10,
        "main likely": find_odds(1 - float(types[main, 0])),
        "mean likely": sum(odds) / len(odds),
        "share of the type": float(votes.max() / votes.sum()),
        "main": float(frame.encoded.head("main")[main, 0]),
        "words": float(min(MOST_WORDS, len(rows))),
        "one word": float(len(rows) == 1),
        "position": account.trigger.start / max(1, len(frame.document.text)),
        "actors": float(min(MOST_PARTIES, len(account.actor))),
        "recipients": float(min(MOST_PARTIES, len(account.recipient))),
        f"tag {token.pos_}": 1.0,
        f"relation {token.dep_}": 1.0,
        f"part {PARTS[int(frame.encoded.features[main, _PART])]}": 1.0,
        f"type {account.type}": 1.0,
        f"likely, {account.type}": best,
        f"rules {hint}": 1.0,
        f"likely, rules {hint}": best,
    }
    for k, role in enumerate(scheme.ARGUMENTS[:4]):
        open_to = [id_ for id_ in fits if (id_ in entities) != (role == "time") and not id_.startswith("amount.")]
        features[f"fit {role}"] = max([FLOOR, *(float(fits[id_][k]) for id_ in open_to)])
    return features


def find_odds(probability: float) -> float:
    """Give the log-odds of a probability, of one in ten thousand at the least."""
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def rate_account(account: Account, features: Mapping[str, float]) -> float:
    """Give the probability that an account is right, by its features."""
    weights: Mapping[str, float] = load_json("account_weights.json")
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in features.items())))
