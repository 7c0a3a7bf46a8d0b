"""Dateline reads news reports into event data that people can check.

`read("text or path", published="2020-09-14")` gives a `Reading`; `read_many(iterable)` gives one for each report;
`Events(readings)` filters, frames, plots and exports the accounts of many.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from dateline.version import __version__

if TYPE_CHECKING:
    from dateline.api import Reading, read, read_many
    from dateline.errors import DatelineError
    from dateline.events import Events
    from dateline.records import Account, Entity, Failure, Report, Span

__all__ = [
    "Account",
    "DatelineError",
    "Entity",
    "Events",
    "Failure",
    "Reading",
    "Report",
    "Span",
    "__version__",
    "read",
    "read_many",
]

_HOMES = {
    "Account": "dateline.records",
    "DatelineError": "dateline.errors",
    "Entity": "dateline.records",
    "Events": "dateline.events",
    "Failure": "dateline.records",
    "Reading": "dateline.api",
    "Report": "dateline.records",
    "Span": "dateline.records",
    "read": "dateline.api",
    "read_many": "dateline.api",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
