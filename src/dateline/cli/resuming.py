"""What a run of `dateline read` asks of the sources, and what an earlier run has already done.

In: a `Request`; the readings that an interrupted run left. Out: `Options` for the sources; the places that are done, so
that a resumed run leaves them out, and in a web archive goes straight to the byte after the last of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dateline.errors import InputError, SettingsError
from dateline.records import Failure, Report

if TYPE_CHECKING:
    from dateline.cli.run import Request
    from dateline.settings import Settings
    from dateline.sources.files import Options

_RECORD = re.compile(r"(.+)@(\d+)$")


def make_options(request: Request, settings: Settings) -> Options:
    """Give the options for the sources; raises `SettingsError` where `--map` cannot be meant so."""
    from dateline.sources.files import Options

    fetch = None
    if request.fetch:
        from dateline.sources.article import FetchArticle
        from dateline.sources.fetch import Fetcher, FetchRules
        from dateline.sources.polite import PoliteFetcher

        fetch = FetchArticle(PoliteFetcher(Fetcher(FetchRules(allow_hosts=settings.allow_hosts))))
    return Options(mapping=parse_columns(request.columns), fetch=fetch)


def parse_columns(columns: str | None) -> dict[str, str]:
    """Give the column of each field in `text=body,published=date`."""
    mapping: dict[str, str] = {}
    for pair in (columns or "").split(","):
        if not pair.strip():
            continue
        name, equals, column = pair.partition("=")
        if not equals or not name.strip() or not column.strip():
            raise SettingsError(f"--map {pair!r}: give pairs such as text=body,published=date")
        mapping[name.strip()] = column.strip()
    return mapping


@dataclass(frozen=True, slots=True)
class Done:
    """The places that are read, and for each archive the byte of the last record that is."""

    places: frozenset[str] = frozenset()
    offsets: dict[str, int] = field(default_factory=dict)

    def leave_out(self, items: Iterator[Report | Failure]) -> Iterator[Report | Failure]:
        """Pass on what is not done."""
        return (item for item in items if not (isinstance(item, Report) and item.source in self.places))


def load_done(path: Path) -> Done:
    """Read what a run has written, and cut off a last line that it did not end; nothing where there is no file.

    Raises `InputError` for a file that no run has written: nothing of it is cut.
    """
    places: set[str] = set()
    offsets: dict[str, int] = {}
    if not path.exists():
        return Done()
    with path.open("rb+") as stream:
        whole = 0
        for line in stream:
            ended = line.endswith(b"\n")
            try:
                value = json.loads(line) if ended else {}
            except (ValueError, RecursionError):
                value = None
            if not isinstance(value, dict) or not line.startswith(b"{"):
                raise InputError(f"{path} is no file of readings to go on with: name another place with --out")
            if not ended:
                break
            source = value.get("source")
            whole += len(line)
            if not isinstance(source, str):
                continue
            places.add(source)
            record = _RECORD.match(source)
            if record:
                offsets[record[1]] = max(int(record[2]), offsets.get(record[1], 0))
        stream.truncate(whole)
    return Done(frozenset(places), offsets)
