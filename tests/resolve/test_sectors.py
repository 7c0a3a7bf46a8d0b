import math
from dataclasses import replace

from dateline.records import SECTORS, Account, Document, Entity, Report, Resolution, Span
from dateline.resolve.sector_features import describe_entities
from dateline.resolve.sectors import describe_company, judge_sectors, rate_company, rate_sectors

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


def test_who_pleads_before_a_court_is_none_of_it() -> None:
    document = make_document(("CVL",), "words", JUD=0.97, CVL=0.02)
    pleading = replace(document, entities=(replace(document.entities[0], role="His lawyer"),))
    assert judge_sectors(pleading).entities[0].sector[0] == "CVL"
    judging = replace(document, entities=(replace(document.entities[0], role="His brother"),))
    assert judge_sectors(judging).entities[0].sector[0] == "JUD"


def test_a_sure_rule_stands_against_a_guess() -> None:
    document = make_document(("GOV",), "government", LEG=0.6, GOV=0.1)
    assert judge_sectors(document).entities == document.entities


def test_without_a_reader_rules_stand() -> None:
    document = make_document(("CVL",), "any person", LEG=0.97)
    rules = Document(document.report, entities=document.entities)
    assert judge_sectors(rules).entities == document.entities


def test_features_are_the_words_of_role_and_deeds() -> None:
    document = make_document(("GOV",), "words")
    ann = replace(document.entities[0], role="deputy mayor of Lund")
    account = Account("v1", "SUPPORT", Span.of(TEXT, 9, 14), Span.of(TEXT, 9, 14), actor=("e1",))
    ((entity, features),) = describe_entities(replace(document, entities=(ann,), accounts=(account,)))
    assert entity is ann
    assert {"rule words GOV", "role mayor", "role begins deputy", "does SUPPORT", "1 mentions"} <= features
    assert not {"told ann", "speaks", "does nothing"} & features


def test_likelihoods_of_sectors_add_up_to_one() -> None:
    rates = rate_sectors(
        {"a", "b", "not known"}, {"": {"GOV": 1.0, "MED": 0.0}, "a": {"MED": 3.0}, "b": {"MED": 1.0, "GOV": -1.0}}
    )
    assert max(rates, key=rates.__getitem__) == "MED"
    assert math.isclose(sum(math.exp(log) for log in rates.values()), 1)


def make_rates(sector: str, share: float) -> dict[str, float]:
    rest = math.log((1 - share) / (len(SECTORS) - 1))
    return {name: math.log(share) if name == sector else rest for name in SECTORS}


def test_the_company_is_of_those_whom_the_report_names() -> None:
    alone = {"e1": make_rates("CVL", 0.5), "e2": make_rates("REF", 0.9), "e3": make_rates("MIL", 0.9)}
    described = describe_company(alone, {"e1", "e2"})
    assert math.isclose(described["e1"]["REF"]["share of REF"], 0.9)
    assert described["e1"]["MIL"]["others MIL"] < 0.01
    assert math.isclose(described["e3"]["REF"]["share of REF"], (0.9 + math.exp(alone["e1"]["REF"])) / 2)


def test_someone_among_refugees_is_likelier_one() -> None:
    weights = {"alone": 1.0, "share of REF": 3.0}
    doubtful = make_rates("CVL", 0.5)
    among = describe_company({"e1": doubtful, "e2": make_rates("REF", 0.9)}, {"e1", "e2"})["e1"]
    apart = describe_company({"e1": doubtful, "e2": make_rates("MIL", 0.9)}, {"e1", "e2"})["e1"]
    assert rate_company(among, weights)["REF"] > rate_company(apart, weights)["REF"]
    assert math.isclose(sum(math.exp(log) for log in rate_company(among, weights).values()), 1)


def test_who_is_alone_in_a_report_has_no_company() -> None:
    assert describe_company({"e1": make_rates("GOV", 0.5), "e2": make_rates("REF", 0.9)}, {"e1"}).keys() == {"e2"}


def test_company_does_not_outvote_what_is_sure() -> None:
    guard = make_document(("CVL",), "any person", COP=0.999)
    refugees = tuple(replace(guard.entities[0], id=f"e{n}", sector=("CVL",)) for n in range(2, 6))
    logs = {e.id: make_document(("CVL",), "any person", REF=0.9999).sectors["e1"] for e in refugees}
    span = Span.of(TEXT, 9, 14)
    account = Account("v1", "COERCE", span, span, actor=("e1",), recipient=tuple(logs))
    document = replace(
        guard, entities=(*guard.entities, *refugees), sectors={**guard.sectors, **logs}, accounts=(account,)
    )
    assert [e.sector[0] for e in judge_sectors(document).entities] == ["COP", *["REF"] * 4]
