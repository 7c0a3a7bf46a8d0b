"""How fast the pages come over a large store, how heavy they are, and whether anything in them moves.

In: a store (`evaluation.store_performance` makes 100,000 reports with a million accounts, `evaluation.web_samples` adds
stories). Out: a block of `docs/performance.md`. The server runs in a process of its own. Time to the first byte is
measured by the clock, warm: for one visitor, for twenty at once who read for a second after each page, as people do,
and for twenty at once who ask for the next page as soon as they have one, as only programs do. The server's processor
time per request says what a page costs on a machine that has other things to do. Weight is of all that a page loads,
without the shapes of countries; the shift of the layout is what Chromium measures (CLS).

    python -m evaluation.web_performance /tmp/large.db
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from dateline.store import Store
from evaluation.machine import describe_processor
from evaluation.web_screenshots import list_pages

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BLOCK = re.compile(r"<!-- web -->.*?<!-- /web -->", re.DOTALL)
USERS, ROUNDS = 20, 5
PAUSE_S = 1.0
"""How long a visitor reads."""
LEFT_OUT = ("error", "missing", "table-empty")
FRESH = ("timeline", "map", "network", "counts", "table")
SETTLING_MS = 1500
SERVER = """
import sys, uvicorn
from dateline.web.app import create_app
from dateline.web.settings import WebSettings
settings = WebSettings(store=sys.argv[1], port=int(sys.argv[2]), per_minute=10**9)
uvicorn.run(create_app(settings), host="127.0.0.1", port=settings.port, log_level="error")
"""
_LOADED = re.compile(r'(?:src|href)="(/static/[^"]+)"')
_SHAPES = re.compile(r'<path class="x-(?:land|area)[^>]*>')


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: milliseconds to the first byte, processor milliseconds, bytes, shift.

    `read` and `many` are of many visitors, with time to read and without.
    """

    name: str
    alone: float
    processor: float
    read: tuple[float, ...]
    many: tuple[float, ...]
    weight: int
    shift: float | None


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", help="a path or URL")
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--out", type=Path, default=PAGE)
    parser.add_argument("--note", default="", help="what else there is to say of the machine at that time")
    parser.add_argument("--dry", action="store_true", help="print and write nothing")
    arguments = parser.parse_args()
    with Store.open(arguments.store, create=False) as store:
        pages = {name: path for name, path in list_pages(store).items() if name not in LEFT_OUT}
        stats = store.stats()
    port = find_port()
    with run_server(arguments.store, port) as process:
        measured = measure(port, pages, process.pid, arguments.users)
        fresh = measure_fresh(port, process.pid)
    lines = describe(stats, measured, fresh, arguments.users, arguments.note)
    print("\n".join(lines))
    if not arguments.dry:
        write_block(arguments.out, lines)


def measure(port: int, pages: dict[str, str], process: int, users: int) -> list[Measured]:
    """Measure every page."""
    alone: dict[str, tuple[float, float]] = {}
    weights: dict[str, int] = {}
    for name, path in list(pages.items()):
        body = ask(port, path)[2]
        if body is None:
            print(f"{name}: no page at {path}", file=sys.stderr)
            del pages[name]
            continue
        weights[name] = weigh(port, body)
        spent = read_processor(process)
        taken = [ask(port, path)[0] for _ in range(ROUNDS)]
        alone[name] = statistics.median(taken), (read_processor(process) - spent) * 1000 / ROUNDS
    read = measure_many(port, pages, users, PAUSE_S)
    many = measure_many(port, pages, users, 0.0)
    shifts = measure_shifts(port, pages)
    return [
        Measured(name, *alone[name], tuple(read[name]), tuple(many[name]), weights[name], shifts.get(name))
        for name in pages
    ]


def measure_many(port: int, pages: dict[str, str], users: int, pause: float) -> dict[str, list[float]]:
    """Let many visitors at once ask for every page, each in an order of their own, with a pause (s) after each."""
    found: dict[str, list[float]] = {name: [] for name in pages}

    def visit(number: int) -> list[tuple[str, float]]:
        names = list(pages)
        order = Random(number)
        order.shuffle(names)
        time.sleep(order.uniform(0, pause))  # people do not begin together
        visited = []
        for name in names:
            visited.append((name, ask(port, pages[name])[0]))
            time.sleep(pause)
        return visited

    with ThreadPoolExecutor(users) as pool:
        for visited in pool.map(visit, range(users)):
            for name, taken in visited:
                found[name].append(taken)
    return found


def measure_fresh(port: int, process: int) -> dict[str, tuple[float, float]]:
    """Ask each view for filters that nobody has asked for yet: clock and processor milliseconds."""
    queries = ("country=UKR&since=2016-03", "type=PROTEST&since=2017", "since=2015-02&until=2015-11",
               "type=ASSAULT&country=SYR", "min_sources=2&until=2018")  # fmt: skip
    found = {}
    for number, view in enumerate(FRESH):
        taken, spent = [], []
        for query in queries:
            before = read_processor(process)
            taken.append(ask(port, f"/explore/{view}?{query}&min_confidence=0.{number + 1}")[0])
            spent.append((read_processor(process) - before) * 1000)
        found[view] = (statistics.median(taken), statistics.median(spent))
    return found


