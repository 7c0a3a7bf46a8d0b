"""`dateline merge`: one event from many reports, with who says what.

In: the arguments of the command line. Out: merged events as a table or as JSON Lines, and an exit code: 0 all was
merged, 1 some reports could not be read (or all), 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

EPILOG = """\
[bold]Examples[/bold]

  dateline read news/ --format jsonl --out readings.jsonl && dateline merge readings.jsonl

  dateline merge readings.jsonl --all --format jsonl --out events.jsonl

  dateline merge monday.txt tuesday.html

[bold]Exit codes[/bold]

  0 all was merged · 1 some reports could not be read (or all) · 2 wrong usage · 130 interrupted
"""

HELP = (
    "Merge what several reports tell into events: each with its reports, its independent sources (copies of one text, "
    "and reports that credit one agency, count once) and what the reports disagree on.\n\nPATHs hold readings, as "
    "`dateline read --format jsonl` writes them, or reports, which are read first. Nothing is stored: `dateline add` "
    "keeps reports in a store."
)


class Format(StrEnum):
    """The forms of output."""

    table = "table"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(name="merge", help=HELP, epilog=EPILOG)(merge)


def merge(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Files, folders or globs of readings or reports, or -.")
    ],
    form: Annotated[
        Format, typer.Option("--format", "-f", help="table: for reading here. jsonl: one event a line.")
    ] = Format.table,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write, else standard output.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also events that one report alone tells of; the table leaves them out.")
    ] = False,
) -> None:
    """Merge readings: see `HELP`."""
    from dateline.cli.merge_run import run

    raise typer.Exit(run(tuple(paths), form.value, out, everything))
