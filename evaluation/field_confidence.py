"""Count how often each rule that resolves a value is right, fit the confidences, and measure how far they hold.

    python -m evaluation.field_confidence [--corpus DIR] [--bench DIR] [--rows FILE] [--out FILE] [--page FILE]

In: annotated readings and gold toponyms, and the program's own readings of the same reports. Out: the table that
`dateline.resolve.confidence` looks into, and a page with reliability and expected calibration error (Guo et al., ICML
2017), measured by leaving out one report at a time. All is counted and fitted on the development part, places on
TR-News, half A. How often rules over tables (country, sector) are right on the training part, on which many of them
were made, is but a first guess, which the development part corrects. `--rows` keeps what was judged, so that a fit can
be repeated without reading.

A country or a first sector is right where the entity is aligned with a gold one that has it; a date or a place of an
event where the account is right (`calibration.judge_accounts`) and the gold event has it; a place where it lies within
161 km of the gold one.
"""

from __future__ import annotations

import argparse
import functools
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.syntax import ParseSyntax
from dateline.evaluate import scoring
from dateline.pipeline import make_steps, run_steps
from dateline.readings import decode_report
from dateline.records import Account, Document, Report, Resolution
from dateline.resolve.confidence import EVENT, Rates, rate, state_confidence
from dateline.settings import Settings
from evaluation.calibration import fit_platt, to_logits
from evaluation.entities import align
from evaluation.places import NEAR_KM, measure_distance, place_gold

