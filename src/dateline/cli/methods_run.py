"""One run of `dateline methods`: the page to publish beside the data of a store.

In: a store's address. Out: Markdown that states sources, counts, versions, rules, merges, reviews, the head of the
log and the error rates that are known of this version.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from dateline.cli.run import ALL_READ
from dateline.cli.store_run import guarded
from dateline.cli.usage import check_output
from dateline.data import load_table
from dateline.errors import StoreError
from dateline.export.methods import Counts, make_methods
from dateline.store import Store
from dateline.version import __version__


@guarded
def run_methods(url: str, out: Path | None, *, sensitive: bool) -> int:
    """Write the page to a file or to standard output."""
    check_output(out, (), url)
    with Store.open(url, create=False) as store:
        page = make_page(store, sensitive=sensitive)
    if out is None:
        sys.stdout.write(page)
        return ALL_READ
    try:
        out.write_text(page, "utf-8")
    except OSError as error:
        raise StoreError(f"--out {out}: {error.strerror}") from error
    return ALL_READ


def make_page(store: Store, *, sensitive: bool = False) -> str:
    """Give the page of a store."""
    counts = Counts()
    for reading in store.readings():
        counts.add(reading)
    page = make_methods(counts, {}, sensitive=sensitive)
    return "\n".join([page, *_describe_merging(store), *_describe_review(store), *_describe_errors(), *_sign(store)])


def _describe_merging(store: Store) -> Iterator[str]:
    numbers = store.stats()
    yield "## One event from many reports\n"
    standing = [step for step in store.merges() if step["stands"]]
    if not standing:
        yield "Accounts have not been merged: each is an event of its own, and events are counted once a report.\n"
        return
    yield (
        f"{numbers['accounts']:,} accounts make {numbers['events']:,} events, {numbers['merged']:,} of them told by "
        f"several accounts, in {numbers['stories']:,} stories. Sources are independent ones: copies of one text, and "
        "reports that credit one agency, count once. An agreed value is what most independent sources hold; numbers "
        "are the range of all that is said, never one figure; what differs is listed with who says it.\n"
    )
    for step in standing:
        method = step["method"]
        settings = ", ".join(f"{name} {value}" for name, value in (method.get("parameters") or {}).items())
        by = f" by {step['person']}" if step["person"] else ""
        made = f"{method.get('name')} {method.get('version', '')}"
        yield f"- merge {step['id']} ({step['kind']}): {made} ({settings}){by}"
    yield ""


def _describe_review(store: Store) -> Iterator[str]:
    yield "## Reviewed by people\n"
    decisions = [item for item in store.decisions() if item.in_force and item.decision.kind != "undo"]
    if not decisions:
        yield "Nobody has reviewed these data.\n"
        return
    people = len({item.decision.person for item in decisions})
    yield f"{len(decisions):,} decisions of {people:,} people are in force:\n"
    kinds = Counter(item.decision.kind for item in decisions)
    yield from (f"- {kind}: {number:,}" for kind, number in sorted(kinds.items()))
    yield ""


def _describe_errors() -> Iterator[str]:
    rows = load_table("export/known_errors.tsv")
    yield f"## Known error rates of Dateline {__version__}\n"
    yield "Measured on reports that people read by hand; 95 % intervals where given. Other reports may fare worse.\n"
    yield "| measure | figure | measured on |"
    yield "|---|---|---|"
    yield from (f"| {row['measure']} | {row['figure']} | {row['measured on']} |" for row in rows)
    yield ""


def _sign(store: Store) -> Iterator[str]:
    yield "## The log\n"
    yield (
        f"Everything that was done to the data is in a log of {store.stats()['log_rows']:,} rows, each with the hash "
        f"of the one before. Its head when this page was written: `{store.head()}`. `dateline verify --expect` checks "
        "a copy of the store against it.\n"
    )
