"""Measure a reader on annotated reports that it was not trained on, beside the development reports.

    python -m training.unseen [--model FILE] [--ids training/unread.txt] [--thresholds FILE]

In: a model file, the ids of reports that it has not seen, annotated for training. Out: the measures of the corpus's
scorer, printed, with their intervals. The shipped reader has seen all annotated reports but those of
`training/unread.txt`, which were written after it; that of `make weights` has not seen those of
`training/apart.txt`.
"""

from __future__ import annotations

import argparse
import json
import pathlib

from dateline.evaluate.scoring import load_scorer, score_readings, tell_score
from dateline.extract.decode import THRESHOLDS
from training.choose import Trial
from training.readings import load_annotated


def main() -> None:
    """Read and score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="src/dateline/models/reader.onnx")
    parser.add_argument("--ids", type=pathlib.Path, default=pathlib.Path("training/unread.txt"))
    parser.add_argument("--thresholds", type=pathlib.Path, default=pathlib.Path("training/thresholds.json"))
    parser.add_argument("--corpus", type=pathlib.Path, default=pathlib.Path("../shared/corpus"))
    parser.add_argument("--bench", type=pathlib.Path, default=pathlib.Path("../shared/bench"))
    options = parser.parse_args()
    gold = load_annotated(options.corpus, options.bench, options.ids)
    scorer = load_scorer(options.corpus)
    trial = Trial(gold, scorer, options.model)
    limits = THRESHOLDS | json.loads(options.thresholds.read_text("utf-8"))
    readings = {one["id"]: trial.read(document, limits) for one, document in zip(gold, trial.documents, strict=True)}
    print(f"{len(gold)} reports")
    print("\n".join(tell_score(score_readings(scorer, gold, readings))))


if __name__ == "__main__":
    main()
