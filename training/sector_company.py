"""Learn how the sectors of those in one report speak for each other, and write `sector_company.json`.

    python -m training.sector_company --model FILE [--ids FILE] [--corpus DIR] [--bench DIR] [--cache FILE] [--out FILE]

In: a reader, and the annotated reports that it was not trained on, listed in `--ids` by their ids. Out: a weight for
each feature of `describe_company` in `resolve/sectors.py` by a conditional logit over the sectors of the entities that
an annotated one stands for. What the words say of an entity is taken from weights that were learnt on the other
reports, as on those that they were learnt from they are too sure. Prints how often the likeliest sector is right by
cross-validation over reports, beside that of words and encoder alone; the words' weights of the other folds have seen
the fold that is judged, which hardly flatters a choice of 67 numbers. Only labels written for this project take part.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dateline.evaluate.scoring import load_scorer
from dateline.records import SECTORS
from dateline.resolve.acting import find_read
from dateline.resolve.sector_features import describe_entities
from dateline.resolve.sectors import Weights, describe_company, join_rates, rate_company, rate_sectors
from dateline.resolve.selection import list_used
from training import date_weights, sector_weights
from training.matching import Match, match_readings
from training.readings import load_annotated, make_unseen_parser

PULL = 1.0
"""Strength of the pull of weights towards 0."""
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Member:
    """Someone of a report: the features of the words, the encoder's log-probabilities, the rules' sector and the
    annotated ones."""

    id: str
    features: frozenset[str]
    scores: tuple[float, ...]
    given: str
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """Those of one report, and the ids of whom its accounts and attributions name."""

    report: str
    members: tuple[Member, ...]
    named: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """Someone with annotated sectors: the features of each sector, in the order of `SECTORS`."""

    case: date_weights.Case
    sectors: tuple[str, ...]


def list_company(match: Match) -> Company:
    """Give the people, bodies and groups of a report that was read."""
    gold = {entity["id"]: tuple(entity["sector"]) for entity in match.reading["entities"]}
    same = {ours: id_ for id_, ours in match.ours.items()}
    members = tuple(
        Member(entity.id, features, tuple(scores), entity.sector[0], gold.get(same.get(entity.id, ""), ()))
        for entity, features in describe_entities(match.document)
        if (scores := find_read(match.document.sectors, entity.id)) is not None
    )
    return Company(match.reading["id"], members, frozenset(list_used(match.document)))


def learn_words(companies: Iterable[Company]) -> Weights:
    """Learn what the words say on these reports."""
    return sector_weights.learn(
        sector_weights.Case(one.report, member.features, member.given, member.sectors)
        for one in companies
        for member in one.members
        if member.sectors
    )


def make_rows(company: Company, words: Weights) -> list[Row]:
    """Give the rows of one report."""
    alone = {m.id: join_rates(rate_sectors(m.features, words), m.scores) for m in company.members}
    described = describe_company(alone, set(company.named))
    rows = []
    for member in company.members:
        if member.sectors and member.id in described:
            options = tuple(described[member.id][sector] for sector in SECTORS)
            case = date_weights.Case(company.report, options, SECTORS, member.sectors[0], ())
            rows.append(Row(case, member.sectors))
    return rows


def learn(rows: Sequence[Row]) -> dict[str, float]:
    """Fit the weights by their names."""
    names = sorted({name for row in rows for features in row.case.options for name in features})
    fitted = date_weights.fit([row.case for row in rows], names, PULL)
    return {name: round(float(weight), 3) for name, weight in zip(names, fitted, strict=True)}


def count_right(rows: Sequence[Row], weights: dict[str, float]) -> int:
    """Give how often the likeliest sector is among the annotated ones."""
    right = 0
    for row in rows:
        rates = rate_company(dict(zip(SECTORS, row.case.options, strict=True)), weights)
        right += max(SECTORS, key=rates.__getitem__) in row.sectors
    return right


def main() -> None:
    """Cross-validate, fit on all and write."""
    options = make_unseen_parser(__doc__, "sector_company.json").parse_args()
    readings = load_annotated(options.corpus, options.bench, options.ids)
    matches = match_readings(readings, load_scorer(options.corpus), options.cache, options.model)
    companies = sorted((list_company(match) for match in matches), key=lambda one: one.report)
    parts = []
    for k in range(FOLDS):
        words = learn_words(one for i, one in enumerate(companies) if i % FOLDS != k)
        parts.append([row for one in companies[k::FOLDS] for row in make_rows(one, words)])
    right = alone = 0
    for k, part in enumerate(parts):
        right += count_right(part, learn([row for j, other in enumerate(parts) if j != k for row in other]))
        alone += count_right(part, {"alone": 1.0})
    rows = [row for part in parts for row in part]
    total = max(len(rows), 1)
    print(f"{len(rows)} entities: right {100 * right / total:.1f}, by themselves {100 * alone / total:.1f}")
    options.out.write_text(json.dumps(learn(rows), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
