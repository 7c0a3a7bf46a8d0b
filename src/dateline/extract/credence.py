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
from dateline.weighing import weigh

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
    main: int,
    likely: Mapping[int, float],
    share: float,
    fits: Mapping[str, Floats],
    entities: Collection[str],
    hinted: Sequence[str],
) -> Features:
    """Give what speaks for an account.

    `likely` gives the probability of each of its trigger words of being one, `main` is the one that tells most, `share`
    the share of its type among all types, `fits` the scores of the candidates as arguments, `entities` those among them
    that are entities of any kind, `hinted` the types of the accounts that the rules made of the same words.
    """
    odds = {word: find_odds(probability) for word, probability in likely.items()}
    token = frame.doc[frame.encoded.words.tokens[main]]
    hint = "same" if account.type in hinted else "other" if hinted else "none"
    best = max(odds.values())
    features = {
        "bias": 1.0,
        "likely": best,
        "likely squared": best * best / 10,
        "main likely": odds[main],
        "mean likely": sum(odds.values()) / len(odds),
        "share of the type": share,
        "main": float(frame.encoded.head("main")[main, 0]),
        "words": float(min(MOST_WORDS, len(odds))),
        "one word": float(len(odds) == 1),
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
    acting = [fit for id_, fit in fits.items() if id_ in entities]
    times = [fits[time.id] for time in frame.document.times if time.id in fits]
    for k, role in enumerate(scheme.ARGUMENTS[:4]):
        features[f"fit {role}"] = max([FLOOR, *(float(fit[k]) for fit in (times if role == "time" else acting))])
    return features


def find_odds(probability: float) -> float:
    """Give the log-odds of a probability, of one in ten thousand at the least."""
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))


def rate_account(account: Account, features: Mapping[str, float]) -> float:
    """Give the probability that an account is right, by its features."""
    weights: Mapping[str, float] = load_json("account_weights.json")
    return 1 / (1 + math.exp(-weigh(features, weights)))
