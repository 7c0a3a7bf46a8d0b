"""A reading's own JSON: its report again, word for word.

In: the JSON value of a reading (`docs/format.md`), whole or only with its first fields. Out: the `Report`
that was read, with the same text, the same id and the same metadata: nothing is cleaned, so that all offsets
still hold.
"""

from __future__ import annotations

from typing import Any

from dateline.errors import InputError, RecordError
from dateline.readings import decode_report
from dateline.records import Report


def is_reading(value: object) -> bool:
    """Say whether a JSON value is a reading: a text with an id and with what was read in it."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("text"), str)
        and isinstance(value.get("id"), str)
        and isinstance(value.get("events"), list)
        and isinstance(value.get("entities"), list)
    )


def read_reading(value: dict[str, Any]) -> Report:
    """Give the report of a reading; raises `InputError` where the reading breaks its own rules."""
    if not value["text"].strip():
        raise InputError("the reading's text is empty")
    try:
        return decode_report(value)
    except (RecordError, KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise InputError(f"not a reading that can be used: {error}") from error
