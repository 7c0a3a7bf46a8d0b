"""The page of accuracy: measures to Markdown, with what is bad stated plainly.

In: a `Score`, the false alarms and what the benchmarks gave. Out: the text of `docs/accuracy.md`.
"""

from __future__ import annotations

from typing import Any

from dateline.evaluate.scoring import ROUNDS, Row, Score, show
from evaluation.machine import describe_processor, describe_versions
from evaluation.references import BENCHES, READERS

Json = dict[str, Any]

MEANING = {
    "event": "an event found, with the right type",
    "event found": "an event found, whatever its type",
    "whole record": "type, both sides' countries and sectors, modality, claim and date all right",
    "attribution": "content at least half the same, and the sources touch",
    "coded sides": "countries and sectors of both sides, over matched events",
    "modality, not actual": "modality, over events that are not plain facts",
    "claim, not narrator": "claim, over events that rest on a source",
    "speaker": "the source's entity, where there is one",
}
WEAK_TYPE = 0.3


def write_page(score: Score, alarms: Json, benches: dict[str, Json | str], coder: Json) -> str:
    """Give the whole page."""
    return "\n".join(
        [
            *_write_head(score, coder),
            *_write_bad(score, alarms, benches),
            *_write_counts(score),
            *_write_rates(score),
            *_write_coreference(alarms.get("coreference")),
            *_write_types(score),
            *_write_calibration(alarms["calibration"]),
            *_write_chosen(alarms.get("chosen", "not run")),
            *_write_benches(benches),
        ]
    )


def _write_head(score: Score, coder: Json) -> list[str]:
    parts = ", ".join(f"{name} {str(value)[:40]}" for name, value in coder.get("parts", {}).items())
    return [
        "# Accuracy",
        "",
        "Written by `python -m evaluation.accuracy`: do not edit by hand.",
        "",
        f"- **Data**: {score.reports} news reports of 2013 to 2018, the corpus's development part, read by "
        "hand by "
        "its annotation guidelines. The program was developed with these reports in view (their labels were "
        "not "
        "trained on): expect somewhat lower figures on reports that nobody looked at.",
        f"- **Program**: version {coder.get('version', '?')}; {parts}.",
        f"- **Machine**: {describe_processor()}. {describe_versions()}.",
        f"- **Intervals**: 95%, bootstrap over reports, {ROUNDS} rounds. Figures are percent.",
        "- **Two readers**: how far two independent human readers agree by the same measure, on four reports.",
        "",
    ]


def _write_bad(score: Score, alarms: Json, benches: dict[str, Json | str]) -> list[str]:
    rows = {row.name: row for row in (*score.counts, *score.rates)}
    gaps = sorted((((rows[name].value or 0.0) - best, name) for name, best in READERS.items() if name in rows))
    lines = ["## What is bad", ""]
    event, whole = rows.get("event"), rows.get("whole record")
    if event is not None and event.recall is not None and event.precision is not None:
        lines.append(
            f"- Of the events that a reader finds, {show(1 - event.recall)}% are missed or get another "
            "type; of "
            f"those that the program gives, {show(1 - event.precision)}% are wrong by this measure."
        )
    if whole is not None and whole.recall is not None:
        lines.append(f"- Only {show(whole.recall)}% of the gold events are right in every coded field at once.")
    worst = "; ".join(f"{name} ({show(rows[name].value)} against {show(READERS[name])})" for _, name in gaps[:5])
    lines.append(f"- Farthest below two human readers: {worst}.")
    weak = [row for row in score.types if row.gold and (row.value or 0.0) < WEAK_TYPE]
    if weak:
        names = ", ".join(f"{row.name} {show(row.value)} of {row.gold}" for row in weak)
        lines.append(f"- Types with an F1 under {show(WEAK_TYPE)}: {names}.")
    few = [row.name for row in score.types if 0 < row.gold < 10]
    if few:
        lines.append(f"- Too few to measure (under ten gold events): {', '.join(few)}.")
    none = alarms["no_events"]
    lines.append(
        f"- {show(none['with_false_event'])}% of the {int(none['sentences'])} sentences without an event get one."
    )
    if score.failures:
        lines.append(f"- {len(score.failures)} reports could not be read: {score.failures[0][1]}")
    missing = [bench.title for bench in BENCHES if isinstance(benches.get(bench.file), str)]
    if missing:
        lines.append(f"- Not measured this time: {'; '.join(missing)}.")
    return [*lines, ""]


def _interval(row: Row) -> str:
    return "–" if row.low is None else f"{show(row.low)} to {show(row.high)}"