def ask(port: int, path: str) -> tuple[float, int, str | None]:
    """Give milliseconds to the first byte, the status, and the body of a page that is there."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "text/html"})
    answer = connection.getresponse()
    taken = (time.perf_counter() - began) * 1000
    body = answer.read().decode("utf-8", "replace")
    connection.close()
    if answer.status in (303, 307):
        return ask(port, answer.headers["location"])
    return taken, answer.status, body if answer.status == 200 else None


def weigh(port: int, body: str) -> int:
    """Give the bytes of a page with its scripts and styles, without the shapes of countries."""
    files = set(_LOADED.findall(body))
    loaded = sum(_weigh_file(port, path) for path in files)
    return len(_SHAPES.sub("", body).encode()) + loaded


def _weigh_file(port: int, path: str) -> int:
    """Give the bytes of a file as they travel."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", urlsplit(path).path, headers={"Accept-Encoding": "gzip"})
    size = len(connection.getresponse().read())
    connection.close()
    return size


def measure_shifts(port: int, pages: dict[str, str]) -> dict[str, float]:
    """Give how far the layout shifts while a page settles; nothing without Chromium."""
    from tests.web.browsers import ARGUMENTS, find_chromium

    program = find_chromium()
    if program is None:
        return {}
    from playwright.sync_api import sync_playwright

    script = """() => new Promise(done => {
      let sum = 0;
      new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value; }))
        .observe({type: 'layout-shift', buffered: true});
      setTimeout(() => done(sum), SETTLING);
    })""".replace("SETTLING", str(SETTLING_MS))
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for name, path in pages.items():
            page.goto(f"http://127.0.0.1:{port}{path}", wait_until="load")
            found[name] = float(page.evaluate(script))
        browser.close()
    return found


@contextmanager
def run_server(store: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server in a process of its own."""
    process = subprocess.Popen([sys.executable, "-c", SERVER, store, str(port)])
    try:
        for _ in range(600):
            try:
                ask(port, "/static/icon.svg")
                break
            except OSError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def find_port() -> int:
    """Give a port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read_processor(process: int) -> float:
    """Give the processor time of a process, in seconds."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def describe(
    stats: dict[str, int],
    measured: Sequence[Measured],
    fresh: dict[str, tuple[float, float]],
    users: int,
    note: str = "",
) -> list[str]:
    """Give the block's lines."""
    load = os.getloadavg()[0]
    lines = [
        "## The web",
        "",
        f"Written by `python -m evaluation.web_performance`. A store of {stats['reports']:,} reports, "
        f"{stats['accounts']:,} accounts and {stats['events']:,} events ({stats['bytes'] / 1e9:.1f} GB, SQLite); "
        f"{describe_processor()}, load {load:.1f} at the end (a load above the cores means that the clock also counts "
        f"waiting for other programs).{f' {note}' if note else ''} "
        "Milliseconds to the first byte, warm; in brackets the server's processor time. "
        f"{users} at once: each visitor asks for every page, in an order of their own, and reads for {PAUSE_S:g} s "
        "before the next; in the last two columns of times without reading, as no people do.",
        "",
        f"| page | one visitor, ms | {users} readers: median | 95 % | {users} without pause: median | 95 % | "
        "weight, KB | layout shift |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for item in measured:
        shift = "" if item.shift is None else f"{item.shift:.3f}"
        lines.append(
            f"| {item.name} | {item.alone:,.0f} ({item.processor:,.0f}) | {show_spread(item.read)} | "
            f"{show_spread(item.many)} | {item.weight / 1000:,.0f} | {shift} |"
        )
    lines += [
        "",
        "Views with filters that nobody has asked for before (clock; processor): "
        + "; ".join(f"{view} {clock:,.0f} ({spent:,.0f})" for view, (clock, spent) in fresh.items())
        + ".",
    ]
    return lines


def show_spread(taken: Sequence[float]) -> str:
    """Give the median and the time that 95 of 100 stay under, as two cells."""
    return f"{statistics.median(taken):,.0f} | {sorted(taken)[int(0.95 * (len(taken) - 1))]:,.0f}"


def write_block(page: Path, lines: Sequence[str]) -> None:
    """Exchange the block, or add it at the end."""
    text = page.read_text("utf-8") if page.is_file() else "# Performance\n"
    block = "\n".join(["<!-- web -->", *lines, "<!-- /web -->"])
    text = BLOCK.sub(lambda _: block, text) if BLOCK.search(text) else f"{text.rstrip()}\n\n{block}\n"
    page.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
