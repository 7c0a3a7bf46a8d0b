"""JSON: an object, an array of objects, or one object a line.

In: lines of text or the text of a whole file. Out: a `Report` for each object, or a `Failure` that names the
line. A bad line fails alone. An object that is a reading is taken word for word (see `reading`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.build import make_failure
from dateline.sources.eventregistry import is_event_registry, read_event_registry
from dateline.sources.feed import is_json_feed, read_json_feed
from dateline.sources.fields import map_columns, read_fields
from dateline.sources.files import Options
from dateline.sources.mediacloud import is_media_cloud, read_media_cloud
from dateline.sources.ninjs import is_ninjs, read_ninjs
from dateline.sources.reading import is_reading, read_reading

Json = dict[str, Any]
SHAPES: tuple[tuple[Callable[[Json], bool], Callable[[Json, str, Options], Iterator[Report | Failure]]], ...] = (
    (is_json_feed, read_json_feed),
    (is_ninjs, read_ninjs),
    (is_event_registry, read_event_registry),
    (is_media_cloud, read_media_cloud),
)
"""The known shapes of a JSON object, and their readers; any other object is read by the names of its fields."""


def read_json(text: str, name: str, options: Options | None = None) -> Iterator[Report | Failure]:
    """Read the text of a JSON file: one object or an array of objects; if it is neither, lines of JSON."""
    options = options or Options()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = text.splitlines()
        if len([line for line in lines if line.strip()]) > 1 and _opens_as_lines(lines):
            yield from read_json_lines(lines, name, options)
        else:
            yield Failure(name, "source", _explain(error, text))
        return
    if isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _read_value(item, f"{name}[{number}]", options)
    else:
        yield from _read_value(value, name, options)


def read_json_lines(lines: Iterable[str], name: str, options: Options | None = None) -> Iterator[Report | Failure]:
    """Read one JSON object a line; blank lines are passed over."""
    options = options or Options()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Failure(where, "source", f"line {number}: {_explain(error, line)}")
            continue
        yield from _read_value(value, where, options)


def _read_value(value: object, where: str, options: Options) -> Iterator[Report | Failure]:
    """Read one JSON value by the first shape that knows it."""
    try:
        if not isinstance(value, dict):
            raise InputError(f"a JSON {_name_type(value)}, not an object with a text")
        if is_reading(value):
            yield read_reading(value)
            return
        for is_shape, read_shape in SHAPES:
            if is_shape(value):
                yield from read_shape(value, where, options)
                return
        columns = map_columns(list(value), options.mapping)
        yield read_fields(value, where, columns=columns, published=options.published)
    except InputError as error:
        yield make_failure(where, error)


def _opens_as_lines(lines: list[str]) -> bool:
    """Say whether the first line is an object of its own, or the whole looks like objects line under line."""
    filled = [line.strip() for line in lines if line.strip()]
    return sum(line[0] == "{" and line[-1] == "}" for line in filled) > 0.5 * len(filled)


def _explain(error: Exception, text: str) -> str:
    if isinstance(error, json.JSONDecodeError):
        place = f"at line {error.lineno}, column {error.colno}" if "\n" in text.strip() else f"at column {error.colno}"
        if error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string"):
            return f"the JSON is cut off {place}: the file is incomplete"
        return f"not JSON: {error.msg} {place}"
    return "JSON nested too deeply" if isinstance(error, RecursionError) else f"not JSON: {error}"


def _name_type(value: object) -> str:
    if isinstance(value, list):
        return "array"
    return {"str": "string", "NoneType": "null", "bool": "boolean"}.get(type(value).__name__, "number")
