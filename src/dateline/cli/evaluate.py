"""`dateline evaluate`: how good the readings are, against reports that people have read.

In: the arguments of the command line. Out: every measure with its interval, a page of the mistakes, and an exit code:
0 all was read and scored, 1 some reports could not be read, 2 wrong usage.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EPILOG = """\
[bold]Examples[/bold]

  dateline evaluate corpus/dev

  dateline evaluate corpus/dev --errors mistakes.html

  dateline evaluate corpus/dev --readings ours/ --errors mistakes.md

[bold]Exit codes[/bold]

  0 all was read and scored · 1 some reports could not be read · 2 wrong usage
"""

HELP = (
    "Read reports that people have read before, and say how far the program agrees with them.\n\nGOLD is a folder of "
    "readings in Dateline's own form (docs/format.md), as annotators or `dateline review export` write them; the "
    "scorer `score.py` stands in it or beside it, or is named."
)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(name="evaluate", help=HELP, epilog=EPILOG)(evaluate)


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="A folder of gold readings, one JSON file a report.")],
    errors: Annotated[
        Path | None,
        typer.Option("--errors", "-e", help="Write a page of the mistakes by type and cause (.html or .md)."),
    ] = None,
    readings: Annotated[
        Path | None, typer.Option("--readings", help="Score the readings of this folder instead of reading anew.")
    ] = None,
    scorer: Annotated[Path | None, typer.Option("--scorer", help="The folder that holds score.py.")] = None,
) -> None:
    """Score and, where asked for, write the page of mistakes."""
    from dateline.cli.evaluate_run import run_evaluate

    raise typer.Exit(run_evaluate(gold, errors, readings, scorer))
