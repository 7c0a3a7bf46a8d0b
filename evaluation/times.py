"""Measure the times on a TIMEX3 benchmark: spans and values of dates.

In: JSON lines of reports with `text`, `published` and `times` (`span`, `type`, `value`), as made from TimeBank or
AQUAINT. Out: precision, recall and F1 of the spans (strict: the same; relaxed: they overlap) and of the values.

    python evaluation/times.py FILE.jsonl...

The convention: TIMEX3 and our guidelines differ in scope, so gold of type DATE or TIME with a value on the calendar
counts. What stands for the present, past or future at large (PRESENT_REF and the like), DURATION and SET are left
out, and so is a time of ours that lies on one of these. Values are compared to day granularity: `T` and what follows
is cut, `XX` parts are cut, seasons, quarters, halves, weekends, decades and centuries become the interval that we
write, and an open interval of ours (*since 1988*) counts by its beginning, a part of a decade
(*the early 1990s*) as the decade.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dateline.annotate.syntax import ParseSyntax
from dateline.annotate.times import find_times
from dateline.records import Document, Report

Spans = tuple[int, int]
SEASONS = {"SP": ("03", "05"), "SU": ("06", "08"), "FA": ("09", "11"), "AU": ("09", "11")}


def convert_value(value: str) -> str | None:
    """Turn a TIMEX3 value into the form of our values, None where it names no stretch of the calendar."""
    value = value.split("T")[0] if re.match(r"^\d{4}-", value) else value
    value = re.sub(r"(-XX)+$", "", value)
    value = re.sub(r"-WXX$", "", value)
    if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?|-W\d{2})?", value):
        return value
    if found := re.fullmatch(r"(\d{3})X?", value):
        return f"{found[1]}0/{found[1]}9"
    if found := re.fullmatch(r"(\d{2})(XX)?", value):
        return f"{found[1]}01/{int(found[1]) + 1:02d}00"
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", value):
        return f"{found[1]}-{3 * int(found[2]) - 2:02d}/{found[1]}-{3 * int(found[2]):02d}"
    if found := re.fullmatch(r"(\d{4})-H([12])", value):
        return f"{found[1]}-{6 * int(found[2]) - 5:02d}/{found[1]}-{6 * int(found[2]):02d}"
    if found := re.fullmatch(r"(\d{4})-WI", value):
        return f"{found[1]}-12/{int(found[1]) + 1}-02"
    if (found := re.fullmatch(r"(\d{4})-(\w\w)", value)) and found[2] in SEASONS:
        low, high = SEASONS[found[2]]
        return f"{found[1]}-{low}/{found[1]}-{high}"
    return _convert_weekend(value)


def _convert_weekend(value: str) -> str | None:
    found = re.fullmatch(r"(\d{4})-W(\d{2})-WE", value)
    if not found:
        return None
    saturday = dt.date.fromisocalendar(int(found[1]), int(found[2]), 6)
    return f"{saturday.isoformat()}/{(saturday + dt.timedelta(1)).isoformat()}"


def measure(path: str | Path, parse: Callable[[Document], Document] | None = None) -> dict[str, float]:
    """Measure one file of JSON lines; `parse` is the step that adds the syntax."""
    parse = parse or ParseSyntax()
    counts = {"gold": 0, "predicted": 0, "strict": 0, "relaxed": 0, "value": 0}
    for line in Path(path).read_text("utf-8").splitlines():
        row = json.loads(line)
        document = Document(Report(row["id"], row["text"], published=row.get("published")))
        compare_report(row, find_times(parse(document)), counts)
    return rate_counts(counts)


def compare_report(row: dict[str, Any], document: Document, counts: dict[str, int]) -> list[tuple[Any, ...]]:
    """Add one report to `counts`; gives what differed: (kind, gold value, our value, span)."""
    gold: list[tuple[Spans, str]] = []
    other: list[Spans] = []
    for time in row["times"]:
        value = convert_value(time["value"] or "") if time["type"] in ("DATE", "TIME") else None
        if value:
            gold.append(((time["span"][0], time["span"][1]), value))
        else:
            other.append((time["span"][0], time["span"][1]))
    ours = [((t.span.start, t.span.end), t.value) for t in document.times]
    ours = [
        item
        for item in ours
        if any(_overlap(item[0], span) for span, _ in gold) or not any(_overlap(item[0], span) for span in other)
    ]
    pairs = sorted(
        (-_overlap(a, b), i, j) for i, (a, _) in enumerate(gold) for j, (b, _) in enumerate(ours) if _overlap(a, b)
    )
    gone_gold: set[int] = set()
    gone_ours: set[int] = set()
    wrong: list[tuple[Any, ...]] = []
    for _, i, j in pairs:
        if i in gone_gold or j in gone_ours:
            continue
        gone_gold.add(i)
        gone_ours.add(j)
        counts["relaxed"] += 1
        counts["strict"] += gold[i][0] == ours[j][0]
        same = is_same(gold[i][1], ours[j][1])
        counts["value"] += same
        if not same:
            wrong.append(("value", gold[i][1], ours[j][1], gold[i][0]))
    counts["gold"] += len(gold)
    counts["predicted"] += len(ours)
    wrong += [("missed", value, None, span) for i, (span, value) in enumerate(gold) if i not in gone_gold]
    wrong += [("spurious", None, value, span) for j, (span, value) in enumerate(ours) if j not in gone_ours]
    return wrong


def is_same(gold: str, ours: str | None) -> bool:
    """Compare two values by the convention above."""
    ours = (ours or "").removesuffix("/..")
    part_of_decade = re.fullmatch(r"(\d{3})0/\1[9]", gold) and re.fullmatch(r"(\d{3})\d/\1\d", ours)
    return ours == gold or bool(part_of_decade and ours[:3] == gold[:3])


def _overlap(a: Spans, b: Spans) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def rate_counts(counts: dict[str, int]) -> dict[str, float]:
    """Turn counts into F1 values, percent."""
    total = counts["gold"] + counts["predicted"]
    rates = {f"{name} F1": 200 * counts[name] / total if total else 0.0 for name in ("strict", "relaxed", "value")}
    return {"gold": counts["gold"], "predicted": counts["predicted"], **rates}


def main() -> None:
    """Print a table, one line a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    print(f"{'file':24s} {'gold':>6s} {'pred':>6s} {'strict':>7s} {'relaxed':>8s} {'value':>7s}")
    for name in parser.parse_args().files:
        row = measure(name)
        print(
            f"{Path(name).stem:24s} {row['gold']:6.0f} {row['predicted']:6.0f} {row['strict F1']:7.1f} "
            f"{row['relaxed F1']:8.1f} {row['value F1']:7.1f}"
        )


if __name__ == "__main__":
    main()
