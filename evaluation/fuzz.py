"""Fuzzing of every parser and of the reader, guided by coverage (atheris), and ten thousand mutated reports.

In: the fixtures of the tests as seeds. Out: what raised anything but an error of Dateline's own, kept as a file of the
corpus in `tests/fuzz/corpus`, and the numbers of executions and seconds on standard output, one JSON line a run.

    python -m evaluation.fuzz parsers --seconds 3600      # every format, guided by coverage (needs atheris)
    python -m evaluation.fuzz reader --seconds 600        # the reader on texts, guided by coverage
    python -m evaluation.fuzz mutate --number 10000       # mutated reports through the whole main path
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

CORPUS = Path("tests/fuzz/corpus")
SLOW = 60.0
"""Seconds of one input from which it is a finding."""


def check_file(name: str, data: bytes) -> int:
    """Read bytes as a file of a name, as a user's file would be; give how many reports came out.

    Raises `AssertionError` where a result breaks a rule of the records; anything but an `InputError` passes up.
    """
    from dateline.errors import InputError
    from dateline.records import Failure
    from dateline.sources.cleaning import clean_text
    from dateline.sources.files import File, Options
    from dateline.sources.formats import read_file

    number = 0
    try:
        for item in read_file(File.of(data, name, Path(name).suffix.lower()), Options(max_bytes=5_000_000)):
            report = item.kept if isinstance(item, Failure) else item
            if isinstance(item, Failure):
                assert item.error, "a failure without a reason"
                assert "\n" not in item.error, "a reason of several lines"
            if report is not None:
                number += 1
                assert report.text.strip(), "an empty report"
                own = name.endswith((".json", ".jsonl"))  # a reading's own text is taken word for word
                assert own or clean_text(report.text) == report.text, "a text that is not clean"
            if number > 1000:
                break
    except InputError as error:
        if not str(error):
            raise AssertionError("an error without a reason") from error
    return number


def check_feed(data: bytes) -> None:
    """Parse bytes as a feed from a server."""
    from dateline.errors import InputError
    from dateline.sources.feed import parse_feed, read_item

    try:
        for item in parse_feed(data, "https://feed.example/rss"):
            try:
                read_item(item)
            except InputError:
                continue
    except InputError:
        return


def make_seeds() -> dict[str, bytes]:
    """Give the seeds: a fixture of every format."""
    from tests.sources.builders import make_all

    return make_all()


def fuzz(kind: str, seconds: int, names: list[str]) -> int:
    """Fuzz each format in a process of its own, its share of the time each; give the number of findings."""
    seeds = make_seeds()
    chosen = [name for name in seeds if not names or name in names] if kind == "parsers" else ["text"]
    findings = 0
    for name in chosen:
        with tempfile.TemporaryDirectory() as folder:
            start = Path(folder, "seeds")
            start.mkdir()
            for other, data in seeds.items():
                if other == name or (kind == "reader" and Path(other).suffix == ".txt"):
                    (start / other).write_bytes(data)
            found = Path(folder, "found")
            found.mkdir()
            share = max(seconds // len(chosen), 5)
            command = [sys.executable, "-m", "evaluation.fuzz", "one", kind, name, f"-max_total_time={share}"]
            command += ["-max_len=20000", f"-timeout={SLOW:.0f}", "-rss_limit_mb=3000", f"-artifact_prefix={found}/"]
            began = time.monotonic()
            run = subprocess.run([*command, str(start)], capture_output=True, text=True, errors="replace", check=False)
            executions = [line for line in run.stderr.splitlines() if "Done " in line and " runs in " in line]
            count = int(executions[-1].split("Done ")[1].split()[0]) if executions else _count_runs(run.stderr)
            kept = [_keep(path, name) for path in sorted(found.iterdir())]
            findings += len(kept)
            line = {
                "format": name, "executions": count, "seconds": round(time.monotonic() - began), "findings": kept,
            }  # fmt: skip
            if kept:
                line["trace"] = [row for row in run.stderr.splitlines() if row.startswith(("  File", "===", " ==="))][
                    -6:
                ]
                line["error"] = next(
                    (row for row in run.stderr.splitlines() if "Error" in row or "Exception" in row), ""
                )
            print(json.dumps(line), flush=True)
    return findings


def fuzz_one(kind: str, name: str, arguments: list[str]) -> None:
    """Fuzz one format in this process until the time is over; libFuzzer takes the arguments."""
    import atheris

    with atheris.instrument_imports(
        include=["dateline.sources", "dateline.annotate", "striprtf", "feedparser", "docx"]
    ):
        import dateline.sources.formats  # noqa: F401
    target: Callable[[bytes], object]
    if kind == "reader":
        target = _make_reader()
    elif name.startswith("feed."):
        target = check_feed
    else:

        def target(data: bytes) -> object:
            return check_file(name, data)

    for other, data in make_seeds().items():  # what is loaded at the first use is no slowness of an input
        if kind == "reader" or other == name:
            target(data)
    atheris.Setup([sys.argv[0], *arguments], lambda data: (target(data), None)[1])
    atheris.Fuzz()


def _make_reader() -> Callable[[bytes], object]:
    from dateline.errors import InputError
    from dateline.pipeline import read
    from dateline.readings import dump_reading, load_reading
    from dateline.settings import Settings
    from dateline.sources.build import read_text

    settings = Settings(reader="rules")

    def check(data: bytes) -> None:
        try:
            report = read_text(data.decode("utf-8", errors="replace")[:5000])
        except InputError:
            return
        reading = read(report, settings)
        assert load_reading(dump_reading(reading)) == reading, "a reading that does not come back the same"

    return check


def mutate(number: int, seed: int, reader: str) -> int:
    """Send mutated reports through the whole main path; give the number that failed but not by an `InputError`."""
    from dateline.errors import InputError
    from dateline.pipeline import read
    from dateline.readings import dump_reading, load_reading
    from dateline.settings import Settings
    from dateline.sources.build import read_text

    chance = random.Random(seed)
    texts = _load_texts()
    settings = Settings(reader=reader)
    outcomes: Counter[str] = Counter()
    began = time.monotonic()
    for index in range(number):
        text = mutate_text(chance, texts)
        started = time.monotonic()
        try:
            reading = read(read_text(text, published="2020-09-14"), settings)
            assert load_reading(dump_reading(reading)) == reading, "a reading that does not come back the same"
            outcomes["read"] += 1
        except InputError:
            outcomes["refused"] += 1
        except Exception as error:
            outcomes["failed"] += 1
            path = _write(f"report-{index}.txt", text.encode("utf-8", "surrogatepass"))
            print(json.dumps({"failed": path, "error": f"{type(error).__name__}: {error}"[:300]}), flush=True)
        if time.monotonic() - started > SLOW:
            outcomes["slow"] += 1
            _write(f"slow-{index}.txt", text.encode("utf-8", "surrogatepass"))
        if (index + 1) % 500 == 0:
            print(json.dumps({"so_far": index + 1, **outcomes}), flush=True)
    print(json.dumps({"reports": number, "seconds": round(time.monotonic() - began), **outcomes}), flush=True)
    return outcomes["failed"]


def mutate_text(chance: random.Random, texts: list[str]) -> str:
    """Give a report changed in up to six ways: cut, joined, turned, doubled, with odd characters put in."""
    text = chance.choice(texts)
    start = chance.randrange(max(len(text) - 400, 1))
    text = text[start : start + chance.randint(200, 1500)]
    odd = [
        "\u202e", "\u0000", "\ud800", "\U0001f3fb", "\u0301" * 5, "\n\n\n", "“", "'" * 9, "(" * 30, "é", "١٢٣", "\t",
        "A" * 3000, "1,000,000,000,000,000,000,000", "31 February 2020", "99:99", "…" * 40, " " * 200, "ﬁ", "ß",
        "<p>", "said said said", "not not not", "Mr. Mr. Mr.", "\r", "https://a.example/" + "x" * 500,
    ]  # fmt: skip
    for _ in range(chance.randint(1, 6)):
        a, b = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        way = chance.randrange(8)
        if way == 0:
            text = text[:a] + text[b:]
        elif way == 1:
            text = text[:b] + text[a:b] + text[b:]
        elif way == 2:
            text = text[:a] + chance.choice(odd) + text[a:]
        elif way == 3:
            text = text[:a] + text[a:b][::-1] + text[b:]
        elif way == 4:
            text = text[:a] + text[a:b].upper() + text[b:]
        elif way == 5:
            words = text[a:b].split(" ")
            chance.shuffle(words)
            text = text[:a] + " ".join(words) + text[b:]
        elif way == 6:
            text = text[:a] + chance.choice(texts)[: b - a] + text[b:]
        else:
            text = text[:a] + text[a:b].replace(" ", chance.choice(["", "  ", "\n", "\u00a0", "-"])) + text[b:]
    return text


def _load_texts() -> list[str]:
    paths = sorted(Path("tests/reports").glob("*.json"))
    return [json.loads(path.read_text("utf-8"))["text"] for path in paths]


def _count_runs(log: str) -> int:
    numbers = [line.split()[0].lstrip("#") for line in log.splitlines() if line.startswith("#")]
    return int(numbers[-1]) if numbers and numbers[-1].isdigit() else 0


def _keep(path: Path, name: str) -> str:
    return _write(f"{hashlib.sha256(path.read_bytes()).hexdigest()[:10]}-{name}", path.read_bytes())


def _write(name: str, data: bytes) -> str:
    CORPUS.mkdir(parents=True, exist_ok=True)
    (CORPUS / name).write_bytes(data)
    return name


def main() -> int:
    """Run what the command line asks for; the exit code is 1 where there are findings."""
    if sys.argv[1:2] == ["one"]:
        fuzz_one(sys.argv[2], sys.argv[3], sys.argv[4:])
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("parsers", "reader", "mutate"))
    parser.add_argument("--seconds", type=int, default=3600)
    parser.add_argument("--format", action="append", default=[], help="a seed's name; may be given several times")
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", choices=("trained", "rules"), default="trained")
    asked = parser.parse_args()
    if asked.what == "mutate":
        return int(mutate(asked.number, asked.seed, asked.reader) > 0)
    return int(fuzz(asked.what, asked.seconds, asked.format) > 0)


if __name__ == "__main__":
    sys.exit(main())
