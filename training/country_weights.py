"""Learn what speaks for a country as an actor's, and write `country_weights.json`.

    python -m training.country_weights [--corpus DIR] [--bench DIR] [--out FILE]

In: annotated readings (the corpus's training part, the annotations kept as offsets, the reports written for training),
read by the program as far as it finds accounts. Out: a weight for each feature of `resolve/country_features.py` by a
conditional logit: of the options of each actor whose country is in doubt, and which an annotated one covers, the
annotated country is chosen. What a name tells is taken from weights learnt on other reports. Prints how often the
choice is right by cross-validation over reports, beside the choice of the rules.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dateline.data.name_origins import NAMED, describe_name
from dateline.data.name_pieces import PieceTable
from dateline.pipeline import RESOLVE, make_steps, run_steps
from dateline.readings import decode_report
from dateline.records import Document, Entity
from dateline.resolve.actors import resolve_actors
from dateline.resolve.country_features import CountryOption, Features
from dateline.settings import Settings
from training import name_origins
from training.coreference_weights import RIGHT, WRONG, validate
from training.date_weights import Case, fit
from training.name_pieces import learn_apart
from training.readings import load_annotated, make_parser

PULL = 2.0
OFTEN = 6
"""Features of fewer options than these are left out."""
LEAST = 0.02
"""Weights nearer to 0 than this are left out."""


class Teacher:
    """Leaves each actor the country that the rules gave it, and keeps what there was to choose."""

    def __init__(self, reading: dict[str, Any], origins: PieceTable | None = None) -> None:
        self.report: str = reading["id"]
        self._origins = origins
        self.cases: list[Case] = []
        self._countries = {entity["id"]: entity.get("country") for entity in reading["entities"]}
        self._spans = [
            (start, end, entity["id"])
            for entity in reading["entities"]
            if entity["kind"] != "place"
            for start, end in entity["mentions"]
        ]

    def find_gold(self, entity: Entity) -> str | None:
        """Give the annotated actor that most mentions of an entity cover, by halves at least, or None."""
        votes: Counter[str] = Counter()
        for span in entity.mentions:
            for start, end, gold in self._spans:
                shared = min(end, span.end) - max(start, span.start)
                if shared > 0 and shared * 2 >= min(end - start, span.end - span.start):
                    votes[gold] += 1
        return max(sorted(votes.items()), key=lambda item: item[1])[0] if votes else None

    def _judge_name(self, entity: Entity, options: list[CountryOption]) -> Iterator[Features]:
        """Give the features of the options, with what weights learnt on other reports say of the name."""
        rows = describe_name(entity.name, [option.code for option in options], self._origins)
        for option, row in zip(options, rows, strict=True):
            yield {name: row.get(name, 0.0) if name in NAMED else value for name, value in option.features.items()}

    def choose(self, entity: Entity, options: list[CountryOption]) -> CountryOption:
        """Choose what the rules chose."""
        gold = self.find_gold(entity)
        if gold is not None:
            values = tuple(RIGHT if option.code == self._countries[gold] else WRONG for option in options)
            features = tuple(self._judge_name(entity, options))
            self.cases.append(Case(self.report, features, values, RIGHT, (0.0,) * len(values)))
        return next(option for option in options if option.code == entity.country)


def learn(cases: list[Case]) -> dict[str, float]:
    """Fit the weights."""
    counts = Counter(name for case in cases for features in case.options for name in features)
    names = sorted(name for name, count in counts.items() if count >= OFTEN)
    weights = dict(zip(names, fit(cases, names, PULL), strict=True))
    return {name: round(float(weight), 3) for name, weight in weights.items() if abs(weight) >= LEAST}


def read_until_resolved(readings: Iterable[dict[str, Any]]) -> Iterable[tuple[dict[str, Any], Document]]:
    """Read the reports up to where actors are resolved."""
    steps = make_steps(Settings())[: -len(RESOLVE)]
    for reading in readings:
        yield reading, run_steps(Document(decode_report(reading)), steps)


def gather(pairs: Iterable[tuple[dict[str, Any], Document]], origins: Mapping[str, PieceTable]) -> list[Case]:
    """Give the choices of all reports; `origins` has what names tell by the other reports, by each one's id."""
    cases = []
    for reading, document in pairs:
        teacher = Teacher(reading, origins[reading["id"]])
        resolve_actors(document, teacher.choose)
        cases += teacher.cases
    return cases


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_parser(__doc__, "country_weights.json").parse_args()
    readings = load_annotated(options.corpus, options.bench)
    cases = gather(read_until_resolved(readings), learn_apart(readings, name_origins.learn))
    mine, rules = validate(cases, learn)
    print(f"{len(cases)} actors, right {100 * mine:.1f}, by the rules alone {100 * rules:.1f}")
    options.out.write_text(json.dumps(learn(cases), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
