"""How sure and how precise each resolved value is.

In: a document whose resolving steps have named the rule or table behind each value (`Resolution.by`), with the share
that a learnt choice gave it where there was one. Out: the same with a confidence that holds: how often values of that
rule were right on annotated reports, or the choice's own share after Platt scaling (Platt 1999) fitted on them.
`python -m evaluation.field_confidence` counts and fits; the figures are in `field_confidence.json`. What was never
measured has no confidence.
"""

from __future__ import annotations

import functools
import math
from dataclasses import replace

from dateline.data import load_json
from dateline.records import Account, Document, Entity, Precision, Resolution

Rates = dict[str, dict[str, dict[str, float]]]
"""By field and rule: `confidence`, the counts behind it, `slope` and `intercept` where a choice gave a share."""
EVENT = "event "
"""What stands before the fields of accounts in the table: the place of an event is no place of an entity."""
EDGE = 1e-3
"""Shares are kept so far off 0 and 1 before they are scaled."""


def add_rule(
    items: tuple[Resolution, ...],
    field: str,
    by: str,
    *,
    share: float | None = None,
    precision: str | None = None,
    value: str | None = None,
) -> tuple[Resolution, ...]:
    """Say what gave a field its value, in the place of what was said before."""
    others = tuple(item for item in items if (item.field, item.value) != (field, value))
    return (*others, Resolution(field, by, share, precision, value))


def state_confidence(document: Document, rates: Rates | None = None) -> Document:
    """Give each resolved value its confidence and its precision, by the table or by other rates.

    By empty rates each value keeps the share that a choice gave it, as it is.
    """
    rates = load_rates() if rates is None else rates
    entities = tuple(_state_entity(entity, rates) for entity in document.entities)
    precisions = {entity.id: entity.place.precision for entity in entities if entity.place is not None}
    accounts = tuple(_state_account(account, precisions, rates) for account in document.accounts)
    return replace(document, entities=entities, accounts=accounts)


def _state_entity(entity: Entity, rates: Rates) -> Entity:
    held = {"country": entity.country, "sector": entity.sector, "place": entity.place}
    items = tuple(
        replace(item, confidence=rate(rates, item.field, item.by, item.confidence))
        for item in entity.resolution
        if held.get(item.field)
    )
    return replace(entity, resolution=items) if items != entity.resolution else entity


def _state_account(account: Account, precisions: dict[str, Precision], rates: Rates) -> Account:
    told = {(item.field, item.value): item for item in account.resolution}
    items = []
    if account.date is not None:
        item = told.get(("date", None)) or Resolution("date", "rules")
        items.append(replace(item, precision=find_date_precision(account.date)))
    for id_ in account.place:
        item = told.get(("place", id_)) or Resolution("place", "rules", value=id_)
        items.append(replace(item, precision=precisions.get(id_)))
    rated = tuple(replace(item, confidence=rate(rates, EVENT + item.field, item.by, item.confidence)) for item in items)
    return replace(account, resolution=rated)


def find_date_precision(value: str) -> str:
    """Say how precise a date value is: one of `records.DATE_PRECISIONS`."""
    if "/" in value or value == "..":
        return "interval"
    if "W" in value:
        return "week"
    return ("year", "month", "day")[value.count("-")]


def rate(rates: Rates, field: str, by: str, share: float | None) -> float | None:
    """Give the confidence of a value of a field, by its rule and the share that a choice gave it."""
    if not rates:
        return share
    row = rates.get(field, {}).get(by)
    if row is None:
        return None
    if share is not None and "slope" in row:
        kept = min(max(share, EDGE), 1 - EDGE)
        odds = row["slope"] * math.log(kept / (1 - kept)) + row["intercept"]
        return round(1 / (1 + math.exp(-odds)), 3)
    return row["confidence"]


@functools.cache
def load_rates() -> Rates:
    """Load what was counted and fitted."""
    rates: Rates = load_json("field_confidence.json")
    return rates
