"""One event: what its accounts agree on, where they differ, each in its words, and all that was decided on it.

In: an event's id. Out: the agreed record with the rule behind each value, charts of figures by source, the accounts
with their sentences in context, decisions, grades, and what the program was unsure of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from dateline.records import Reading
from dateline.review import Target
from dateline.store import Store, StoredEvent
from dateline.web import deps
from dateline.web.api.events import describe_event
from dateline.web.deps import StoreDep, UserDep
from dateline.web.figures import make_charts
from dateline.web.pages.common import pick_view, show_readings, show_stories
from dateline.web.sensitive import Cover
from dateline.web.words import describe_value

router = APIRouter(include_in_schema=False)

CONTEXT = 220
"""How many characters of the report stand before and after a sentence."""
UNSURE = 0.6
"""Below this confidence an account is named as unsure."""
MAX_ACCOUNTS = 60
"""More accounts than these are counted and not shown: they stand in the reports."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence in its context, cut around the words that tell of the event."""

    lead: str
    before: str
    trigger: str
    after: str
    trail: str


@router.get("/events/{event}")
def show_event(request: Request, event: str, store: StoreDep, user: UserDep, view: str = "corrected") -> Response:
    """Give an event in full."""
    return deps.render_kept(request, "event.html", lambda: describe(request, store, event, pick_view(view)))


def describe(request: Request, store: Store, event: str, view: str) -> dict[str, Any]:
    """Give what the page of an event shows."""
    stored = store.event(event, view=view)
    covers: dict[str, Cover] = {}
    row = stored.row
    if not deps.sees_sensitive(request):
        row, covers = deps.get_masker(request).event(stored, view)
    shown = describe_event(stored, row, covers)
    accounts = shown["accounts"]
    readings = show_readings(request, store, {account["report"] for account in accounts[:MAX_ACCOUNTS]}, view)
    quotes = [find_quote(readings.get(account["report"]), account) for account in accounts[:MAX_ACCOUNTS]]
    quantities = [{"kind": item.kind, "low": item.low, "high": item.high} for item in row.quantity]
    return {
        "row": row,
        "view": view,
        "method": shown["method"],
        "groups": group_accounts(accounts[:MAX_ACCOUNTS], quotes),
        "left_out": max(0, len(accounts) - MAX_ACCOUNTS),
        "charts": make_charts(quantities, accounts),
        "disagreements": list_disagreements(shown["disagreements"], accounts),
        "decisions": shown["decisions"],
        "grades": find_grades(store, stored),
        "unsure": list_unsure(row, accounts),
        "stories": show_stories(request, store, find_stories(store, accounts)),
    }


def group_accounts(accounts: Sequence[dict[str, Any]], quotes: Sequence[Quote]) -> list[dict[str, Any]]:
    """Bring accounts of one wording together, the earliest first, each with those that repeat it word for word."""
    ordered = sorted(
        zip(accounts, quotes, strict=True), key=lambda pair: (pair[0]["published"] or "9999", pair[0]["outlet"] or "")
    )
    groups: dict[tuple[str, str, str, tuple[str, ...]], dict[str, Any]] = {}
    for account, quote in ordered:
        own = account["report"] if account["corrected"] else ""
        key = (own, account["sentence"], account["claim"], tuple(account["speakers"]))
        group = groups.setdefault(key, {"account": account, "quote": quote, "repeats": []})
        if group["account"] is not account:
            group["repeats"].append(account)
    return list(groups.values())


def find_quote(reading: Reading | None, account: Mapping[str, Any]) -> Quote:
    """Give the sentence of an account with what stands around it."""
    if reading is None:
        return Quote("", account["sentence"], "", "", "")
    text = reading.text
    start, end = account["sentence_span"]
    first, last = account["trigger"]
    first, last = max(start, min(first, end)), max(start, min(last, end))
    lead, trail = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT:
        lead = "…" + lead.partition(" ")[2]
    if end + CONTEXT < len(text):
        trail = trail.rpartition(" ")[0] + "…"
    return Quote(lead, text[start:first], text[first:last], text[last:end], trail)


def list_disagreements(found: Sequence[dict[str, Any]], accounts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each field that accounts differ in, with every value and who holds it, the most held first."""
    listed = []
    for item in found:
        values: list[dict[str, Any]] = []
        for held in item["values"]:
            holders = [accounts[at] for at in held["accounts"] if at < len(accounts)]
            values.append(
                {
                    "words": describe_value(item["field"], held["value"]),
                    "outlets": list(dict.fromkeys(holder["outlet"] or "an unknown outlet" for holder in holders)),
                    "speakers": list(dict.fromkeys(name for holder in holders for name in holder["speakers"])),
                    "reports": len({holder["report"] for holder in holders}),
                }
            )
        values.sort(key=lambda value: -value["reports"])
        listed.append({"field": item["field"], "values": values})
    return listed


def list_unsure(row: Any, accounts: Sequence[dict[str, Any]]) -> list[str]:
    """Say what the program was unsure of, in plain sentences."""
    said = []
    low = [account["confidence"] for account in accounts if account["confidence"] is not None]
    unsure = [value for value in low if value < UNSURE]
    if unsure:
        many = f"{len(unsure)} of {len(accounts)} accounts" if len(accounts) > 1 else "the account"
        said.append(f"That it read {many} rightly: sure to {min(unsure):.0%} at the least.")
    if not row.date:
        said.append("When it happened: no account gives a day that could be worked out.")
    if not row.place:
        said.append("Where it happened: no account names a place that was found.")
    if not row.actor:
        said.append("Who did it: no account says so, or it was not found.")
    wide = [place.name for place in row.place if place.precision in ("country", "region")]
    if wide:
        said.append(f"Where exactly: {', '.join(wide)} is as near as the accounts come.")
    return said


def find_grades(store: Store, stored: StoredEvent) -> dict[str, Any]:
    """Give the grades in force: of the event, and of the reports and outlets by their names."""
    outlets = {account.reading.report.outlet for account in stored.accounts if account.reading.report.outlet}
    targets = {Target.of_outlet(outlet): outlet for outlet in outlets}
    event = Target.of_event(stored)
    accounts = {account.target: (account.report, account.id) for account in stored.accounts}
    found = store.grades(event, *targets, *accounts)
    return {
        "event": found.get(event),
        "outlets": {targets[target]: grade for target, grade in found.items() if target in targets},
        "accounts": {accounts[target]: grade for target, grade in found.items() if target in accounts},
    }


def find_stories(store: Store, accounts: Sequence[dict[str, Any]]) -> list[Any]:
    """Give the stories that the first reports belong to."""
    found: dict[str, Any] = {}
    for report in list(dict.fromkeys(account["report"] for account in accounts))[:8]:
        story = store.report(report).story
        if story is not None and story not in found:
            found[story] = store.story(story).row
    return list(found.values())
