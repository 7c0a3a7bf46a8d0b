"""The time and date of each account, from the times of the text.

In: a `Document` with `syntax`, `times` and `accounts`. Out: the same with each account's `time`, the id of the
expression that dates it, and `date`, a day or an interval, also where the report implies it without an expression of
the act's own: then `time` is None. An account whose time is set keeps it unless another mention of the same happening
has a finer value within it.

Each time of the report is weighed by named features (`date_features.py`: how it hangs on the act in the syntax, where
it stands, how fine it is and how far from publication, what the sentence says) against having no date; the weights are
learnt (`training/date_weights.py`). The date is never the publication date for want of a better one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dateline.data import load_json
from dateline.intervals import find_days
from dateline.records import Account, Document
from dateline.resolve.confidence import add_rule
from dateline.resolve.date_features import Candidate, Features, Finder
from dateline.resolve.date_offsets import find_offset_dates
from dateline.weighing import weigh

LEAST_SHARE = 0.5
"""The probability of having a date under which an account gets none: nine in ten of those without one then keep none,
on the development reports and on those that the weights are learnt from (cross-validated)."""
LOWEST, EVEN, HIGHEST = -8.0, -1.5, 6.0
"""The encoder's score, in log-odds, of a time: it says no more below and above, and nothing at the middle value."""
KEPT = frozenset({"COERCE", "MOBILIZE"})
KEEPING = frozenset({"detain", "hold", "jail", "imprison", "keep", "station", "post", "base"})
"""Types and verbs of acts that leave a state behind, which is told of as lasting: *held since July*."""


def date_accounts(document: Document) -> Document:
    """Give each account its time and date."""
    if not document.accounts:
        return document
    values = {time.id: give_date(time.value) for time in document.times}
    doc = document.syntax
    if doc is None or not len(doc):
        accounts = tuple(replace(a, date=values.get(a.time or "")) for a in document.accounts)
        return replace(document, accounts=accounts)
    finder = Finder(document)
    links = document.links
    dated = [_date(finder, n, account, links.get(account.id, {})) for n, account in enumerate(document.accounts)]
    for number, date in find_offset_dates(finder, dated).items():
        items = add_rule(dated[number].resolution, "date", "report")
        dated[number] = replace(dated[number], time=None, date=date, resolution=items)
    return replace(document, accounts=tuple(dated))


def give_date(value: str | None) -> str | None:
    """Give the date that a time's value tells of an act: of *since October* its beginning."""
    return value.removesuffix("/..") if value else None


def date_act(value: str | None, account: Account, trigger: Any, published: str | None) -> str | None:
    """Give the date that a time's value tells of an account with `trigger` as the token of its word.

    *Since October* dates an act that left a state by its beginning (*has been held since October*), one that goes on or
    comes again by all the time up to the day of publication.
    """
    start = give_date(value)
    if value is None or start == value or published is None or len(published) != len("2020-01-31"):
        return start
    passive = any(child.dep_ == "auxpass" for child in trigger.children) or trigger.dep_ == "acl"
    state = passive or trigger.tag_ == "NN" or trigger.lemma_.lower() in KEEPING
    if (account.type in KEPT and state) or start is None or not is_before(start, published):
        return start
    return f"{start.split('/')[0]}/{published}"


def is_before(value: str, published: str) -> bool:
    """Say whether a date begins before the day of publication."""
    first, today = find_days(value)[0], find_days(published)[0]
    return first is not None and today is not None and first < today


def list_options(
    finder: Finder, number: int, links: Mapping[str, float]
) -> tuple[list[Candidate], list[str | None], Features]:
    """Give the times that may date an account, the encoder's scores among their features, the date that each would
    give it, and what speaks for no date."""
    account = finder.document.accounts[number]
    candidates, none = finder.list_candidates(number)
    for candidate in candidates:
        if candidate.time.id in links:
            candidate.features["reader"] = min(max(links[candidate.time.id], LOWEST), HIGHEST) - EVEN
        elif candidate.time.id == account.time:
            candidate.features["told by the rules"] = 1.0
    trigger, published = finder.list_heads(account)[0], finder.document.report.published
    dates = [date_act(candidate.time.value, account, trigger, published) for candidate in candidates]
    return candidates, dates, none


def load_weights(read: bool) -> dict[str, float]:
    """Give the weights of the features: those learnt together with the encoder's scores, or those without."""
    weights: dict[str, float] = load_json("date_weights.json")["read" if read else "ruled"]
    return weights


def _date(finder: Finder, number: int, account: Account, links: Mapping[str, float]) -> Account:
    candidates, dates, none = list_options(finder, number, links)
    weights = load_weights(bool(links))
    date, share = choose_date([c.features for c in candidates], dates, none, weights)
    if date is None:
        return replace(account, time=None, date=None)
    time = _choose_time(candidates, dates, date, account, weights)
    items = add_rule(account.resolution, "date", "expression" if time else "report", share=share)
    return replace(account, time=time, date=date, resolution=items)


def _choose_time(
    candidates: Sequence[Candidate],
    dates: Sequence[str | None],
    date: str,
    account: Account,
    weights: Mapping[str, float],
) -> str | None:
    """Give the expression that dates an account: the one that stands with one of its mentions, if any does."""
    best: tuple[float, str] | None = None
    for candidate, value in zip(candidates, dates, strict=True):
        here = candidate.time.id == account.time or "linked" in candidate.features or candidate.features.get("near")
        if value == date and here:
            score = weigh(candidate.features, weights)
            if best is None or score > best[0]:
                best = score, candidate.time.id
    return best[1] if best else None


def choose_date(
    options: Sequence[Features], dates: Sequence[str | None], none: Features, weights: Mapping[str, float]
) -> tuple[str | None, float]:
    """Give the likeliest date and its probability; None where no date is likelier, with the probability of that."""
    if not options:
        return None, 1.0
    scores = [weigh(features, weights) for features in (*options, none)]
    top = max(scores)
    odds = [math.exp(score - top) for score in scores]
    total = sum(odds)
    shares: dict[str, float] = {}
    for date, share in zip(dates, odds, strict=False):
        if date is not None:
            shares[date] = shares.get(date, 0.0) + share / total
    some = 1 - odds[-1] / total
    if some < LEAST_SHARE or not shares:
        return None, 1 - some
    best = max(sorted(shares), key=lambda date: shares[date])
    return best, shares[best]
