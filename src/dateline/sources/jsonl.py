"""JSON: an object, an array of objects, or one object a line.

In: lines of text or the text of a whole file. Out: a `Report` for each object, or a `Failure` that names the
line. A bad line fails alone. An object that is a reading is taken word for word (see `reading`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from dateline.errors import InputError
from dateline.records import Failure, Report
from dateline.sources.fields import read_fields
from dateline.sources.reading import is_reading, read_reading


def read_json(text: str, name: str, *, published: str | None = None) -> Iterator[Report | Failure]:
    """Read the text of a JSON file: one object or an array of objects; if it is neither, lines of JSON."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = text.splitlines()
        if len([line for line in lines if line.strip()]) > 1 and _opens_as_lines(lines):
            yield from read_json_lines(lines, name, published=published)
        else:
            yield Failure(name, "source", _explain(error, text))
        return
    if isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield _read_value(item, f"{name}[{number}]", published)
    else:
        yield _read_value(value, name, published)


def read_json_lines(lines: Iterable[str], name: str, *, published: str | None = None) -> Iterator[Report | Failure]:
    """Read one JSON object a line; blank lines are passed over."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Failure(where, "source", f"line {number}: {_explain(error, line)}")
            continue
        yield _read_value(value, where, published)


def _read_value(value: object, where: str, published: str | None) -> Report | Failure:
    try:
        if not isinstance(value, dict):
            raise InputError(f"a JSON {_name_type(value)}, not an object with a text")
        if is_reading(value):
            return read_reading(value)
        return read_fields(value, published=published)
    except InputError as error:
        return Failure(where, "source", str(error))


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
