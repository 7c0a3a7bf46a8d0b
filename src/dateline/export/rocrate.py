"""RO-Crate 1.1: a folder to publish or archive, with tables, their description and how they were made.

In: readings and a folder. Out: `events.csv` and `events.parquet` (one row an account), `reports.csv`,
`datapackage.json` (Frictionless), `methods.md` and `ro-crate-metadata.json`. The full text of reports, which belongs to
its outlets, is not in it: quotes and addresses are.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from dateline.errors import InputError
from dateline.export.csv import CsvWriter, neutralise
from dateline.export.datapackage import REPORT_COLUMNS, make_package
from dateline.export.methods import Counts, make_methods
from dateline.export.parquet import ParquetWriter
from dateline.intervals import find_day
from dateline.records import Reading
from dateline.version import __version__

MEDIA = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".md": "text/markdown",
    ".json": "application/json",
}
WORDS = {
    "events.csv": "Accounts of events, one a row, with quote, address and offsets",
    "events.parquet": "The same table, typed",
    "reports.csv": "The reports that were read",
    "datapackage.json": "Frictionless data package: types, meanings and keys of the columns",
    "methods.md": "How the data were made: sources, counts, versions, rules, known errors",
}


class CrateWriter:
    """Writes the tables as readings come, and the rest at the end."""

    def __init__(
        self, out: Path, *, filters: dict[str, Any] | None = None, sensitive: bool = False, dated: str | None = None
    ) -> None:
        if dated is not None and find_day(dated) is None:
            raise InputError(f"{dated!r} is no day: write YYYY-MM-DD")
        out.mkdir(parents=True, exist_ok=True)
        self.out, self.filters, self.sensitive, self.dated = out, filters or {}, sensitive, dated
        self.counts = Counts()
        self.table = CsvWriter(out / "events.csv", mark=False)
        self.parquet = ParquetWriter(out / "events.parquet")
        self.stream = (out / "reports.csv").open("w", encoding="utf-8", errors="backslashreplace", newline="")
        self.reports = csv.writer(self.stream, lineterminator="\n")
        self.reports.writerow(REPORT_COLUMNS)
        self.paths: tuple[Path, ...] = ()

    def write(self, reading: Reading) -> int:
        """Write one reading's rows and say how many."""
        self.counts.add(reading)
        report = reading.report
        cells = (report.id, report.title, report.outlet, report.url, report.published)
        self.reports.writerow([neutralise(cell) for cell in cells])
        self.parquet.write(reading)
        return self.table.write(reading)

    def close(self) -> None:
        """Write description, methods and metadata."""
        self.stream.close()
        self.table.close()
        self.parquet.close()
        page = make_methods(self.counts, self.filters, sensitive=self.sensitive)
        _write(self.out / "methods.md", page)
        _write(self.out / "datapackage.json", _dump(make_package(self.out)))
        names = list(WORDS)
        _write(self.out / "ro-crate-metadata.json", _dump(self._describe(names)))
        self.paths = tuple(self.out / name for name in [*names, "ro-crate-metadata.json"])

    def _describe(self, names: list[str]) -> dict[str, Any]:
        dated = self.dated or next(iter(self.counts.published[-1:]), None)
        if dated is None:
            raise InputError("an RO-Crate states a day of publication, and no report has one: give it with --dated")
        made = {
            "@id": "#read",
            "@type": "CreateAction",
            "name": "Reading of news reports into accounts of events",
            "instrument": {"@id": "#dateline"},
            "result": [{"@id": name} for name in names],
        }
        return {
            "@context": "https://w3id.org/ro/crate/1.1/context",
            "@graph": [
                {
                    "@id": "ro-crate-metadata.json",
                    "@type": "CreativeWork",
                    "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                    "about": {"@id": "./"},
                },
                {
                    "@id": "./",
                    "@type": "Dataset",
                    "name": "Accounts of events in news reports",
                    "description": f"{self.counts.accounts:,} accounts of events from {self.counts.reports:,} news "
                    "reports, each tied to the words of its report.",
                    "datePublished": dated,
                    "license": {"@id": "#rights"},
                    "hasPart": [{"@id": name} for name in names],
                    "mentions": {"@id": "#read"},
                },
                {
                    "@id": "#rights",
                    "@type": "CreativeWork",
                    "name": "Rights",
                    "description": "Quotes and titles belong to the outlets named with them. Places are from GeoNames "
                    "(https://www.geonames.org/), CC BY 4.0. Codes are those of the PLOVER manual.",
                },
                {"@id": "#dateline", "@type": "SoftwareApplication", "name": "Dateline", "version": __version__},
                made,
                *(_describe_file(self.out / name) for name in names),
            ],
        }


def _describe_file(path: Path) -> dict[str, Any]:
    return {
        "@id": path.name,
        "@type": "File",
        "name": WORDS[path.name],
        "encodingFormat": MEDIA[path.suffix],
        "contentSize": str(path.stat().st_size),
    }


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", errors="backslashreplace", newline="\n")
