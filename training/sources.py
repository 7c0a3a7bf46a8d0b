"""Write every text that the weights are trained on to files, one a report, and print their paths.

python -m training.sources --shared ../shared | xargs python ../shared/bench/check_contamination.py
"""

from __future__ import annotations

import argparse
import json
import pathlib
import tempfile

from training.readings import find_readings, join_texts
from training.sentences import load_sentences


def main() -> None:
    """Print one path a report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=pathlib.Path, default=pathlib.Path("../shared"))
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp())
    readings = [
        *find_readings(options.shared / "corpus" / "train"),
        *join_texts(pathlib.Path("training/annotations"), options.shared / "bench"),
        *find_readings(pathlib.Path("tests/reports")),
        *load_sentences(pathlib.Path("training/sentences.txt")),
    ]
    for i, reading in enumerate(readings):
        path = folder / f"{i:04d}.json"
        path.write_text(json.dumps({"text": reading["text"]}), "utf-8")
        print(path)


if __name__ == "__main__":
    main()
