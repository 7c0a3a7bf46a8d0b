"""All that the weights are trained on; as a command, its texts written to files, one a report, and their
paths. The texts that a teacher reads are among them. Exit code 1, and no path, if a text that is learnt from holds the
words of a development report.

python -m training.sources --shared ../shared | xargs python ../shared/bench/check_contamination.py
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
import tempfile
from typing import Any

from training.overlap import load_kept
from training.readings import UNREAD, find_readings, join_texts, list_ids
from training.sentences import load_sentences
from training.unlabelled import choose_texts

HERE = pathlib.Path(__file__).parent
EXAMPLES = HERE.parent / "tests" / "reports"
MARKED = ("sentences.txt", "paragraphs.txt")


def load_training_readings(corpus: pathlib.Path, bench: pathlib.Path, *, unread: bool = False) -> list[dict[str, Any]]:
    """Give every reading that the weights are trained on: the corpus's, annotations by offsets, and our own texts.

    With `unread` also those of our own that are kept to measure on.
    """
    apart = frozenset[str]() if unread else list_ids(UNREAD)
    manners: dict[str, list[dict[str, Any]]] = {
        "corpus": list(find_readings(corpus / "train")),
        "annotations": list(join_texts(HERE / "annotations", bench)),
        "reports": [*find_readings(EXAMPLES), *find_readings(HERE / "reports")],
        "sentences": [reading for name in MARKED for reading in load_sentences(HERE / name)],
    }
    return [
        {**reading, "manner": manner}
        for manner, readings in manners.items()
        for reading in readings
        if reading["id"] not in apart
    ]


def main() -> None:
    """Print one path a report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=pathlib.Path, default=pathlib.Path("../shared"))
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    bench = options.shared / "bench"
    corpus = options.shared / "corpus"
    readings = load_training_readings(corpus, bench, unread=True)
    kept = load_kept(corpus)
    shared = [f"{one['id']} shares words with {other}" for one in readings if (other := kept.find_shared(one["text"]))]
    if shared:
        sys.exit("\n".join(shared))
    for i, reading in enumerate([*readings, *choose_texts(bench, corpus)]):
        path = folder / f"{i:04d}.json"
        path.write_text(json.dumps({"text": reading["text"]}), "utf-8")
        print(path)


if __name__ == "__main__":
    main()
