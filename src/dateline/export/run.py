"""One export: filtered, without what is sensitive, written whole or not at all, and told of in a manifest.

In: readings, a format and a path. Out: the files, a `Summary`, and `NAME.manifest.json` beside them with the filter,
the counts and the SHA-256 of every file. Nothing here reads the clock: the same readings give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dateline.errors import InputError
from dateline.export.forms import Form, Writer, find_form, open_form
from dateline.export.sensitive import withhold
from dateline.filters import NAMED_BY_STORE, Filters, select
from dateline.records import CLAIMS, Reading
from dateline.version import __version__


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported: the format, where to, which accounts, and whether with sensitive fields.

    `dated` is the day of publication that an RO-Crate states; without one, the newest report's. `by_store` says that
    the readings come from a store, which has applied the filters that only a store can.
    """

    form: str
    out: Path
    filters: Filters = field(default_factory=Filters)
    sensitive: bool = False
    dated: str | None = None
    by_store: bool = False

    @property
    def effective(self) -> Filters:
        """The filters that count: formats without a place for it leave out what did not happen or is denied."""
        filters = self.filters
        if find_form(self.form).coded:
            filters = replace(filters, modalities=filters.modalities or ("actual",))
            filters = replace(filters, claims=filters.claims or tuple(c for c in CLAIMS if c != "denied"))
        return filters


@dataclass(frozen=True, slots=True)
class Summary:
    """What an export holds: reports, rows (accounts, or dyads), names withheld, the coders, and each file's hash."""

    form: str
    reports: int
    rows: int
    withheld: int
    coders: tuple[str, ...]
    files: tuple[tuple[str, str, int], ...]

    @property
    def sha256(self) -> str:
        """One hash for the whole export: of its only file, or of the list of its files' hashes."""
        if len(self.files) == 1:
            return self.files[0][1]
        listed = "".join(f"{digest}  {name}\n" for name, digest, _ in self.files)
        return hashlib.sha256(listed.encode()).hexdigest()


class Tally:
    """Counts what goes through, and takes out what is sensitive."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.reports = self.rows = self.withheld = 0
        self.coders: dict[str, None] = {}

    def feed(self, readings: Iterable[Reading], writer: Writer) -> Iterator[Reading]:
        """Write the wanted accounts of readings, giving each reading once it has been written."""
        filters = self.order.effective
        if self.order.by_store:
            filters = Filters.from_dict({k: v for k, v in filters.to_dict().items() if k not in NAMED_BY_STORE})
        for reading in select(readings, filters):
            wanted = reading
            if not self.order.sensitive:
                wanted, left_out = withhold(reading)
                self.withheld += left_out
            self.rows += writer.write(wanted)
            self.reports += 1
            if wanted.coder:
                self.coders[wanted.coder.version] = None
            yield wanted

    def sum_up(self, folder: Path, paths: Iterable[Path]) -> Summary:
        """Give the summary of the files in a folder."""
        files = tuple((path.relative_to(folder).as_posix(), *hash_file(path)) for path in sorted(paths))
        return Summary(self.order.form, self.reports, self.rows, self.withheld, tuple(self.coders), files)


def export_readings(readings: Iterable[Reading], order: Order) -> Summary:
    """Export readings. The files appear when they are whole; what stood there before stays until then.

    Raises `InputError` where the place is a folder that holds something else, `OSError` where it cannot be written.
    """
    form = find_form(order.form)
    tally = Tally(order)
    with draft_files(order, folder=form.folder) as draft:
        writer = open_form(form, draft.out, **_find_details(form, order))
        try:
            for _ in tally.feed(readings, writer):
                pass
        finally:
            writer.close()
        draft.summary = tally.sum_up(draft.base, [path for path in writer.paths if path.is_file()])
    write_manifest(order, draft.summary)
    return draft.summary


@dataclass
class Draft:
    """Files on their way: written to `out` in a folder of their own; `base` is what their names count from."""

    out: Path
    base: Path
    summary: Summary = field(default_factory=lambda: Summary("", 0, 0, 0, (), ()))


@contextmanager
def draft_files(order: Order, *, folder: bool = False) -> Iterator[Draft]:
    """Give a place to write to; what is there at the end is moved to where it belongs, and nothing after an error."""
    out = _follow(order.out)
    if folder and out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(f"{out} is there already and not empty: name a new folder")
    if not folder and out.is_dir():
        raise InputError(f"{out} is a folder: name a file")
    if order.out.exists() and not order.out.is_file() and not order.out.is_dir():
        raise InputError(f"{order.out} is no file, and an export is moved to where it belongs: name a file")
    place = out.parent / f".{out.name}.part"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    try:
        yield Draft(place / out.name, place / out.name if folder else place)
        for entry in sorted(place.iterdir()):
            target = out.parent / entry.name
            if target.is_dir():
                target.rmdir()
            os.replace(entry, target)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _follow(out: Path) -> Path:
    """Give what a link leads to, and any other path as it is; raises `InputError` where it leads round in a circle."""
    try:
        return out.resolve() if out.is_symlink() else out
    except (OSError, RuntimeError) as error:
        raise InputError(f"{out} is a link that leads back to itself: name a file") from error


def write_manifest(order: Order, summary: Summary) -> Path:
    """Write what an export holds beside its files, and give the path."""
    path = find_manifest(_follow(order.out))
    value = describe_export(order, summary)
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, "utf-8", errors="backslashreplace", newline="\n")
    return path


def describe_export(order: Order, summary: Summary) -> dict[str, Any]:
    """Give the manifest: format, version, filter, counts and hashes."""
    return {
        "format": order.form,
        "dateline": __version__,
        "filters": order.effective.to_dict(),
        "sensitive": order.sensitive,
        "withheld": summary.withheld,
        "reports": summary.reports,
        "rows": summary.rows,
        "coders": list(summary.coders),
        "files": [{"path": name, "sha256": digest, "bytes": size} for name, digest, size in summary.files],
        "sha256": summary.sha256,
    }


def find_manifest(out: Path) -> Path:
    """Give the path of an export's manifest."""
    return out.with_name(f"{out.name}.manifest.json")


def _find_details(form: Form, order: Order) -> dict[str, Any]:
    if form.name != "rocrate":
        return {}
    return {"filters": order.effective.to_dict(), "sensitive": order.sensitive, "dated": order.dated}


def hash_file(path: Path) -> tuple[str, int]:
    """Give a file's SHA-256 and its bytes."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    return digest.hexdigest(), path.stat().st_size
