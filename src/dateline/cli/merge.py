"""`dateline merge`: one event from many reports, with who says what.

In: the arguments of the command line. Out: merged events as a table or as JSON Lines, and an exit code: 0 all was
merged, 1 some reports could not be read (or all), 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.review_options import By, Reason
from dateline.cli.store import StoreOption

EPILOG = """\
[bold]Examples[/bold]

  dateline read news/ --format jsonl --out readings.jsonl && dateline merge readings.jsonl

  dateline merge readings.jsonl --all --format jsonl --out events.jsonl

  dateline merge monday.txt tuesday.html

  dateline merge --store events.db                   # all that a store holds, kept there as one step

  dateline merge --store events.db --new             # only what has come since: each report joins a story or opens one

  dateline merge 4f2a91 REPORT/v3 --store events.db --by ana     # one event by a person's word

  dateline split 4f2a91 --store events.db --by ana

  dateline undo --store events.db --by ana           # whatever was merged or decided last

[bold]Exit codes[/bold]

  0 all was merged · 1 some reports could not be read (or all) · 2 wrong usage · 130 interrupted
"""

HELP = (
    "Merge what several reports tell into events: each with its reports, its independent sources (copies of one text, "
    "and reports that credit one agency, count once) and what the reports disagree on.\n\nPATHs hold readings, as "
    "`dateline read --format jsonl` writes them, or reports, which are read first; nothing is kept. With "
    "--store, the store's reports are merged and the result is kept there; PATHs are then the ids of events, or "
    "accounts named REPORT/ID, which a person makes one event."
)


class Format(StrEnum):
    """The forms of output."""

    table = "table"
    jsonl = "jsonl"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(name="merge", help=HELP, epilog=EPILOG)(merge)
    app.command(epilog=EPILOG)(split)
    app.command(epilog=EPILOG)(undo)


def merge(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Files, folders or globs of readings or reports, or -; or ids."),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="table: for reading here. jsonl: one event a line.")
    ] = Format.table,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write, else standard output.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also events that one report alone tells of; the table leaves them out.")
    ] = False,
    store: Annotated[
        str | None, typer.Option("--store", "-s", metavar="FILE|URL", help="Merge inside a store.")
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="With --store: only reports that are in no story yet.")] = False,
    window: Annotated[
        int | None,
        typer.Option(
            "--window",
            min=1,
            metavar="DAYS",
            help="With --store: reports published further apart are not joined directly (30 with --new, else none).",
        ),
    ] = None,
    person: Annotated[str | None, typer.Option("--by", metavar="PERSON", help="Who decides.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why.")] = None,
) -> None:
    """Merge readings: see `HELP`."""
    if store is None:
        if not paths or new or window or person or reason:
            raise typer.BadParameter("give PATHs to merge, or --store; --new, --window, --by, --reason need --store")
        from dateline.cli.merge_run import run

        raise typer.Exit(run(tuple(paths), form.value, out, everything))
    from dateline.cli import merge_store

    if out or everything or form is not Format.table:
        raise typer.BadParameter("with --store nothing is written: see `dateline events --store`")
    if paths:
        raise typer.Exit(merge_store.run_join(store, paths, person=person, reason=reason))
    raise typer.Exit(merge_store.run_merge(store, window=window, new=new, person=person))


def split(
    named: Annotated[list[str], typer.Argument(metavar="ID", help="Accounts (REPORT/ID), or events by their ids.")],
    store: StoreOption,
    person: By,
    reason: Reason = None,
) -> None:
    """Let accounts leave their event and form one of their own; an event falls into its accounts."""
    from dateline.cli.merge_store import run_split

    raise typer.Exit(run_split(store, named, person=person, reason=reason))


def undo(
    store: StoreOption,
    person: By,
    decision: Annotated[int | None, typer.Argument(help="A decision's number; without it, the last step.")] = None,
    reason: Reason = None,
) -> None:
    """Take a decision or a merge back; what stood before stands again, and the log keeps both."""
    from dateline.cli.merge_store import run_undo

    raise typer.Exit(run_undo(store, decision, person=person, reason=reason))
