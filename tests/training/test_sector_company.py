"""How sectors speak for each other is learnt from annotated readings."""

import math

from training.sector_company import Company, Member, count_right, learn, learn_words, make_rows

from dateline.records import SECTORS


def make_company(number: int, sector: str) -> Company:
    """Give a report of a guard, who is told by the word, and of a doubtful other who is of the same sector."""
    sure = tuple(math.log(0.9 if name == sector else 0.1 / (len(SECTORS) - 1)) for name in SECTORS)
    even = tuple(math.log(1 / len(SECTORS)) for _ in SECTORS)
    guard = Member("e1", frozenset({f"role {sector.lower()}"}), sure, "CVL", (sector,))
    other = Member("e2", frozenset({"given CVL"}), even, "CVL", (sector,))
    return Company(f"r{number}", (guard, other), frozenset({"e1", "e2"}))


def test_who_stands_beside_someone_speaks_for_their_sector() -> None:
    companies = [make_company(n, sector) for n in range(12) for sector in ("REF", "MIL", "MED")]
    words = learn_words(companies)
    rows = [row for company in companies for row in make_rows(company, words)]
    assert len(rows) == 72
    weights = learn(rows)
    assert weights["share of REF"] > 0
    assert count_right(rows, weights) == 72
    assert count_right(rows, {"alone": 1.0}) < 72


def test_those_without_an_annotated_sector_are_company_but_no_row() -> None:
    company = make_company(1, "REF")
    guard, other = company.members
    unknown = Company("r1", (guard, Member("e2", other.features, other.scores, "CVL", ())), company.named)
    (row,) = make_rows(unknown, {"": dict.fromkeys(SECTORS, 0.0)})
    assert row.sectors == ("REF",)
    assert row.case.options[SECTORS.index("CVL")]["share of CVL"] > 0