Json = dict[str, Any]
Floats = npt.NDArray[np.float64]
READ = (f"{EVENT}date", f"{EVENT}place")
"""Fields that the trained reader takes part in, which has learnt the training part."""
READER = "reader"
"""The rule by which the reader gave a sector."""
PULL = 6.0
"""Values that a first guess counts for."""
BINS = 10
LEAST = 20
"""Values below which a scaling is not fitted."""
NAMES = {
    "country": "country of an actor or a place", "sector": "first sector of an actor", "place": "where a place is",
    "event date": "date of an event", "event place": "place of an event",
}  # fmt: skip
INTRODUCTION = (
    "Written by `python -m evaluation.field_confidence`. Each resolved value of a reading says by which rule it came "
    "about and how sure it is (`resolution`; see [format.md](format.md)). Countries, sectors, dates and places of "
    "events are counted and fitted on the development reports (for countries and sectors the training reports give a "
    "first guess), places on TR-News, half A; each report is measured by what the others say. Few reports are "
    "annotated: an error of calibration below 0.05 cannot be told from none with less than some hundred values."
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A value that was resolved: of which field, by which rule, with which share of its choice, and if it is right."""

    part: str
    report: str
    field: str
    by: str
    share: float | None
    right: bool


def read_raw(report: Report) -> Document:
    """Read a report without scaling: each resolved value keeps the share that its choice gave it."""
    raw = functools.partial(state_confidence, rates={})
    steps = [raw if step is state_confidence else step for step in make_steps(Settings())]
    return run_steps(Document(report), steps)


def judge_reading(part: str, gold: Json, document: Document) -> Iterator[Judged]:
    """Judge the values of one reading."""
    found = [
        {"id": e.id, "kind": e.kind, "mentions": [(s.start, s.end) for s in e.mentions]} for e in document.entities
    ]
    to_found = align(gold["entities"], found)
    to_gold = {ours: theirs for theirs, ours in to_found.items()}
    by_id = {entity.id: entity for entity in document.entities}

    def judge(field: str, item: Resolution, right: bool) -> Judged:
        return Judged(part, gold["id"], field, item.by, item.confidence, right)

    for theirs in gold["entities"]:
        ours = by_id.get(to_found.get(theirs["id"], ""))
        for item in ours.resolution if ours else ():
            if ours is None or (ours.kind == "place") != (theirs["kind"] == "place"):
                continue
            if item.field == "country" and ours.country:
                yield judge("country", item, ours.country == theirs["country"])
            elif item.field == "sector" and ours.sector and theirs["sector"]:
                yield judge("sector", item, ours.sector[0] in theirs["sector"])
    for event, account in match_accounts(gold, document.accounts):
        for item in account.resolution:
            if item.field == "date":
                yield judge(f"{EVENT}date", item, account.date == event["date"])
            else:
                yield judge(f"{EVENT}place", item, to_gold.get(item.value or "") in event["place"])


def match_accounts(gold: Json, accounts: Iterable[Account]) -> Iterator[tuple[Json, Account]]:
    """Give gold events with the accounts of their type that share a trigger word with them, the surest first."""
    left = list(gold["events"])
    for account in sorted(accounts, key=lambda a: -(a.confidence or 0.0)):
        spans = [account.trigger, *account.also]
        for event in left:
            pairs = [event["trigger"], *event["also"]]
            if event["type"] == account.type and any(s.start < b and a < s.end for s in spans for a, b in pairs):
                left.remove(event)
                yield event, account
                break


def judge_places(path: Path, parse: ParseSyntax) -> Iterator[Judged]:
    """Judge the places of gold toponyms."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        document = link_mentions(find_entities(parse(Document(Report(row["id"], row["text"])))))
        toponyms = [t for t in row["toponyms"] if t.get("latitude") is not None]
        for i, entity in place_gold(document, toponyms).items():
            place, gold = entity.place, toponyms[i]
            item = next((item for item in entity.resolution if item.field == "place"), None)
            if item and place and place.latitude is not None and place.longitude is not None:
                far = measure_distance((place.latitude, place.longitude), (gold["latitude"], gold["longitude"]))
                yield Judged("trnews", row["id"], "place", item.by, item.confidence, far <= NEAR_KM)


def judge_all(corpus: Path, bench: Path) -> Iterator[Judged]:
    """Read and judge everything."""
    for part in ("train", "dev"):
        for gold in scoring.load_gold(corpus / part):
            yield from judge_reading(part, gold, read_raw(decode_report(gold)))
    yield from judge_places(bench / "places" / "trnews_a.jsonl", ParseSyntax())


def is_fitted_on(field: str, part: str) -> bool:
    """Say whether a part of the reports decides the confidence of a field; training gives but a first guess."""
    return part == ("trnews" if field == "place" else "dev")


def fit(rows: list[Judged]) -> Rates:
    """Count each rule, and fit one scaling for all shares of a field."""
    rates: Rates = {}
    for field in sorted({row.field for row in rows if is_fitted_on(row.field, row.part)}):
        of_field = [row for row in rows if row.field == field and is_fitted_on(field, row.part)]
        learnt = [
            row for row in rows if row.field == field and row.part == "train" and field not in READ and row.by != READER
        ]
        shares = [row for row in of_field if row.share is not None]
        scale = {}
        if len(shares) >= LEAST:
            logits = to_logits(np.array([row.share for row in shares], float))
            slope, intercept = fit_platt(logits, np.array([row.right for row in shares], float))
            scale = {"slope": round(slope, 4), "intercept": round(intercept, 4)}
        common = _share(of_field, 0.5)
        rates[field] = {}
        for by in sorted({row.by for row in (*of_field, *learnt)}):
            mine = [row for row in of_field if row.by == by]
            guess = _share([row for row in learnt if row.by == by], common)
            row = {"confidence": round(_share(mine, guess), 3), "right": sum(r.right for r in mine), "of": len(mine)}
            rates[field][by] = {**row, **(scale if any(r.share is not None for r in mine) else {})}
    return rates


def _share(rows: list[Judged], guess: float) -> float:
    """Give the share of values that are right, mixed with a guess: a rule seen twice proves little."""
    return (sum(row.right for row in rows) + PULL * guess) / (len(rows) + PULL)


def measure(rows: list[Judged], field: str) -> tuple[Floats, Floats]:
    """Give confidences and what was right for a field, each report's by what the others say."""
    mine = [row for row in rows if row.field == field]
    confidence, right = [], []
    for report in sorted({row.report for row in mine if is_fitted_on(field, row.part)}):
        rates = fit([row for row in mine if row.report != report])
        for row in mine if rates else ():
            if row.report == report and (stated := rate(rates, field, row.by, row.share)) is not None:
                confidence.append(stated)
                right.append(float(row.right))
    return np.array(confidence), np.array(right)


def find_bins(confidence: Floats, right: Floats) -> list[tuple[float, float, int]]:
    """Give mean confidence, share right and number of values in ten bins of equal width.

    Values of one rule have nearly one confidence, lower where their own report was right: bins of equal size would sort
    them by that.
    """
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    chosen = [place == k for k in range(BINS) if (place == k).any()]
    return [(float(confidence[k].mean()), float(right[k].mean()), int(k.sum())) for k in chosen]


def find_error(confidence: Floats, right: Floats) -> float:
    """Give the expected calibration error over those bins."""
    return sum(n * abs(c - r) for c, r, n in find_bins(confidence, right)) / len(right)


def write_page(rows: list[Judged], rates: Rates) -> str:
    """Write the page of measures."""
    lines = [
        "# How sure resolved values are", "", INTRODUCTION, "",
        "| value | values | right | mean confidence | expected calibration error | stated: right, in bins of 0.1 |",
        "|---|---:|---:|---:|---:|---|",
    ]  # fmt: skip
    for field, name in NAMES.items():
        confidence, right = measure(rows, field)
        if len(right):
            bins = "; ".join(f"{c:.2f}: {r:.2f} of {n}" for c, r, n in find_bins(confidence, right))
            error = find_error(confidence, right)
            lines.append(
                f"| {name} | {len(right)} | {right.mean():.2f} | {confidence.mean():.2f} | {error:.3f} | {bins} |"
            )
    lines += ["", "What each rule gave, and how often it was right on those reports:", ""]
    lines += [
        "| value | rule | right | of | confidence, or scaling of the share |",
        "|---|---|---:|---:|---|",
    ]
    for field, name in NAMES.items():
        for by, row in sorted(rates.get(field, {}).items(), key=lambda item: -item[1]["of"]):
            scale = (
                f"slope {row['slope']:.2f}, intercept {row['intercept']:.2f}"
                if "slope" in row
                else f"{row['confidence']:.2f}"
            )
            lines.append(f"| {name} | {by} | {row['right']} | {row['of']} | {scale} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Judge, fit, write the table and the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus"))
    parser.add_argument("--bench", type=Path, default=Path("../shared/bench"))
    parser.add_argument("--rows", type=Path, help="a file of what was judged: read where it is there, else written")
    parser.add_argument("--out", type=Path, default=Path("src/dateline/data/field_confidence.json"))
    parser.add_argument("--page", type=Path, default=Path("docs/confidence.md"))
    options = parser.parse_args()
    if options.rows and options.rows.exists():
        rows = [Judged(**json.loads(line)) for line in options.rows.read_text("utf-8").splitlines()]
    else:
        rows = list(judge_all(options.corpus, options.bench))
        if options.rows:
            options.rows.write_text("".join(json.dumps(asdict(row)) + "\n" for row in rows), "utf-8")
    rates = fit(rows)
    options.out.write_text(json.dumps(rates, indent=1, sort_keys=True) + "\n", "utf-8")
    page = write_page(rows, rates)
    options.page.write_text(page, "utf-8")
    print(page)


if __name__ == "__main__":
    main()
