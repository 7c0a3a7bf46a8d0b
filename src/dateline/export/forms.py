"""The formats of export: what each is called, how it is opened, what it can do.

In: a name. Out: a `Form`, and by `open_form` a writer that takes readings one at a time. A format's module is loaded
when it is opened, not before.
"""

from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dateline.errors import InputError
from dateline.records import Reading


class Writer(Protocol):
    """Takes readings one at a time; `paths` are the files it writes."""

    paths: tuple[Path, ...]

    def write(self, reading: Reading) -> int:
        """Write one reading and say how many rows (accounts, dyads) it gave."""

    def close(self) -> None:
        """Write what must stand at the end and close the files."""


@dataclass(frozen=True, slots=True)
class Form:
    """A format: `opener` is `module:name` under `dateline.export`.

    `appends`: rows can be added to a file. `folder`: it writes a folder. `coded`: its columns have no place for what is
    planned, denied or did not happen, so that such accounts are left out unless a filter names them.
    """

    name: str
    opener: str
    words: str
    appends: bool = False
    folder: bool = False
    coded: bool = False


FORMS = {
    form.name: form
    for form in (
        Form("jsonl", "jsonl:JsonlWriter", "readings, one a line: all that is known", appends=True),
        Form("csv", "csv:CsvWriter", "one row an account, with quote, address and offsets", appends=True),
        Form("parquet", "parquet:ParquetWriter", "the same, typed, for DuckDB, polars, pandas, R"),
        Form("polecat", "polecat:open_polecat", "the 40 columns of POLECAT", appends=True, coded=True),
        Form("acled", "acled:open_acled", "a view in the 31 columns of ACLED", appends=True, coded=True),
        Form("gdelt", "gdelt:open_gdelt", "the 61 columns of GDELT 2.0, no header", appends=True, coded=True),
        Form("icews", "icews:open_icews", "the 20 columns of ICEWS", appends=True, coded=True),
        Form("geojson", "geojson:GeoJsonWriter", "one feature an account, for maps"),
        Form("graphml", "graphml:GraphWriter", "the network of actors, for Gephi, igraph, networkx"),
        Form("ftm", "ftm:FtmWriter", "FollowTheMoney entities, for Aleph", appends=True),
        Form("webannotation", "webannotation:AnnotationWriter", "W3C Web Annotation, JSON-LD"),
        Form("prov", "provo:ProvWriter", "W3C PROV-O, JSON-LD"),
        Form("brat", "brat:BratWriter", "brat standoff, a folder", folder=True),
        Form("spacy", "docbin:DocBinWriter", "spaCy DocBin"),
        Form("rocrate", "rocrate:CrateWriter", "an RO-Crate: tables, methods page, data package", folder=True),
    )
}


def find_form(name: str) -> Form:
    """Give a format by its name; raises `InputError` with the names there are."""
    if name not in FORMS:
        raise InputError(f"no format {name!r}: there are {', '.join(FORMS)}")
    return FORMS[name]


def open_form(form: Form, out: Path, *, append: bool = False, **details: Any) -> Writer:
    """Open a format at a path; raises `InputError` where `append` is asked of a format that cannot."""
    if append and not form.appends:
        able = ", ".join(name for name, other in FORMS.items() if other.appends)
        raise InputError(f"{form.name} cannot be added to: formats that can are {able}")
    module, _, name = form.opener.partition(":")
    opener = getattr(importlib.import_module(f"dateline.export.{module}"), name)
    if append:
        opener = functools.partial(opener, append=True)
    writer: Writer = opener(out, **details)
    return writer
