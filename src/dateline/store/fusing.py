"""The store's own plain rule for one event of several accounts, where no merging machine is at hand.

In: accounts. Out: the value of their event. Each field takes what most reports hold (the first in order on a tie),
numbers the range of all that is said, and every difference is listed with who holds what. Nothing is averaged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from dateline.store.items import StoredAccount
from dateline.store.keys import dump_json

Json = dict[str, Any]

_CHOSEN = ("type", "mode", "context", "actor", "recipient", "date", "place", "modality", "claim")
_WITH_TYPE = ("quad", "intensity")


def fuse_plainly(accounts: Sequence[StoredAccount]) -> Json:
    """Give the value of the event that these accounts tell of."""
    value: Json = {"method": {}, "disagreements": []}
    for field in _CHOSEN:
        held = _find_holders(accounts, field)
        chosen = _choose(held, accounts)
        value[field] = accounts[chosen].value[field] if chosen is not None else accounts[0].value[field]
        value["method"][field] = "most reports"
        if len(held) > 1:
            value["disagreements"].append(_list_difference(field, [(accounts[p[0]].value[field], p) for p in held]))
    lead = next(account for account in accounts if account.value["type"] == value["type"])
    for field in _WITH_TYPE:
        value[field] = lead.value[field]
    value["quantity"] = _join_numbers(accounts, value)
    value["speakers"] = list(dict.fromkeys(name for account in accounts for name in account.value["speakers"]))
    sure = [account.value["confidence"] for account in accounts if account.value["confidence"] is not None]
    value["confidence"] = max(sure, default=None)
    value["sources"] = _count_sources(accounts)
    return value


def _find_holders(accounts: Sequence[StoredAccount], field: str) -> list[list[int]]:
    """Give the positions of the accounts that hold each value; those that hold none are left out."""
    holders: dict[str, list[int]] = defaultdict(list)
    for position, account in enumerate(accounts):
        held = account.value[field]
        if held not in (None, []):
            holders[_compare(field, held)].append(position)
    return list(holders.values())


def _compare(field: str, held: Any) -> str:
    if field in ("actor", "recipient"):
        return dump_json(sorted(item["name"].casefold() for item in held))
    if field == "place":
        return dump_json(sorted(str(item["geonames_id"] or item["name"]) for item in held))
    return dump_json(sorted(held) if isinstance(held, list) else held)


def _choose(holders: list[list[int]], accounts: Sequence[StoredAccount]) -> int | None:
    if not holders:
        return None
    return max(holders, key=lambda group: (len({accounts[p].report for p in group}), -group[0]))[0]


def _join_numbers(accounts: Sequence[StoredAccount], value: Json) -> list[Json]:
    said: dict[str, dict[tuple[Any, Any], list[int]]] = defaultdict(lambda: defaultdict(list))
    for position, account in enumerate(accounts):
        for item in account.value["quantity"]:
            said[item["kind"]][(item["low"], item["high"])].append(position)
    joined = []
    for kind, ranges in said.items():
        lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
        joined.append(
            {
                "kind": kind,
                "low": None if None in lows else min(lows),
                "high": None if None in highs else max(highs),
            }
        )
        value["method"][f"quantity.{kind}"] = "the range of all that is said"
        if len(ranges) > 1:
            held = [(list(numbers), positions) for numbers, positions in ranges.items()]
            value["disagreements"].append(_list_difference(f"quantity.{kind}", held))
    return joined


def _list_difference(field: str, held: Sequence[tuple[Any, list[int]]]) -> Json:
    return {"field": field, "values": [{"value": value, "accounts": positions} for value, positions in held]}


def _count_sources(accounts: Sequence[StoredAccount]) -> int:
    """Count independent sources: reports that credit one agency, or come from one outlet, are one."""
    found = set()
    for account in accounts:
        agencies = account.reading.agencies
        found.add(agencies[0] if agencies else account.reading.report.outlet or account.report)
    return len(found)
