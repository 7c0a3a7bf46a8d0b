"""What the words of an entity say of its sector is learnt from annotated readings."""

import json
from pathlib import Path

from training.sector_weights import Case, judge, learn, list_cases, write

from dateline.resolve.sectors import rate_sectors

SCORER = """
def align_entities(gold, pred):
    return {p["id"]: g["id"] for g in gold for p in pred if g["mentions"][0] in p["mentions"]}
"""
TEXT = "Police in Lund arrested two miners on Monday."


def make_cases() -> list[Case]:
    """Give twenty nurses, twenty clerks and twenty weavers, whom the rules take for anybody."""
    common = frozenset({"given CVL", "does nothing"})
    people = (("nurse", "MED"), ("clerk", "GOV"), ("weaver", "LAB"))
    return [Case(f"r{n}", common | {f"role {word}"}, "CVL", (sector,)) for n in range(20) for word, sector in people]


def test_the_entities_that_annotated_ones_stand_for_are_cases(tmp_path: Path) -> None:
    (tmp_path / "score.py").write_text(SCORER, "utf-8")
    entities = [
        {"id": "e1", "name": "police", "kind": "org", "country": "SWE", "sector": ["COP"], "mentions": [[0, 6]]},
        {"id": "e2", "name": "miners", "kind": "group", "country": "SWE", "sector": ["LAB"], "mentions": [[24, 34]]},
    ]
    reading = {"id": "r1", "text": TEXT, "published": None, "entities": entities}
    cases = {case.sectors: case for case in list_cases([reading], tmp_path)}
    assert set(cases) == {("COP",), ("LAB",)}
    assert "named police" in cases["COP",].features
    assert cases["COP",].given == "COP"


def test_a_word_speaks_for_the_sector_of_those_who_bear_it() -> None:
    weights = learn(make_cases())
    nurse = rate_sectors({"given CVL", "role nurse"}, weights)
    assert max(nurse, key=nurse.__getitem__) == "MED"
    assert judge(make_cases(), weights) == (60, 0, 60)


def test_weights_are_written_with_what_holds_without_any_feature(tmp_path: Path) -> None:
    write(make_cases(), tmp_path / "weights.json")
    written = json.loads((tmp_path / "weights.json").read_text("utf-8"))
    assert set(written) >= {"", "role nurse", "role clerk"}
