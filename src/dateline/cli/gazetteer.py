"""`dateline gazetteer build`: a full index of places from a GeoNames dump.

In: the files of the dump. Out: an SQLite file for `--gazetteer`, and an exit code: 0 built, 2 wrong usage.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

GazetteerOption = Annotated[
    Path | None,
    typer.Option("--gazetteer", metavar="FILE", help="An index of places made by `dateline gazetteer build`."),
]
HELP = (
    "Make an index of all places of GeoNames, several millions, in place of the towns and areas that come with the "
    "program.\n\nThe files are those of https://download.geonames.org/export/dump/, unpacked (CC BY 4.0: say so "
    "wherever the coordinates are shown)."
)
EPILOG = """\
[bold]Examples[/bold]

  dateline gazetteer build allCountries.txt alternateNamesV2.txt --out places.sqlite

  dateline read reports/ --gazetteer places.sqlite
"""


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(help="The places that reports are looked up in.", no_args_is_help=True)
    group.command(name="build", help=HELP, epilog=EPILOG)(build)
    app.add_typer(group, name="gazetteer")


def build(
    places: Annotated[Path, typer.Argument(metavar="ALLCOUNTRIES", help="allCountries.txt, or that of one country.")],
    alternates: Annotated[
        Path | None, typer.Argument(metavar="[ALTERNATENAMES]", help="alternateNamesV2.txt, for more names.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The index to write.")] = Path("gazetteer.sqlite"),
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Build the index."""
    import sys

    from dateline.cli.usage import check_output, say_error
    from dateline.data.gazetteer_index import build_index
    from dateline.errors import DatelineError

    def tell(count: int) -> None:
        if not quiet and sys.stderr.isatty():
            print(f"\r{count:,} lines", end="", file=sys.stderr)

    try:
        check_output(out, [str(path) for path in (places, alternates) if path is not None])
        built = build_index(places, out, alternates, tell)
    except (DatelineError, OSError) as error:
        raise typer.Exit(say_error(error)) from None
    if not quiet:
        print(f"{out}: {built.places:,} places, {built.names:,} names, {built.left_out:,} lines left out")
