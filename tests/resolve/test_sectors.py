import math

from dateline.records import SECTORS, Document, Entity, Report, Resolution, Span
from dateline.resolve.sectors import judge_sectors, smooth_rates

TEXT = "Ann Bell spoke."


def make_document(sector: tuple[str, ...], by: str, **read: float) -> Document:
    """Give a report of one person with a sector by a rule, and what the reader makes of her."""
    entity = Entity(
        "e1", "Ann Bell", "person", (Span.of(TEXT, 0, 8),), sector=sector, resolution=(Resolution("sector", by),)
    )
    rest = math.log((1 - sum(read.values())) / (len(SECTORS) - len(read)))
    logs = tuple(math.log(read[name]) if name in read else rest for name in SECTORS)
    return Document(Report.of(TEXT), entities=(entity,), sectors={"e1": logs})


def test_a_default_gives_way_to_what_the_words_around_show() -> None:
    (entity,) = judge_sectors(make_document(("CVL",), "any person", LEG=0.97)).entities
    assert entity.sector == ("LEG",)
    assert [(item.field, item.by) for item in entity.resolution] == [("sector", "reader")]
    assert 0.5 < (entity.resolution[0].confidence or 0) < 1


def test_what_a_rule_said_stays_second() -> None:
    (entity,) = judge_sectors(make_document(("GOV",), "words", MIL=0.999)).entities
    assert entity.sector == ("MIL", "GOV")


def test_a_sure_rule_stands_against_a_guess() -> None:
    document = make_document(("GOV",), "government", LEG=0.6, GOV=0.1)
    assert judge_sectors(document).entities == document.entities


def test_without_a_reader_rules_stand() -> None:
    document = make_document(("CVL",), "any person", LEG=0.97)
    rules = Document(document.report, entities=document.entities)
    assert judge_sectors(rules).entities == document.entities


def test_a_rule_of_few_cases_leans_on_all_rules() -> None:
    rates = {"often": {"GOV": {"GOV": 90, "LEG": 10}}, "once": {"GOV": {"LEG": 1}}}
    often, once = (smooth_rates(rates, rule, "GOV") for rule in ("often", "once"))
    gov, leg = SECTORS.index("GOV"), SECTORS.index("LEG")
    assert often[gov] > once[gov] > once[leg] > often[leg]
    assert math.isclose(sum(math.exp(log) for log in once), 1)
