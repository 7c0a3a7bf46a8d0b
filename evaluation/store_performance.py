"""How fast a store adds, filters and searches.

In: a folder of readings, how many reports to make of them, a place for the store. Out: figures as a page. Adding is
measured with readings given, in seconds of processor time and of the clock; questions in milliseconds of both, warm
(each asked once before), the median and the slowest of several. On a busy machine the clock tells of the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dateline.filters import Box, Filters, Near, Range
from dateline.store import ReportFilters, Store
from evaluation.store_samples import Sampler

BATCH = 500
ROUNDS = 5

FILTERS: tuple[tuple[str, Filters], ...] = (
    ("none", Filters()),
    ("type", Filters(types=("PROTEST",))),
    ("rare type", Filters(types=("RETREAT",))),
    ("mode", Filters(modes=("arrest",))),
    ("actor by name", Filters(actors=("police",))),
    ("actor's country", Filters(actor_countries=("USA",))),
    ("recipient's country and type", Filters(recipient_countries=("FRA",), types=("ACCUSE",))),
    ("country", Filters(countries=("UKR",))),
    ("country, type, period", Filters(countries=("UKR",), types=("ASSAULT",), since="2016", until="2017-06")),
    ("near", Filters(near=Near(48.0, 35.0, 150))),
    ("near, wide", Filters(near=Near(48.0, 10.0, 2500))),
    ("box over the date line", Filters(box=Box(-40, 160, 10, -150))),
    ("period", Filters(since="2016-03", until="2016-04")),
    ("number", Filters(quantities=(Range("killed", 100),))),
    ("modality and claim", Filters(modalities=("planned",), claims=("denied",))),
    ("speaker", Filters(speakers=("police",))),
    ("text, rare", Filters(text="avalanche")),
    ("text, frequent", Filters(text="police")),
    ("text, in most sentences", Filters(text="the")),
    ("text and type and country", Filters(text="police", types=("COERCE",), countries=("RUS",))),
    ("sources at least 2", Filters(min_sources=2)),
    ("disagreement", Filters(disagreements=("any",))),
    ("status", Filters(statuses=("unreviewed",))),
    ("confidence", Filters(min_confidence=0.2, max_confidence=0.3)),
    ("two large sets that rarely meet", Filters(quads=("verbal cooperation",), types=("ASSAULT",))),
    ("everything at once", Filters(types=("ACCUSE",), claims=("attributed",), countries=("USA",), since="2014",
                                   min_confidence=0.5, text="said")),
)  # fmt: skip
SEARCHES = ("avalanche", "police", "the", '"prime minister"', "police -court", "protest* OR march*", "tear gas")


def main() -> None:
    """Fill a store and measure it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", type=Path, required=True)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--store", required=True, help="a file or URL; added to where it is there")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with Store.open(arguments.store) as store:
        lines = [*describe(store), *measure_adding(store, Sampler(arguments.readings), arguments.reports)]
        lines += [*measure_filters(store), *measure_searches(store), *measure_views(store)]
    page = "\n".join(lines) + "\n"
    if arguments.out:
        arguments.out.write_text(page, "utf-8")
    print(page)


def describe(store: Store) -> list[str]:
    """Say what it is measured on."""
    return [
        "# Performance of the store",
        "",
        "Written by `python -m evaluation.store_performance`: do not edit by hand.",
        "",
        f"- **Machine**: {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start. "
        f"Python {platform.python_version()}, {store.dialect}"
        + (f" {sqlite3.sqlite_version}." if store.dialect == "sqlite" else "."),
        "- **Measure**: milliseconds of this process's processor time, and of the clock in brackets, which on a shared "
        "machine also counts the waiting; median and slowest of five, warm.",
        "",
    ]


