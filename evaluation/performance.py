"""Measure the speed of the program and write `docs/performance.md`.

    python -m evaluation.performance [--out docs/performance.md] [--rounds 5] [--corpus DIR]

In: the project's example reports, and a corpus's reports where there are any. Out: words read in a second
of processor time, by the whole reading and by the bare spaCy pipeline that it stands on, as `spacy.load` gives
it, in turns over the same texts in one process and one thread, since the two differ less from run to run than
either from machine to machine; peak memory of reading, the time of a long report, and the start-up of the
command beside that of Python.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evaluation.machine import describe_processor, describe_versions

LONG_REPORT = 100_000
"""Characters of the long report."""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
COMMAND = "import sys; sys.argv[0] = 'dateline'; from dateline.cli.app import main; main()"


@dataclass(frozen=True, slots=True)
class Speeds:
    """Words in a second of processor time, one figure for each round; `name` says of which texts."""

    name: str
    texts: int
    words: int
    bare: tuple[float, ...]
    whole: tuple[float, ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """The speed of the whole reading as a share of the bare pipeline's, round by round."""
        return tuple(w / b for b, w in zip(self.bare, self.whole, strict=True))

    @property
    def ratios(self) -> tuple[float, ...]:
        """The time of the whole reading over that of the bare pipeline, round by round."""
        return tuple(b / w for b, w in zip(self.bare, self.whole, strict=True))


def load_examples() -> list[str]:
    """Give the texts of the project's example reports."""
    folder = Path(__file__).parent.parent / "examples" / "reports"
    return [path.read_text("utf-8").strip() for path in sorted(folder.glob("*.txt"))]


def load_corpus(folder: Path) -> list[str]:
    """Give the texts of a folder of readings, or of its `dev`; none where it is not there."""
    paths = sorted(folder.glob("*.json")) or sorted((folder / "dev").glob("*.json"))
    texts = [json.loads(path.read_text("utf-8")).get("text") for path in paths]
    return [text for text in texts if text]


def spend(run: Callable[[str], object], texts: list[str]) -> float:
    """Give the seconds of processor time that `run` takes over the texts."""
    start = time.process_time()
    for text in texts:
        run(text)
    return max(time.process_time() - start, 1e-9)


def read_text(text: str) -> object:
    """Read a text, with a day of publication."""
    from dateline.pipeline import read
    from dateline.records import Report
    from dateline.settings import load_settings

    return read(Report.of(text, published="2024-03-14"), load_settings())


def measure_speeds(name: str, texts: list[str], rounds: int) -> Speeds:
    """Time the bare pipeline and the whole reading in turns; the first, untimed, warms both up."""
    import spacy

    from dateline.settings import load_settings

    nlp = spacy.load(load_settings().pipeline)
    spend(nlp, texts[:2])
    spend(read_text, texts[:2])
    words = sum(len(text.split()) for text in texts)
    bare: list[float] = []
    whole: list[float] = []
    for _ in range(rounds):
        bare.append(words / spend(nlp, texts))
        whole.append(words / spend(read_text, texts))
    return Speeds(name, len(texts), words, tuple(bare), tuple(whole))


def measure_long(texts: list[str]) -> tuple[int, float]:
    """Give the characters of one long report made of the texts, and the seconds of its reading."""
    joined = "\n\n".join(texts)
    long = "\n\n".join([joined] * (LONG_REPORT // len(joined) + 1))[:LONG_REPORT]
    return len(long), spend(read_text, [long])


def measure_start(rounds: int) -> tuple[list[float], list[float]] | None:
    """Give wall seconds of `dateline --help` and of an empty Python; None where there is no command."""
    help_call = [sys.executable, "-c", COMMAND, "--help"]
    if subprocess.run(help_call, capture_output=True, check=False).returncode != 0:
        return None
    ours: list[float] = []
    empty: list[float] = []
    for _ in range(rounds):
        for call, times in ((help_call, ours), ([sys.executable, "-c", "pass"], empty)):
            start = time.perf_counter()
            subprocess.run(call, capture_output=True, check=True)
            times.append(time.perf_counter() - start)
    return ours, empty


def give_peak_memory() -> float:
    """Give the largest memory that this process has held, in MB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_000_000


def spread(values: tuple[float, ...] | list[float], form: str = ",.0f") -> str:
    """Give the median and, in brackets, the least and the most."""
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def write_page(
    speeds: list[Speeds],
    long: tuple[int, float],
    memory: float,
    start: tuple[list[float], list[float]] | None,
) -> str:
    """Give the text of `docs/performance.md`."""
    lines = [
        "# Performance",
        "",
        "Written by `python -m evaluation.performance`: do not edit by hand.",
        "",
        f"- **Machine**: {describe_processor()}. {describe_versions()}. One process, one thread.",
        "- **Measure**: words in a second of processor time; median (least to most) over rounds in which "
        "the bare "
        "spaCy pipeline and the whole reading take turns on the same texts. The ratio says how many times "
        "as long "
        "the whole reading takes, spaCy's share included; the share is the whole reading's speed over bare spaCy's.",
        "",
        "| reports | words | bare spaCy, words/s | whole reading, words/s | ratio | share of bare spaCy's speed |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for item in speeds:
        lines.append(
            f"| {item.name} ({item.texts}) | {item.words:,} | {spread(item.bare)} | {spread(item.whole)} | "
            f"{spread(item.ratios, '.2f')} | {spread(item.shares, '.2f')} |"
        )
    lines += [
        "",
        f"- **A long report**: {long[0]:,} characters in {long[1]:.1f} s of processor time.",
        f"- **Peak memory** of reading all the above, in one process: {memory:,.0f} MB.",
    ]
    if start is None:
        lines.append("- **Start-up**: not measured, the command did not run.")
    else:
        ours, empty = start
        ratio = statistics.median(ours) / statistics.median(empty)
        lines.append(
            f"- **Start-up**: `dateline --help` takes {spread(ours, '.2f')} s, {ratio:.1f} times an empty "
            "Python "
            f"({spread(empty, '.3f')} s)."
        )
    return "\n".join([*lines, ""])


def main() -> int:
    """Measure, write, print."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.performance", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--out", type=Path, default=Path("docs/performance.md"))
    parser.add_argument("--corpus", type=Path, default=Path("../shared/corpus/dev"))
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for name in THREADS:  # before numpy and its kin are first imported, in the functions above
        os.environ[name] = "1"
    start = measure_start(options.rounds)
    examples, texts = load_examples(), load_corpus(options.corpus)
    spend(read_text, examples[:2])
    long = measure_long(examples)
    spend(read_text, examples + texts)
    memory = give_peak_memory()  # before the bare pipeline is loaded beside
    speeds = [measure_speeds("example reports", examples, options.rounds)]
    if texts:
        speeds.append(measure_speeds("development reports", texts, options.rounds))
    page = write_page(speeds, long, memory, start)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    # what other measures have written between their marks stays
    kept = options.out.read_text("utf-8").partition("<!-- ")[1:] if options.out.is_file() else ("", "")
    options.out.write_text(page + ("\n" + "".join(kept) if any(kept) else ""), "utf-8")
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