def _name(name: str) -> str:
    return f"{name}: {MEANING[name]}" if name in MEANING else name


def _write_counts(score: Score) -> list[str]:
    lines = [
        "## Found and right",
        "",
        "| measure | P | R | F1 | 95% interval of F1 | gold | ours | two readers |",
    ]
    lines.append("|---|---:|---:|---:|---:|---:|---:|---:|")
    for row in score.counts:
        lines.append(
            f"| {_name(row.name)} | {show(row.precision)} | {show(row.recall)} | **{show(row.value)}** | "
            f"{_interval(row)} | {row.gold} | {row.found} | {show(READERS.get(row.name))} |"
        )
    return [*lines, ""]


def _write_rates(score: Score) -> list[str]:
    lines = [
        "## Right, where the event was found",
        "",
        "| measure | rate | 95% interval | out of | two readers |",
    ]
    lines.append("|---|---:|---:|---:|---:|")
    for row in score.rates:
        lines.append(
            f"| {_name(row.name)} | **{show(row.value)}** | {_interval(row)} | {row.gold} | "
            f"{show(READERS.get(row.name))} |"
        )
    return [*lines, ""]


def _write_calibration(found: Json) -> list[str]:
    if not found:
        return []
    lines = ["## How far its confidence can be believed", "", "| stated confidence, mean | right | accounts |"]
    lines.append("|---:|---:|---:|")
    lines += [f"| {show(mean)} | {show(right)} | {count} |" for mean, right, count in found["table"]]
    note = (
        f"Expected calibration error {show(found['error'])}; {show(found['error_cross_validated'])} when the scaling "
        "is fitted on all other reports. The shipped scaling was fitted on these reports."
    )
    return [*lines, "", note, ""]


def _write_chosen(found: Json | str) -> list[str]:
    lines = ["## Sentences without an event", ""]
    if isinstance(found, str):
        return [*lines, f"- Not measured: {found}", ""]
    lines += [
        "Chosen by reading from the public benchmarks, where nothing was trained on: none of them tells of an event, "
        "many have words that sound like one. How many of them get one (UniversalPetrarch: 41 to 82%):",
        "",
        "| about | with an event | 95% interval | sentences |",
        "|---|---:|---:|---:|",
    ]
    for name, row in found.items():
        if name != "alarms":
            interval = f"{show(row['low'])} to {show(row['high'])}"
            lines.append(f"| {name} | **{show(row['with_false_event'])}** | {interval} | {row['sentences']} |")
    return [*lines, ""]


def _write_coreference(found: Json | None) -> list[str]:
    """Say how well mentions of one entity are joined, before the encoder joins more."""
    if not found:
        return []
    p, r, f = (100 * found[key] for key in ("precision", "recall", "f1"))
    return [
        "## Coreference",
        "",
        f"B-cubed over the {found['mentions']:,.0f} gold mentions, by the rules alone: "
        f"P {p:.1f}, R {r:.1f}, F1 **{f:.1f}**.",
        "",
    ]


def _write_types(score: Score) -> list[str]:
    lines = [f"## By event type (mean F1 over types {show(score.macro)})", ""]
    lines += ["| type | P | R | F1 | 95% interval | gold | ours |", "|---|---:|---:|---:|---:|---:|---:|"]
    for row in score.types:
        lines.append(
            f"| {row.name} | {show(row.precision)} | {show(row.recall)} | **{show(row.value)}** | "
            f"{_interval(row)} "
            f"| {row.gold} | {row.found} |"
        )
    taken = ", ".join(f"{gold} for {ours} {n}" for gold, ours, n in ((p, g, n) for g, p, n in score.confusions[:12]))
    return [*lines, "", f"Types taken for others (ours for gold): {taken or 'none'}.", ""]


def _write_benches(benches: dict[str, Json | str]) -> list[str]:
    lines = ["## Public benchmarks", "", "The halves of each set that are open to development."]
    for bench in BENCHES:
        lines += ["", f"**{bench.title}**", ""]
        found = benches.get(bench.file, "not run")
        if isinstance(found, str):
            lines.append(f"- Not measured: {found}")
        else:
            wanted = bench.shown or tuple(k for k, v in found.items() if isinstance(v, int | float))
            values = ", ".join(f"{key.replace('_', ' ')} {_show_number(found[key])}" for key in wanted if key in found)
            lines.append(f"- Ours: {values}.")
        lines.append(f"- Others: {bench.others}")
    return [*lines, ""]


def _show_number(value: Any) -> str:
    if isinstance(value, float) and 0 <= value <= 1:
        return f"**{show(value)}**"
    return f"{value:.1f}" if isinstance(value, float) else str(value)
