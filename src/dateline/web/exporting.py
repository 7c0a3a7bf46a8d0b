"""Exports as a stream: the bytes go out while they are written, and the store's log tells of them at the end.

In: a store, an `Order`, who asks. Out: pieces of the file. Formats of several files, or of a folder, go out as one ZIP
file with the manifest; so does any other where it is asked for. An export that breaks off is in the log too, as far as
it came.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import threading
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dateline.cli.export_store import Shelf
from dateline.errors import InputError
from dateline.export.forms import FORMS, find_form, open_form
from dateline.export.merged import FORMS as MERGED
from dateline.export.merged import export_events
from dateline.export.run import Order, Summary, Tally, describe_export, export_readings
from dateline.store import Store
from dateline.web.reader import BusyError

CHUNK = 1 << 16
MAX_OF_ONE, MAX_OF_ALL = 3, 12
"""How many exports of one person, and of all, may be under way."""
MEDIA_TYPES = {
    "jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json", "graphml": "application/graphml+xml", "ftm": "application/x-ndjson",
    "webannotation": "application/ld+json", "prov": "application/ld+json", "spacy": "application/octet-stream",
}  # fmt: skip
"""Formats of one file; all others are packed."""
ENDINGS = {"graphml": "graphml", "ftm": "ftm.jsonl", "webannotation": "jsonld", "prov": "jsonld", "spacy": "spacy",
           "polecat": "tsv", "gdelt": "tsv", "icews": "tsv", "acled": "csv"}  # fmt: skip
PACKED = "application/zip"
_UNDER_WAY: Counter[str] = Counter()
_COUNTING = threading.Lock()
_FOLLOWED = ("jsonl", "csv", "ftm")
"""Formats whose file only ever grows, so that it can be sent while it is written."""


@dataclass
class Exporter:
    """One export on its way out."""

    store: Store
    order: Order
    person: str
    merged: bool = False
    package: bool = False
    sent: int = 0
    ended: bool = False
    _digest: Any = field(default_factory=hashlib.sha256)

    def __post_init__(self) -> None:
        form = find_form(self.order.form)
        if self.merged and form.name not in MERGED:
            raise InputError(f"{form.name} has no place for merged events: formats that have are {', '.join(MERGED)}")
        self.packed = self.package or form.name not in MEDIA_TYPES

    @property
    def media_type(self) -> str:
        """What goes out."""
        return PACKED if self.packed else MEDIA_TYPES[self.order.form]

    @property
    def name(self) -> str:
        """The name of the file for whoever keeps it."""
        ending = "zip" if self.packed else ENDINGS.get(self.order.form, self.order.form)
        return f"dateline-{'events' if self.merged else self.order.form}.{ending}"

    def stream(self) -> Iterator[bytes]:
        """Give the bytes; the export is written into the log when all are out, or when whoever takes them stops.

        Raises `BusyError` where this person, or all together, have too many under way.
        """
        with _COUNTING:
            if _UNDER_WAY[self.person] >= MAX_OF_ONE or _UNDER_WAY.total() >= MAX_OF_ALL:
                raise BusyError("several exports are under way: try again when one has ended")
            _UNDER_WAY[self.person] += 1
        try:
            yield from self._stream()
        finally:
            with _COUNTING:
                _UNDER_WAY[self.person] -= 1

    def _stream(self) -> Iterator[bytes]:
        folder = Path(tempfile.mkdtemp(prefix="dateline-export-"))
        rows = 0
        try:
            followed = not self.packed and not self.merged and self.order.form in _FOLLOWED
            pieces = self._follow(folder) if followed else self._write(folder)
            for piece in pieces:
                if isinstance(piece, Summary):
                    rows = piece.rows
                    continue
                self._digest.update(piece)
                self.sent += len(piece)
                yield piece
            self.ended = True
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            form = self.order.form + (" merged" if self.merged else "") + ("" if self.ended else " (broken off)")
            filters = self.order.effective.to_dict()
            self.store.log_export(form, filters, self._digest.hexdigest(), rows, self.person)

    def _follow(self, folder: Path) -> Iterator[bytes | Summary]:
        """Give what is written as soon as it is in the file."""
        out = folder / self._file_name()
        tally = Tally(self.order)
        writer = open_form(find_form(self.order.form), out)
        try:
            with out.open("rb") as stream:
                for _ in tally.feed(Shelf(self.store).read(self.order, set()), writer):
                    while piece := stream.read(CHUNK):
                        yield piece
                writer.close()
                while piece := stream.read(CHUNK):
                    yield piece
        finally:
            writer.close()
        yield tally.sum_up(folder, [])

    def _write(self, folder: Path) -> Iterator[bytes | Summary]:
        """Write the export whole, then give its file, or a ZIP file of all its files."""
        order = replace(self.order, out=folder / "export" / self._file_name())
        order.out.parent.mkdir()
        shelf = Shelf(self.store)
        if self.merged:
            summary = export_events(shelf.merge(order), order)
        else:
            summary = export_readings(shelf.read(order, set()), order)
        path = order.out
        if self.packed:
            path = folder / "export.zip"
            _pack(order.out.parent, path, describe_export(order, summary))
        with path.open("rb") as stream:
            while piece := stream.read(CHUNK):
                yield piece
        yield summary

    def _file_name(self) -> str:
        form = self.order.form
        return form if FORMS[form].folder else f"{form}.{ENDINGS.get(form, form)}"


def _pack(folder: Path, out: Path, manifest: dict[str, Any]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
        archive.writestr("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
