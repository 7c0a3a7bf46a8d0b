"""Where each act happens: which places of the report an account gets.

In: a `Document` with `syntax`, resolved entities and `accounts`, and the encoder's scores of their places. Out: the
same with each account's `place`, the most specific first. Every place of the report is weighed by named features
(`site_features.py`: how it hangs on the act in the syntax, where it stands, what it is, what else happens there)
together with the encoder's score; the weights are learnt (`training/site_weights.py`). An account gets none where none
is likely. Without the encoder's scores the places that the rules found stay.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from dateline.data import load_json
from dateline.records import Account, Document
from dateline.resolve.confidence import add_rule
from dateline.resolve.layout import weigh
from dateline.resolve.site_features import Features, SiteFinder

READER = 0.7
"""Weight of the encoder's score, set by hand: on the reports that it was trained on it is too often right."""
LEAST = -2.5
"""What a place's score must exceed, chosen on the development reports."""
MORE = 2.0
"""How much more a further place of one account must have."""
MOST = 4
"""Places of one account at most."""
UNREAD = -6.0
"""The encoder's score of a place that it has not seen."""
FINENESS = {"point": 0, "city": 1, "region": 2, "admin1": 3, "country": 4}


def place_accounts(document: Document) -> Document:
    """Give each account its places."""
    if not document.links or document.syntax is None or not len(document.syntax):
        return document
    finder = SiteFinder(document)
    accounts = []
    for number, account in enumerate(document.accounts):
        links = document.links.get(account.id, {})
        accounts.append(_place(finder, account, finder.list_candidates(number), links))
    return replace(document, accounts=tuple(accounts))


def _place(
    finder: SiteFinder, account: Account, candidates: Mapping[str, Features], links: Mapping[str, float]
) -> Account:
    weights = load_json("site_weights.json")
    scores = {id_: weigh(features, weights) + READER * links.get(id_, UNREAD) for id_, features in candidates.items()}
    chosen = choose_sites(scores)
    place = tuple(sorted(chosen, key=lambda id_: _rank(finder, id_)))
    items = account.resolution
    for id_ in place:
        items = add_rule(items, "place", "sites", share=1 / (1 + math.exp(-scores[id_])), value=id_)
    return replace(account, place=place, resolution=items)


def choose_sites(scores: Mapping[str, float]) -> list[str]:
    """Give the places of an account by their scores: a further one needs more to be said for it."""
    chosen: list[str] = []
    for id_ in sorted(scores, key=lambda id_: (-scores[id_], id_)):
        if len(chosen) == MOST or scores[id_] <= LEAST + (MORE if chosen else 0.0):
            break
        chosen.append(id_)
    return chosen


def _rank(finder: SiteFinder, id_: str) -> tuple[int, int]:
    """Order places from the most specific to the widest: what no table knows is a site of the text's own."""
    entity = finder.entities[id_]
    return FINENESS[entity.place.precision] if entity.place else 0, min(entity.mentions).start
