"""Where each act happens: which places of the report an account gets.

In: a `Document` with `syntax`, resolved entities and `accounts`, and the encoder's scores of their places. Out: the
same with each account's `place`, the most specific first. Every place of the report is weighed by named features
(`site_features.py`: how it hangs on the act in the syntax, where it stands, what it is, what else happens there)
together with the encoder's score; the weights are learnt (`training/site_weights.py`) from reports that the
encoder used there was not trained on. An account gets none where none is likely. Without the encoder's scores the
places that the rules found stay.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from dateline.data import load_json
from dateline.records import Account, Document
from dateline.resolve.confidence import add_rule
from dateline.resolve.site_features import Features, SiteFinder
from dateline.weighing import weigh

LEAST = -0.75
"""What a place's score, in log-odds, must exceed, chosen on the development reports and 85 others."""
MORE = 1.0
"""How much more a further place of one account must have."""
MOST = 4
"""Places of one account at most."""
UNREAD, LOWEST = -6.0, -8.0
"""The encoder's score of a place that it has not seen, and the lowest that says more than a higher one."""
FINENESS = {"point": 0, "city": 1, "region": 2, "admin1": 3, "country": 4}


def place_accounts(document: Document) -> Document:
    """Give each account its places."""
    if not document.links or document.syntax is None or not len(document.syntax):
        return document
    finder = SiteFinder(document)
    accounts = []
    for number, account in enumerate(document.accounts):
        accounts.append(_place(finder, account, list_sites(finder, number)))
    return replace(document, accounts=tuple(accounts))


def list_sites(finder: SiteFinder, number: int) -> dict[str, Features]:
    """Give the places that an account may have, by id, with the encoder's score among the features of each."""
    links = finder.document.links.get(finder.document.accounts[number].id, {})
    candidates = finder.list_candidates(number)
    return {id_: {**found, "reader": max(links.get(id_, UNREAD), LOWEST)} for id_, found in candidates.items()}


def _place(finder: SiteFinder, account: Account, candidates: Mapping[str, Features]) -> Account:
    weights = load_json("site_weights.json")
    scores = {id_: weigh(features, weights) for id_, features in candidates.items()}
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
