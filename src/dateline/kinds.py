"""Checks that the fields of a record hold what their annotations say: what comes from a file may hold anything.

In: a frozen record and its class. Out: nothing, or `RecordError` naming the first field that holds something else. A
number that is no number or without end fits no field.
"""

from __future__ import annotations

import functools
import math
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from dateline.errors import RecordError

Fits = Callable[[Any], bool]


def check_kinds(record: Any) -> None:
    """Raise `RecordError` unless every field of a record, and of those in it, holds what it is declared to hold."""
    kind: Any = type(record)
    for name, fits in _list_checks(kind):
        value = getattr(record, name)
        if not fits(value):
            raise RecordError(f"{kind.__name__.lower()}.{name} cannot be {_show(value)}")


def _show(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


@functools.cache
def _list_checks(record: Any) -> tuple[tuple[str, Fits], ...]:
    hints = typing.get_type_hints(record)
    return tuple((item.name, _make_check(hints[item.name])) for item in fields(record))


@functools.cache
def _make_check(hint: Any) -> Fits:
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        checks = [_make_check(one) for one in inside]
        return lambda value: any(fits(value) for fits in checks)
    if origin is tuple and len(inside) == 2 and inside[1] is Ellipsis:
        each = _make_check(inside[0])
        return lambda value: isinstance(value, tuple) and all(map(each, value))
    if origin is typing.Literal:
        return lambda value: isinstance(value, str)  # whether it is one of the codes is asked where a record is made
    if is_dataclass(hint):
        kind = typing.cast(type, hint)
        return lambda value: isinstance(value, kind) and _fits_all(value)
    if hint is float:
        return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < math.inf
    if hint is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    if hint in (str, bool, type(None)):
        return lambda value: isinstance(value, hint)
    return lambda value: True


def _fits_all(record: Any) -> bool:
    check_kinds(record)
    return True
