"""Corrections as training data, in the corpus's form.

In: corrected readings with who reviewed them and how far. Out: one JSON file a report, in the form of `docs/format.md`
with a `review` beside it, each written whole or not at all. What a person added or corrected carries no confidence.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.readings import encode_reading
from dateline.records import Reading

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A corrected reading: who decided on it, on how many of its accounts, of how many."""

    reading: Reading
    people: tuple[str, ...]
    decided: int
    accounts: int

    @property
    def complete(self) -> bool:
        """Whether every account was decided on."""
        return self.decided >= self.accounts


def export_readings(items: Iterable[Reviewed], folder: Path, *, partial: bool = False) -> Iterator[Path]:
    """Write the reviewed reports, complete ones alone unless `partial`, and give each file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in items:
        if not item.complete and not partial:
            continue
        value = encode_reading(item.reading)
        value["review"] = {"people": list(item.people), "decided": item.decided, "accounts": item.accounts}
        path = folder / f"{_UNSAFE.sub('-', item.reading.id).strip('-.')[:100] or 'report'}.json"
        draft = path.with_name(f".{path.name}.part")
        draft.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
        os.replace(draft, path)
        yield path
