"""`dateline watch`: feeds to readings, as they come.

In: a `feeds.toml`. Out: a reading for each new item, in a file of lines, a folder or a store; an exit code as for
`dateline read`. What is written is marked as done after it is written, so a run that is stopped loses nothing, and what
an interrupted run had written is not written twice.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from dateline.cli.progress import Log
    from dateline.records import Failure, Reading
    from dateline.settings import Settings
    from dateline.sources.watch import Arrival, Feed, Watch

EPILOG = """\
[bold]Examples[/bold]

  dateline watch feeds.toml --out readings.jsonl              # until it is stopped

  dateline watch feeds.toml --once --store events.db          # for cron

[bold]feeds.toml[/bold]

  interval = 900              # seconds between two looks at a feed

  delay = 5                   # seconds between two requests to a host

  \\[\\[feed]]

  url = "https://example.org/world/rss.xml"

  outlet = "Example"          # instead of the feed's own title

  full = "teasers"            # fetch pages where the feed has a teaser; or always, never
"""

HELP = (
    "Read what is new in RSS, Atom and JSON feeds.\n\n"
    "Feeds are asked only for what has changed, one request to a host at a time, as robots.txt allows; one that fails "
    "is asked again later and later. What has been seen is kept in a state file. Items in other languages than English "
    "are kept unread in a store and listed as unread in failures.jsonl."
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("watch", help=HELP, epilog=EPILOG)(watch)


def watch(
    feeds: Annotated[Path, typer.Argument(metavar="FEEDS", help="A TOML file that names feeds.")],
    once: Annotated[bool, typer.Option("--once", help="Look at each feed that is due, once, and end.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="A .jsonl file that is added to, or a folder for one file a reading."),
    ] = None,
    store: Annotated[str | None, typer.Option("--store", help="A store: a path or an address.")] = None,
    state: Annotated[
        Path | None,
        typer.Option("--state", help="Where what was seen is kept; without it beside FEEDS, with the ending .state."),
    ] = None,
    settings: Annotated[
        Path | None, typer.Option("--settings", metavar="FILE", help="A TOML file of settings.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Name failures only.")] = False,
) -> None:
    """Watch feeds: see `HELP`."""
    request = WatchRequest(feeds, once, out, store, state or feeds.with_suffix(".state"), settings, quiet)
    raise typer.Exit(run_watch(request))


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """What a user asks for: the arguments and options of `dateline watch`."""

    feeds: Path
    once: bool
    out: Path | None
    store: str | None
    state: Path
    settings: Path | None = None
    quiet: bool = False


Sink: TypeAlias = "Callable[[Reading | Failure], None]"


def run_watch(request: WatchRequest, sleep: Callable[[float], None] = time.sleep) -> int:
    """Watch as asked and give the exit code; whatever a user can get wrong ends in one line."""
    from dateline.cli.progress import Log
    from dateline.cli.usage import say_error
    from dateline.errors import DatelineError

    folder = request.out.parent if request.out and request.out.suffix else request.out
    log = Log(folder or request.feeds.parent, quiet=request.quiet)
    try:
        _watch(request, log, sleep)
    except KeyboardInterrupt:
        log.stop()
        log.say(f"interrupted: {log.reports} read")
        return 130
    except (DatelineError, OSError) as error:
        log.stop()
        return say_error(error)
    log.sum_up()
    return 1 if log.failed > log.unread else 0  # what is in another language is unread, and no failure


def _watch(request: WatchRequest, log: Log, sleep: Callable[[float], None]) -> None:
    from dateline.errors import SettingsError
    from dateline.settings import load_settings
    from dateline.sources.fetch import Fetcher, FetchRules
    from dateline.sources.polite import PoliteFetcher
    from dateline.sources.watch import Watch, load_watch_list
    from dateline.sources.watch_state import WatchState

    if request.out is None and request.store is None:
        raise SettingsError("nowhere to write: give --out FILE.jsonl, --out FOLDER or --store STORE")
    settings = load_settings(request.settings)
    wanted = load_watch_list(request.feeds)
    rules = FetchRules(allow_hosts=(*settings.allow_hosts, *wanted.allow_hosts))
    client = PoliteFetcher(Fetcher(rules), delay=wanted.delay, robots=wanted.robots, sleep=sleep)
    with ExitStack() as stack:
        state = WatchState(request.state)
        stack.callback(state.close)
        sinks = _open_sinks(request, stack)
        watching = Watch(client, state)
        while True:
            for feed in wanted.feeds:
                _read_all(watching, feed, settings, sinks, log)
            if request.once:
                return
            wait = watching.next_due(wanted.feeds)
            if wait is None:
                log.say("all feeds are gone: nothing more to watch")
                return
            sleep(max(wait, 1.0))


def _read_all(watching: Watch, feed: Feed, settings: Settings, sinks: list[Sink], log: Log) -> None:
    """Read what is new in one feed; each item is written, then marked as done."""
    from dateline.pipeline import read_many

    arrivals: Iterator[Arrival] = watching.poll(feed)
    for arrival in arrivals:
        for result in read_many(log.watch([arrival.item]), settings):
            for sink in sinks:
                sink(result)
            log.add(result)
        arrival.done()


def _open_sinks(request: WatchRequest, stack: ExitStack) -> list[Sink]:
    sinks: list[Sink] = []
    if request.out is not None and request.out.suffix in (".jsonl", ".ndjson"):
        sinks.append(stack.enter_context(_open_lines(request.out)))
    elif request.out is not None:
        sinks.append(_write_folder(request.out))
    if request.store is not None:
        sinks.append(stack.enter_context(_open_store(request.store)))
    return sinks


def _write_folder(folder: Path) -> Sink:
    """Write a file for each reading; its name is the report's id, so that what is written again replaces itself."""
    from dateline.cli.writers import FolderWriter
    from dateline.records import Reading

    def sink(result: Reading | Failure) -> None:
        if isinstance(result, Reading):
            FolderWriter(folder).write(result)

    return sink


@contextmanager
def _open_lines(path: Path) -> Iterator[Sink]:
    """Open a file of lines to add to; what a stopped run wrote but did not mark is not written again."""
    import os

    from dateline.cli.resuming import load_done
    from dateline.export.jsonl import write_line
    from dateline.records import Reading

    path.parent.mkdir(parents=True, exist_ok=True)
    load_done(path)  # cuts off a line that was not ended
    written = _load_ids(path)
    with path.open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:

        def sink(result: Reading | Failure) -> None:
            if isinstance(result, Reading) and (result.id, result.report.source) not in written:
                write_line(result, stream)
                stream.flush()
                os.fsync(stream.fileno())
                written.add((result.id, result.report.source))

        yield sink


def _load_ids(path: Path) -> set[tuple[str, str | None]]:
    if not path.exists():
        return set()
    found: set[tuple[str, str | None]] = set()
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            try:
                value = json.loads(line)
                found.add((value["id"], value.get("source")))
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
    return found


@contextmanager
def _open_store(url: str) -> Iterator[Sink]:
    from dateline.records import Reading
    from dateline.store import Incoming, Store

    with Store.open(url) as opened:

        def sink(result: Reading | Failure) -> None:
            if isinstance(result, Reading):
                opened.add(result)
            elif result.kept is not None:
                opened.add(Incoming(result.kept, note=result.error))

        yield sink
