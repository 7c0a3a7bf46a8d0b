"""`dateline export`: readings, from files or from a store, in the formats that analysts load.

In: the arguments of the command line. Out: the export, its manifest, and an exit code: 0 all was exported, 1 some
readings could not be loaded, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

EPILOG = """\
[bold]Examples[/bold]

  dateline export readings.jsonl --format polecat --out events.tsv

  dateline export readings/ --format geojson --type PROTEST --country EST --since 2020 --out protests.geojson

  dateline export --store events.db --format rocrate --min-confidence 0.5 --out crate

  dateline export --store events.db --format csv --out all.csv --watch

[bold]Formats[/bold]

  jsonl · csv · parquet: one row an account (jsonl: a reading), all that is known

  polecat · acled · gdelt · icews: the columns of those data sets, with NAME.provenance.csv beside them for the \
address, quote and offsets of every row; accounts that are planned, denied or did not happen are left out unless \
--modality or --claim names them

  geojson · graphml · ftm · webannotation · prov: maps, networks, FollowTheMoney, W3C annotations and provenance

  brat · spacy: for annotation and training; rocrate: a folder to publish, with a methods page and a data package

[bold]Exit codes[/bold]

  0 all was exported · 1 some readings could not be loaded · 2 wrong usage · 130 interrupted
