"""Kill a store's writer at random moments and see that nothing is lost and nothing is there twice.

    python -m evaluation.kills [--kills 200] [--reports 500] [--readings DIR] [--store URL-WITH-{}]

In: readings, how many kills. A process adds the reports and is killed (SIGKILL) at a random moment, again and again,
each time run again on what the last one left, until all is there; then a fresh store is begun. Out: how many kills fell
into how many runs, and whether each store ended without a fault in the same state as one that nobody disturbed. Moments
are drawn over opening, migrating, adding and closing alike. Exit code 1 where a store did not.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dateline.records import Reading
from dateline.store import Incoming, Raw, Store
from dateline.store.schema import AUDIT, EVENT, EVENT_BODY, EVENT_FACET, READING, REPORT

BATCH = 5
"""Reports in a transaction: small, so that many kills fall between and within."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: kills, stores filled, and what was wrong."""

    kills: int
    stores: int
    faults: tuple[str, ...]


def run_kills(
    readings: Sequence[Reading], make_url: Callable[[], str], *, kills: int, seed: int = 1, share: float = 0.1
) -> Outcome:
    """Kill so many writers. `share` is the longest life of a writer, as a share of an undisturbed run."""
    chance = random.Random(seed)
    reference = make_url()
    began = time.perf_counter()
    _finish(_start(readings, reference))
    whole = time.perf_counter() - began
    wanted, faults = describe_store(reference), check_store(reference)
    done = stores = 0
    while done < kills and not faults:
        url = make_url()
        stores += 1
        while True:
            child = _start(readings, url)
            # A store is finished without haste once all kills are spent.
            time.sleep(chance.uniform(0, whole * share) if done < kills else 0)
            if done >= kills or _has_ended(child):
                _finish(child)
                break
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            done += 1
        faults += check_store(url)
        if describe_store(url) != wanted:
            faults.append(f"{url}: its state is not that of an undisturbed run")
    return Outcome(done, stores, tuple(faults))


def describe_store(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Give the state of a store without its times: reports, readings, events, facets, and what the log tells."""
    statements = {
        "reports": select(REPORT.c.id, REPORT.c.uid, REPORT.c.hash).order_by(REPORT.c.id),
        "readings": select(READING.c.id, READING.c.report_id, READING.c.hash).order_by(READING.c.id),
        "events": select(EVENT, EVENT_BODY.c.body)
        .join(EVENT_BODY, EVENT_BODY.c.event_id == EVENT.c.id)
        .order_by(EVENT.c.id),
        "facets": select(EVENT_FACET).order_by(EVENT_FACET.c.event_id, EVENT_FACET.c.facet_id),
        "log": select(AUDIT.c.seq, AUDIT.c.action, AUDIT.c.subject, AUDIT.c.details).order_by(AUDIT.c.seq),
    }
    with Store.open(url) as store, store.connect() as connection:
        return {name: [tuple(row) for row in connection.execute(made)] for name, made in statements.items()}


def check_store(url: str) -> list[str]:
    """Give the faults that `verify` finds."""
    with Store.open(url) as store:
        return [f"{url}: {fault}" for fault in store.verify()]


def add_all(readings: Sequence[Reading], url: str) -> None:
    """Add every reading with bytes of its own, as `dateline add` does."""
    with Store.open(url) as store:
        items = (Incoming(reading, Raw(reading.text.encode(), f"{reading.id}.txt")) for reading in readings)
        for added in store.add_many(items, batch=BATCH):
            if added.error:
                raise RuntimeError(added.error)


def _start(readings: Sequence[Reading], url: str) -> int:
    """Start a writer as a process of its own; no connection is open that it could inherit."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        add_all(readings, url)
        code = 0
    finally:
        os._exit(code)


def _has_ended(child: int) -> bool:
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _finish(child: int) -> None:
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError("a writer that nobody killed ended with an error")


def main() -> None:
    """Run it and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--readings", type=Path, required=True)
    parser.add_argument("--store", help="postgresql://…/{}?… with {} for the name of a new database; else SQLite")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    from evaluation.store_samples import Sampler

    readings = list(Sampler(arguments.readings).make(arguments.reports))
    with tempfile.TemporaryDirectory() as folder:
        make_url = _make_databases(arguments.store) if arguments.store else _make_files(Path(folder))
        outcome = run_kills(readings, make_url, kills=arguments.kills, seed=arguments.seed)
    print(
        f"{outcome.kills} kills over {outcome.stores} stores of {len(readings)} reports; faults: {len(outcome.faults)}"
    )
    for fault in outcome.faults:
        print(fault)
    sys.exit(1 if outcome.faults else 0)


def _make_files(folder: Path) -> Callable[[], str]:
    numbers = iter(range(1_000_000))
    return lambda: str(folder / f"killed{next(numbers)}.db")


def _make_databases(template: str) -> Callable[[], str]:
    import psycopg

    numbers = iter(range(1_000_000))

    def make() -> str:
        name = f"killed{os.getpid()}_{next(numbers)}"
        with psycopg.connect(template.replace("{}", "postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return template.replace("{}", name)

    return make


if __name__ == "__main__":
    main()
