"""The commands of a store: `add`, `reread`, `events`, `search`, `verify`, `stamp`.

In: the arguments of the command line. Out: an exit code, as for `read`; `verify` gives 1 where it finds a fault. What
is heavy is loaded by the command that runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dateline.cli.gazetteer import GazetteerOption

StoreOption = Annotated[
    str, typer.Option("--store", "-s", metavar="FILE|URL", help="An SQLite file, or postgresql://user@host/name.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]

ADD_EPILOG = """\
[bold]Examples[/bold]

  dateline add reports/ --store events.db

  dateline add 'archive/**/*.html' news.jsonl --store postgresql://dateline@localhost/news

Each report is added in whole or not at all. Stop it at any moment and run it again: it goes on where it was.
"""
EVENTS_EPILOG = """\
[bold]Examples[/bold]

  dateline events --store events.db --type PROTEST --country EST --since 2020 --min-sources 2

  dateline events --store events.db --near 33.5,36.3,50 --number killed=10.. --sort -sources

  dateline events --store events.db --text '"tear gas" -drill' --disagreement any --format jsonl
"""
SEARCH_EPILOG = """\
[bold]Examples[/bold]

  dateline search 'curfew lifted' --store events.db

  dateline search '"tear gas" OR rubber -drill protest*' --store events.db --since 2019
"""
VERIFY_EPILOG = """\
[bold]Examples[/bold]

  dateline verify --store events.db

  dateline verify --store events.db --expect 1042:5f0c…   # the head that an earlier run printed

0 nothing was found · 1 faults, each on a line of standard output
"""

REREAD_EPILOG = """\
[bold]Examples[/bold]

  dateline reread --store events.db                     # adds this version's readings; replaces none
"""


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    from dateline.cli import store_show

    app.command(epilog=ADD_EPILOG)(add)
    app.command(epilog=REREAD_EPILOG)(reread)
    app.command(epilog=EVENTS_EPILOG)(events)
    app.command(epilog=SEARCH_EPILOG)(search)
    store_show.register(app)
    app.command(epilog=VERIFY_EPILOG)(verify)
    app.command()(stamp)


def add(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Files, folders, globs, or - for standard input: as for `read`."),
    ],
    store: StoreOption,
    published: Annotated[
        str | None, typer.Option("--published", metavar="DATE", help="The day of reports that state none.")
    ] = None,
    settings: Annotated[
        Path | None, typer.Option("--settings", metavar="FILE", help="A TOML file of settings.")
    ] = None,
    quiet: Quiet = False,
    gazetteer: GazetteerOption = None,
    merge: Annotated[bool, typer.Option("--merge", help="Then let each new report join a story or open one.")] = False,
) -> None:
    """Read reports and keep them in a store, with their bytes, readings and events."""
    from dateline.cli.store_run import run_add

    code = run_add(paths, store, published=published, settings=settings, quiet=quiet, gazetteer=gazetteer)
    if merge and code < 2:
        from dateline.cli.merge_store import run_merge

        code = max(code, run_merge(store, window=None, new=True, person=None))
    raise typer.Exit(code)


def reread(
    store: StoreOption,
    settings: Annotated[
        Path | None, typer.Option("--settings", metavar="FILE", help="A TOML file of settings.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Read the reports of a store again by this version: readings are added, none is replaced."""
    from dateline.cli.store_run import run_reread

    raise typer.Exit(run_reread(store, settings=settings, quiet=quiet))


