"""Exports that grow: what has been written stays, and what is new is added behind it.

In: readings, again and again, and an `Order`. Out: rows added to the files. A ledger beside the export
(`NAME.ledger.jsonl`) holds, for each report written, its id and how long the files were then, so that a run that was
killed in the middle of a row takes the half row back and nothing is there twice.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from dateline.errors import InputError
from dateline.export.forms import find_form, open_form
from dateline.export.run import Order, Summary, Tally, write_manifest
from dateline.records import Reading


class Ledger:
    """The reports that an export holds, in a file, and those that its filter left out: none is looked at again."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.path = order.out.with_name(f"{order.out.name}.ledger.jsonl")
        self.reports: set[str] = set()
        self.left_out: set[str] = set()
        self.rows = self.withheld = 0
        self.coders: dict[str, None] = {}
        self.sizes: dict[str, int] = {}
        head = {"format": order.form, "filters": order.effective.to_dict(), "sensitive": order.sensitive}
        if self.path.exists():
            self._read(head)
        elif order.out.exists():
            raise InputError(f"{order.out} is there already and has no ledger: name a new file to append to")
        else:
            order.out.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(json.dumps(head) + "\n", "utf-8", newline="\n")

    def append(self, readings: Iterable[Reading]) -> Summary:
        """Add the readings whose reports are not in the export, and give the summary of the whole export."""
        form = find_form(self.order.form)
        self._take_back()
        writer = open_form(form, self.order.out, append=True)
        tally = Tally(self.order)
        seen: dict[str, None] = {}
        with self.path.open("a", encoding="utf-8", newline="\n") as stream:
            try:
                before = (0, 0)
                for reading in tally.feed(self._find_new(readings, seen), writer):
                    self.sizes = {path.name: path.stat().st_size for path in writer.paths}
                    entry: dict[str, Any] = {
                        "report": reading.id,
                        "rows": tally.rows - before[0],
                        "withheld": tally.withheld - before[1],
                        "coder": reading.coder.version if reading.coder else None,
                        "sizes": self.sizes,
                    }
                    before = (tally.rows, tally.withheld)
                    self._count(entry)
                    stream.write(json.dumps(entry) + "\n")
                    stream.flush()
                for report in seen:
                    if report not in self.reports:
                        self.left_out.add(report)
                        stream.write(json.dumps({"report": report, "left_out": True}) + "\n")
            finally:
                writer.close()
        tally.reports, tally.rows, tally.withheld = len(self.reports), self.rows, self.withheld
        tally.coders = self.coders
        summary = tally.sum_up(self.order.out.parent, writer.paths)
        write_manifest(self.order, summary)
        return summary

    @property
    def known(self) -> set[str]:
        """The ids of reports that need not be looked at again."""
        return self.reports | self.left_out

    def _find_new(self, readings: Iterable[Reading], seen: dict[str, None]) -> Iterator[Reading]:
        known = self.known
        for reading in readings:
            if reading.id not in known and reading.id not in seen:
                seen[reading.id] = None
                yield reading

    def _count(self, entry: dict[str, Any]) -> None:
        self.reports.add(entry["report"])
        self.rows += entry["rows"]
        self.withheld += entry["withheld"]
        self.sizes = entry["sizes"]
        if entry["coder"]:
            self.coders[entry["coder"]] = None

    def _read(self, head: dict[str, Any]) -> None:
        whole = self.path.read_bytes().rpartition(b"\n")[0].split(b"\n")
        try:
            found = json.loads(whole[0])
            entries = [json.loads(line) for line in whole[1:]]
        except ValueError as error:
            raise InputError(f"{self.path} is no ledger: {error}") from error
        if found != head:
            raise InputError(f"{self.order.out} was begun with another format or filter: name a new file")
        for entry in entries:
            if entry.get("left_out"):
                self.left_out.add(entry["report"])
            else:
                self._count(entry)
        # a line that a kill has cut off is taken back with its rows
        with self.path.open("r+b") as stream:
            stream.truncate(len(b"\n".join(whole)) + 1)

    def _take_back(self) -> None:
        """Cut the files to where the last whole report ended; raises `InputError` where one is shorter than that."""
        for path in _find_parts(self.order.out):
            if self.sizes.get(path.name, 0) > (path.stat().st_size if path.exists() else 0):
                raise InputError(f"{path} is shorter than its ledger says: it was changed or removed; name a new file")
            if path.exists() and self.sizes.get(path.name, 0) < path.stat().st_size:
                if path.name in self.sizes:
                    os.truncate(path, self.sizes[path.name])
                else:
                    path.unlink()


def _find_parts(out: Path) -> tuple[Path, ...]:
    from dateline.export.delimited import find_companion

    return out, find_companion(out)