def measure_adding(store: Store, sampler: Sampler, number: int) -> list[str]:
    """Add reports until there are so many, and give the rate, without the time that making them takes."""
    there = store.stats()["reports"]
    spent = waited = 0.0
    added = 0
    batch = []
    rates: list[float] = []
    for index, reading in enumerate(sampler.make(number, there), there):
        batch.append(reading)
        if len(batch) == BATCH or index == number - 1:
            began, clock = time.process_time(), time.perf_counter()
            added += sum(item.new_reading for item in store.add_many(batch, batch=BATCH))
            once = time.process_time() - began
            spent, waited = spent + once, waited + time.perf_counter() - clock
            rates.append(len(batch) / once)
            batch = []
            if added % 10_000 == 0:
                print(f"{added:,} added, {rates[-1]:.0f} reports/s of processor time", flush=True)
    stats = store.stats()
    lines = [
        "## Adding",
        "",
        f"- **Store**: {stats['reports']:,} reports, {stats['accounts']:,} accounts, {stats['bytes'] / 1e9:.2f} GB.",
    ]
    if added:
        first, last = statistics.median(rates[:20]), statistics.median(rates[-20:])
        lines.append(
            f"- **Readings given, batches of {BATCH}**: {added / spent:.0f} reports a second of processor time "
            f"({first:.0f} at first, {last:.0f} at the end), {added / waited:.0f} by the clock."
        )
    return [*lines, ""]


def measure_filters(store: Store) -> list[str]:
    """Ask for the first page of each filter, and for the number of events up to 10,000."""
    lines = [
        "## Filters: a page of 50 events, newest first",
        "",
        "| filter | events | page, ms | slowest | count, ms |",
    ]
    lines.append("|---|---:|---:|---:|---:|")
    for name, filters in FILTERS:
        total = store.count_events(filters)
        page = time_call(lambda filters=filters: store.events(filters))
        count = time_call(lambda filters=filters: _count(store, filters))
        more = "" if total.exact else "over "
        lines.append(f"| {name} | {more}{total.number:,} | {show(page)} | {show_worst(page)} | {show(count)} |")
    for sort in ("-sources", "-confidence", "confidence"):
        page = time_call(lambda sort=sort: store.events(Filters(types=("PROTEST",)), sort=sort))
        lines.append(f"| type, sorted by {sort} | | {show(page)} | {show_worst(page)} | |")
    return [*lines, ""]


def measure_searches(store: Store) -> list[str]:
    """Search the reports, with snippets."""
    lines = ["## Search: 20 reports with snippets", "", "| words | ms | slowest |", "|---|---:|---:|"]
    for words in SEARCHES:
        taken = time_call(lambda words=words: store.search(words))
        lines.append(f"| `{words}` | {show(taken)} | {show_worst(taken)} |")
    within = time_call(lambda: store.search("police", ReportFilters(since="2016", until="2016")))
    lines.append(f"| `police`, published in 2016 | {show(within)} | {show_worst(within)} |")
    return [*lines, ""]


def measure_views(store: Store) -> list[str]:
    """Ask what the views of the web ask, without the memory of earlier answers."""
    asked: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("counts by month and type, all", lambda: store.counts(split="type")),
        ("counts by month and country, all", lambda: store.counts(split="country")),
        ("counts by month, one country", lambda: store.counts(Filters(countries=("UKR",)))),
        ("places, all", lambda: store.places()),
        ("places, one type", lambda: store.places(Filters(types=("PROTEST",)))),
        ("links, one country", lambda: store.links(Filters(countries=("UKR",)))),
        ("facet of actors, all", lambda: store.facets(Filters(), "actor")),
        ("one event in full", lambda: store.event(store.events(limit=1).items[0].id)),
    )
    lines = ["## Views, without the memory of earlier answers", "", "| question | ms | slowest |", "|---|---:|---:|"]
    for name, ask in asked:
        taken = time_call(lambda ask=ask: _forget(store, ask), rounds=3)
        lines.append(f"| {name} | {show(taken)} | {show_worst(taken)} |")
    return lines


def time_call(function: Callable[[], Any], rounds: int = ROUNDS) -> list[tuple[float, float]]:
    """Give milliseconds of processor and clock of each round, after one that does not count."""
    function()
    taken = []
    for _ in range(rounds):
        began, clock = time.process_time(), time.perf_counter()
        function()
        taken.append(((time.process_time() - began) * 1000, (time.perf_counter() - clock) * 1000))
    return taken


def show(taken: list[tuple[float, float]]) -> str:
    """Give the medians."""
    return f"{statistics.median(t[0] for t in taken):.0f} ({statistics.median(t[1] for t in taken):.0f})"


def show_worst(taken: list[tuple[float, float]]) -> str:
    """Give the slowest."""
    return f"{max(t[0] for t in taken):.0f} ({max(t[1] for t in taken):.0f})"


def _count(store: Store, filters: Filters) -> Any:
    return _forget(store, lambda: store.count_events(filters))


def _forget(store: Store, ask: Callable[[], Any]) -> Any:
    store._memory.clear()
    return ask()


if __name__ == "__main__":
    main()