def events(
    store: StoreOption,
    types: Annotated[list[str] | None, typer.Option("--type", help="PLOVER event type; may be repeated.")] = None,
    modes: Annotated[list[str] | None, typer.Option("--mode", help="Mode of the type.")] = None,
    contexts: Annotated[list[str] | None, typer.Option("--context", help="PLOVER context.")] = None,
    quads: Annotated[list[str] | None, typer.Option("--quad", help="material conflict, verbal cooperation, …")] = None,
    actors: Annotated[list[str] | None, typer.Option("--actor", help="Words of the actor's name.")] = None,
    recipients: Annotated[list[str] | None, typer.Option("--recipient", help="Words of the recipient's name.")] = None,
    parties: Annotated[list[str] | None, typer.Option("--party", help="Words of the name of either.")] = None,
    actor_countries: Annotated[list[str] | None, typer.Option("--actor-country", help="ISO alpha-3 code.")] = None,
    recipient_countries: Annotated[
        list[str] | None, typer.Option("--recipient-country", help="ISO alpha-3 code.")
    ] = None,
    party_countries: Annotated[list[str] | None, typer.Option("--party-country", help="ISO alpha-3, either.")] = None,
    actor_sectors: Annotated[
        list[str] | None, typer.Option("--actor-sector", help="PLOVER sector: GOV, MIL, …")
    ] = None,
    recipient_sectors: Annotated[list[str] | None, typer.Option("--recipient-sector", help="PLOVER sector.")] = None,
    countries: Annotated[list[str] | None, typer.Option("--country", help="Where it happened: ISO alpha-3.")] = None,
    near: Annotated[str | None, typer.Option("--near", metavar="LAT,LON,KM", help="Within so many km.")] = None,
    box: Annotated[str | None, typer.Option("--box", metavar="S,W,N,E", help="Between these degrees.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="2020, 2020-05 or 2020-05-17.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="The same, inclusive.")] = None,
    numbers: Annotated[
        list[str] | None, typer.Option("--number", metavar="KIND=LOW..HIGH", help="killed=10.., arrested=5..20")
    ] = None,
    speakers: Annotated[list[str] | None, typer.Option("--speaker", help="Words of who says so.")] = None,
    claims: Annotated[
        list[str] | None, typer.Option("--claim", help="narrator, attributed, alleged or denied.")
    ] = None,
    modalities: Annotated[
        list[str] | None, typer.Option("--modality", help="actual, planned, hypothetical or negated.")
    ] = None,
    statuses: Annotated[
        list[str] | None, typer.Option("--status", help="unreviewed, confirmed, corrected, rejected, …")
    ] = None,
    outlets: Annotated[list[str] | None, typer.Option("--outlet", help="The outlet of one of its reports.")] = None,
    min_sources: Annotated[int | None, typer.Option("--min-sources", help="At least so many independent ones.")] = None,
    min_reports: Annotated[int | None, typer.Option("--min-reports", help="Told by at least so many reports.")] = None,
    min_confidence: Annotated[float | None, typer.Option("--min-confidence", help="From 0 to 1.")] = None,
    max_confidence: Annotated[float | None, typer.Option("--max-confidence", help="From 0 to 1.")] = None,
    disagreements: Annotated[
        list[str] | None, typer.Option("--disagreement", help="A field that accounts differ in, or any.")
    ] = None,
    text: Annotated[str | None, typer.Option("--text", help="Words in the sentences.")] = None,
    story: Annotated[str | None, typer.Option("--story", help="A story's id.")] = None,
    report: Annotated[str | None, typer.Option("--report", help="A report's id.")] = None,
    view: Annotated[str, typer.Option("--view", help="corrected or machine.")] = "corrected",
    sort: Annotated[
        str, typer.Option("--sort", help="date, sources, reports, confidence, disagreements; - first for descending.")
    ] = "-date",
    limit: Annotated[int, typer.Option("--limit", "-n", help="At most so many.")] = 50,
    form: Annotated[str, typer.Option("--format", "-f", help="table, jsonl or csv.")] = "table",
) -> None:
    """List the events of a store, by any filter."""
    from dateline.cli.store_run import Listing, run_events

    given: dict[str, object] = {
        "types": [item.upper() for item in types or ()], "modes": modes, "actors": actors, "recipients": recipients,
        "parties": parties, "actor_countries": actor_countries, "recipient_countries": recipient_countries,
        "countries": countries, "since": since, "until": until, "speakers": speakers, "claims": claims,
        "modalities": modalities, "statuses": statuses, "outlets": outlets, "min_sources": min_sources,
        "disagreements": disagreements, "contexts": contexts, "quads": quads, "party_countries": party_countries,
        "actor_sectors": actor_sectors, "recipient_sectors": recipient_sectors, "min_reports": min_reports,
        "min_confidence": min_confidence, "max_confidence": max_confidence, "text": text,
        "story": story, "report": report, "view": view,
    }  # fmt: skip
    listing = Listing(sort=sort, limit=limit, form=form, near=near, box=box, numbers=tuple(numbers or ()))
    raise typer.Exit(run_events(store, given, listing))


def search(
    words: Annotated[str, typer.Argument(metavar="WORDS", help='Words, "phrases", -without, OR, begin*.')],
    store: StoreOption,
    outlets: Annotated[list[str] | None, typer.Option("--outlet", help="Of these outlets.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="Published since.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Published until.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="At most so many.")] = 20,
    form: Annotated[str, typer.Option("--format", "-f", help="table or jsonl.")] = "table",
) -> None:
    """Search the reports of a store by their words."""
    from dateline.cli.store_run import Listing, run_search

    given = {"outlets": outlets, "since": since, "until": until}
    raise typer.Exit(run_search(store, words, given, Listing(limit=limit, form=form)))


def verify(
    store: StoreOption,
    expect: Annotated[
        str | None, typer.Option("--expect", metavar="SEQ:HASH", help="The head of the log as an earlier run gave it.")
    ] = None,
    roots: Annotated[
        Path | None, typer.Option("--roots", metavar="FILE", help="Certificates (PEM) to check time stamps by.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="The log and what it vouches for, without what is derived.")
    ] = False,
) -> None:
    """Check the log, everything it vouches for, and what is derived; say where something was changed."""
    from dateline.cli.store_run import run_verify

    raise typer.Exit(run_verify(store, expect=expect, deep=not quick, roots=roots))


def stamp(
    store: StoreOption,
    authority: Annotated[str, typer.Option("--authority", metavar="URL", help="An RFC 3161 time-stamp authority.")],
) -> None:
    """Let a time-stamp authority sign the head of the log, so that others can see when it stood."""
    from dateline.cli.store_run import run_stamp

    raise typer.Exit(run_stamp(store, authority))
