"""A reading as a skeleton and its spans, for formats that keep annotation apart from the rest.

In: the JSON value of a reading (`docs/format.md`). Out: a skeleton without spans and without text, and a list of
`Layer`s, each a span with its path in the reading (`events/2/trigger`) and a label; and the way back. A span that is
not given back takes the record that cannot be without it along: a trigger its account, a content its attribution.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dateline.readings import decode_reading, encode_reading
from dateline.records import Reading

Json = dict[str, Any]
Pair = list[int]


@dataclass(frozen=True, slots=True)
class Layer:
    """A span of a reading: where it stands in the JSON value, what it marks, its half-open offsets in code points."""

    path: str
    label: str
    start: int
    end: int


def take_apart(reading: Reading) -> tuple[Json, list[Layer]]:
    """Give the skeleton of a reading and its spans, in the order of the format."""
    value = encode_reading(reading)
    layers = [Layer(path, label, *pair) for path, label, pair in _walk(value) if pair]
    skeleton = copy.deepcopy(value)
    for layer in layers:
        _put(skeleton, layer.path, None)
    del skeleton["text"]
    return skeleton, layers


def put_together(skeleton: Json, text: str, spans: dict[str, Pair]) -> Reading:
    """Build a reading from a skeleton, its text and its spans by path.

    Raises `RecordError` where what results is no reading.
    """
    value = {**copy.deepcopy(skeleton), "text": text}
    for path, pair in spans.items():
        _put(value, path, pair)
    _prune(value)
    return decode_reading(value)


def _walk(value: Json) -> Iterator[tuple[str, str, Pair | None]]:
    yield "published_span", "Published", value.get("published_span")
    for i, part in enumerate(value["parts"]):
        yield f"parts/{i}/span", f"Part_{part['kind']}", part["span"]
    for i, entity in enumerate(value["entities"]):
        for j, mention in enumerate(entity["mentions"]):
            yield f"entities/{i}/mentions/{j}", entity["kind"].capitalize(), mention
    for i, time in enumerate(value["times"]):
        yield f"times/{i}/span", "Time", time["span"]
    for i, attribution in enumerate(value["attributions"]):
        for name in ("source", "cue", "content"):
            yield f"attributions/{i}/{name}", name.capitalize(), attribution[name]
    for i, event in enumerate(value["events"]):
        yield f"events/{i}/trigger", event["type"], event["trigger"]
        yield f"events/{i}/sentence", "Sentence", event["sentence"]
        for j, also in enumerate(event["also"]):
            yield f"events/{i}/also/{j}", "Also", also
        for j, quantity in enumerate(event["quantity"]):
            yield f"events/{i}/quantity/{j}/span", f"Quantity_{quantity['kind']}", quantity["span"]


def _put(value: Any, path: str, pair: Pair | None) -> None:
    *steps, last = path.split("/")
    for step in steps:
        value = value[int(step)] if isinstance(value, list) else value[step]
    value[int(last) if isinstance(value, list) else last] = pair


def _prune(value: Json) -> None:
    """Leave out records whose span has gone, and what pointed at them."""
    value["parts"] = [part for part in value["parts"] if part["span"]]
    value["times"] = [time for time in value["times"] if time["span"]]
    value["attributions"] = [a for a in value["attributions"] if a["content"]]
    value["events"] = [event for event in value["events"] if event["trigger"] and event["sentence"]]
    for entity in value["entities"]:
        entity["mentions"] = [mention for mention in entity["mentions"] if mention]
    times = {time["id"] for time in value["times"]}
    said = {attribution["id"] for attribution in value["attributions"]}
    for event in value["events"]:
        event["also"] = [also for also in event["also"] if also]
        event["quantity"] = [quantity for quantity in event["quantity"] if quantity["span"]]
        event["time"] = event["time"] if event["time"] in times else None
        event["via"] = [i for i in event["via"] if i in said]
