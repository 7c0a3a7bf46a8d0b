"""The commands that show what a store holds: `stories`, `show`, `stats`, `methods`.

In: the arguments of the command line. Out: an exit code, as for `read`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.store import StoreOption

SHOW_EPILOG = """\
[bold]Examples[/bold]

  dateline show 4f2a91 --store events.db                # the beginning of an id is enough where it is the only one

  dateline show 4f2a91 --store events.db --view machine

  dateline show 4f2a91 --store events.db --format json
"""
METHODS_EPILOG = """\
[bold]Examples[/bold]

  dateline methods --store events.db --out methods.md

  dateline methods --store events.db --sensitive        # says that names are included, as `export --sensitive` does
"""


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command()(stories)
    app.command(epilog=SHOW_EPILOG)(show)
    app.command()(stats)
    app.command(epilog=METHODS_EPILOG)(methods)


def stories(
    store: StoreOption,
    sort: Annotated[str, typer.Option("--sort", help="date or reports; - first for descending.")] = "-date",
    limit: Annotated[int, typer.Option("--limit", "-n", help="At most so many.")] = 50,
    form: Annotated[str, typer.Option("--format", "-f", help="table, jsonl or csv.")] = "table",
) -> None:
    """List the stories of a store: reports of one main happening, as `dateline merge --store` grouped them."""
    from dateline.cli.store_show_run import run_stories

    raise typer.Exit(run_stories(store, sort=sort, limit=limit, form=form))


def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="An event's id, a story's or a report's, or its beginning.")],
    store: StoreOption,
    view: Annotated[str, typer.Option("--view", help="corrected or machine.")] = "corrected",
    form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text",
) -> None:
    """Show an event with all its accounts, quotes, figures by source, and history; or a story, or a report."""
    from dateline.cli.store_show_run import run_show

    raise typer.Exit(run_show(store, id, view=view, form=form))


def stats(
    store: StoreOption, form: Annotated[str, typer.Option("--format", "-f", help="text or json.")] = "text"
) -> None:
    """Count what a store holds."""
    from dateline.cli.store_show_run import run_stats

    raise typer.Exit(run_stats(store, form=form))


def methods(
    store: StoreOption,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write, else standard output.")] = None,
    sensitive: Annotated[bool, typer.Option("--sensitive", help="The data are published with all names.")] = False,
) -> None:
    """Write the page that states sources, counts, versions, rules and known errors, to publish beside the data."""
    from dateline.cli.methods_run import run_methods

    raise typer.Exit(run_methods(store, out, sensitive=sensitive))
