"""The commands of `dateline`.

In: the arguments of the command line. Out: an exit code: 0 all was read, 1 some reports (or all) failed, 2 wrong usage,
130 interrupted. Only what `--help` needs is imported here; the rest is loaded by the command that runs.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dateline import __version__
from dateline.cli.evaluate import register as register_evaluate
from dateline.cli.export import register as register_export
from dateline.cli.gazetteer import GazetteerOption
from dateline.cli.gazetteer import register as register_gazetteer
from dateline.cli.merge import register as register_merge
from dateline.cli.review import register as register_review
from dateline.cli.serve import register as register_serve
from dateline.cli.store import register as register_store
from dateline.cli.usage import Commands
from dateline.cli.watch import register as register_watch

EPILOG = """\
[bold]Examples[/bold]

  dateline read report.txt

  dateline read reports/ --published 2020-09-14 --format csv --out events.csv

  dateline read 'archive/**/*.html' news.jsonl --format jsonl --out readings.jsonl

  dateline read export.parquet crawl.warc.gz --map text=body,published=date --format jsonl --out r.jsonl --resume

  curl -s https://example.org/story | dateline read - --format html > story.html

[bold]Exit codes[/bold]

  0 all was read · 1 some reports failed (or all) · 2 wrong usage · 130 interrupted
"""

app = typer.Typer(
    name="dateline",
    cls=Commands,
    help="Read news reports into event data that people can check: who did what to whom, when, where, how many, "
    "according to whom, each value tied to its words.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
)


class Format(StrEnum):
    """The forms of output."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"
    readings = "readings"


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"dateline {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


READ_HELP = (
    "Read reports and give their events, with the words for every value.\n\n"
    "What cannot be read is named on standard error with the reason and kept in failures.jsonl beside the output "
    "(in the current folder without --out); the rest is read all the same."
)


@app.command(help=READ_HELP, epilog=EPILOG)
def read(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files (text, pages, feeds, JSON, tables, agency and database exports, mail, PDF, Word, WARC: see "
            "docs/sources.md), folders, globs, or - for standard input.",
        ),
    ],
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            "-f",
            help="table: for reading here. jsonl: one reading a line, written as it comes. json: one list of "
            "readings. csv: one row an event. html: one page a report. readings: one JSON file a report, in a folder.",
        ),
    ] = Format.table,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Where to write: a file; for readings, and for html of several reports, a folder. "
            "Without it: standard output.",
        ),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="DATE", help="The day (YYYY-MM-DD) of reports that state none."),
    ] = None,
    pipeline: Annotated[
        str | None, typer.Option("--pipeline", metavar="NAME", help="An installed spaCy pipeline.")
    ] = None,
    settings: Annotated[
        Path | None, typer.Option("--settings", metavar="FILE", help="A TOML file of settings.")
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no summary; failures are still named.")
    ] = False,
    columns: Annotated[
        str | None,
        typer.Option(
            "--map", metavar="FIELD=COLUMN,...", help="Columns of a table by field: text=body,published=date."
        ),
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Fetch the pages of sources that hold only addresses or teasers.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a jsonl file in --out: what stands in it is not read again.")
    ] = False,
    gazetteer: GazetteerOption = None,
) -> None:
    """Read reports: see `READ_HELP`."""
    from dateline.cli.run import Request, run

    request = Request(
        tuple(paths), form.value, out, published, pipeline, settings, quiet, columns, fetch, resume, gazetteer
    )
    raise typer.Exit(run(request))


@app.command()
def schema() -> None:
    """Print the JSON Schema of a reading."""
    import json

    from dateline.readings import make_schema

    typer.echo(json.dumps(make_schema(), indent=2, ensure_ascii=False))


register_evaluate(app)
register_export(app)
register_gazetteer(app)
register_watch(app)
register_store(app)
register_merge(app)
register_review(app)
register_serve(app)


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        app()
    except BrokenPipeError:
        from dateline.cli.run import leave_pipe

        sys.exit(leave_pipe())
    except KeyboardInterrupt:
        sys.exit(130)