"""

HELP = (
    "Export readings in the formats that analysts load, filtered, each row with its report's address, quote and "
    "offsets.\n\nPATHs hold readings, as `dateline read --format jsonl` (or readings, or json) writes them. The "
    "filter, the counts and the hash of every file go into NAME.manifest.json, and into the log of the store. Names "
    "of private people who come to harm or bear witness are left out unless --sensitive asks for them."
)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(name="export", help=HELP, epilog=EPILOG)(export)


def _many(words: str, name: str, metavar: str) -> Any:
    return typer.Option(name, metavar=metavar, help=words, rich_help_panel="Filters")


Codes = list[str]


def export(
    form: Annotated[str, typer.Option("--format", "-f", metavar="NAME", help="The format; see below.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write; for brat and rocrate, a new folder.")],
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Files, folders or globs of readings, or - for standard input."),
    ] = None,
    store: Annotated[str | None, typer.Option("--store", metavar="URL", help="A store instead of files.")] = None,
    merged: Annotated[
        bool, typer.Option("--merged", help="One row an event merged from several reports, with its sources.")
    ] = False,
    types: Annotated[Codes | None, _many("A PLOVER type; may be repeated, as most filters.", "--type", "TYPE")] = None,
    modes: Annotated[Codes | None, _many("A PLOVER mode.", "--mode", "MODE")] = None,
    contexts: Annotated[Codes | None, _many("A PLOVER context.", "--context", "CONTEXT")] = None,
    quads: Annotated[Codes | None, _many("material conflict, verbal cooperation, …", "--quad", "CLASS")] = None,
    countries: Annotated[Codes | None, _many("Where it happened, alpha-3.", "--country", "CODE")] = None,
    parties: Annotated[Codes | None, _many("A country on either side.", "--party-country", "CODE")] = None,
    actor_countries: Annotated[Codes | None, _many("The actor's country.", "--actor-country", "CODE")] = None,
    recipient_countries: Annotated[
        Codes | None, _many("The recipient's country.", "--recipient-country", "CODE")
    ] = None,
    actor_sectors: Annotated[Codes | None, _many("The actor's sector.", "--actor-sector", "CODE")] = None,
    recipient_sectors: Annotated[Codes | None, _many("The recipient's sector.", "--recipient-sector", "CODE")] = None,
    names: Annotated[Codes | None, _many("Words of a name on either side.", "--party", "WORDS")] = None,
    actors: Annotated[Codes | None, _many("Words of an actor's name.", "--actor", "WORDS")] = None,
    recipients: Annotated[Codes | None, _many("Words of a recipient's name.", "--recipient", "WORDS")] = None,
    speakers: Annotated[Codes | None, _many("Words of a speaker's name.", "--speaker", "WORDS")] = None,
    since: Annotated[str | None, _many("From this year, month or day on.", "--since", "DATE")] = None,
    until: Annotated[str | None, _many("Up to this year, month or day.", "--until", "DATE")] = None,
    claims: Annotated[Codes | None, _many("narrator, attributed, alleged, denied.", "--claim", "CLAIM")] = None,
    modalities: Annotated[
        Codes | None, _many("actual, planned, hypothetical, negated.", "--modality", "MODALITY")
    ] = None,
    min_confidence: Annotated[float | None, _many("From 0 to 1.", "--min-confidence", "NUMBER")] = None,
    max_confidence: Annotated[float | None, _many("From 0 to 1.", "--max-confidence", "NUMBER")] = None,
    numbers: Annotated[Codes | None, _many("killed=10.., arrested=5..20", "--number", "KIND=LOW..HIGH")] = None,
    box: Annotated[str | None, _many("A rectangle in degrees.", "--box", "SOUTH,WEST,NORTH,EAST")] = None,
    near: Annotated[str | None, _many("A circle.", "--near", "LATITUDE,LONGITUDE,KM")] = None,
    outlets: Annotated[Codes | None, _many("An outlet, as it names itself.", "--outlet", "NAME")] = None,
    text: Annotated[str | None, _many("Words that the sentence has.", "--text", "WORDS")] = None,
    min_sources: Annotated[int | None, _many("Independent sources (store).", "--min-sources", "NUMBER")] = None,
    min_reports: Annotated[int | None, _many("Reports (store).", "--min-reports", "NUMBER")] = None,
    statuses: Annotated[Codes | None, _many("confirmed, corrected, … (store).", "--status", "STATUS")] = None,
    disagreements: Annotated[
        Codes | None, _many("A field that accounts differ in, or any (store).", "--disagreement", "FIELD")
    ] = None,
    story: Annotated[str | None, _many("A story's id (store).", "--story", "ID")] = None,
    view: Annotated[str, _many("corrected (by reviewers) or machine (store).", "--view", "VIEW")] = "corrected",
    sensitive: Annotated[
        bool, typer.Option("--sensitive", help="With the names of private people who come to harm or bear witness.")
    ] = False,
    dated: Annotated[
        str | None, typer.Option("--dated", metavar="DATE", help="The day of publication that a rocrate states.")
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on: append what is new, every --interval seconds, until stopped.")
    ] = False,
    append: Annotated[bool, typer.Option("--append", help="As --watch, once: append what is new.")] = False,
    interval: Annotated[float, typer.Option("--interval", min=0.1, metavar="SECONDS")] = 30.0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Export readings: see `HELP`."""
    from dateline.cli.export_run import Request, run

    filters = {
        "types": types,
        "modes": modes,
        "contexts": contexts,
        "quads": quads,
        "countries": countries,
        "party_countries": parties,
        "actor_countries": actor_countries,
        "recipient_countries": recipient_countries,
        "actor_sectors": actor_sectors,
        "recipient_sectors": recipient_sectors,
        "parties": names,
        "actors": actors,
        "recipients": recipients,
        "speakers": speakers,
        "since": since,
        "until": until,
        "claims": claims,
        "modalities": modalities,
        "min_confidence": min_confidence,
        "max_confidence": max_confidence,
        "quantities": numbers,
        "box": box,
        "near": near,
        "outlets": outlets,
        "text": text,
        "min_sources": min_sources,
        "min_reports": min_reports,
        "statuses": statuses,
        "disagreements": disagreements,
        "story": story,
        "view": view,
    }
    given = {name: value for name, value in filters.items() if value}
    request = Request(
        paths=tuple(paths or ()),
        store=store,
        form=form,
        out=out,
        merged=merged,
        filters=given,
        sensitive=sensitive,
        dated=dated,
        every=interval if watch else None,
        append=append or watch,
        quiet=quiet,
    )
    raise typer.Exit(run(request))
