"""How often the sectors that rules give are right is counted by rule and sector."""

from pathlib import Path

from training.sector_rates import count_sectors

SCORER = """
def align_entities(gold, pred):
    return {p["id"]: g["id"] for g in gold for p in pred if g["mentions"][0] in p["mentions"]}
"""
TEXT = "Police in Lund arrested two miners on Monday."


def test_sectors_are_counted_by_the_rule_that_gave_them(tmp_path: Path) -> None:
    (tmp_path / "score.py").write_text(SCORER, "utf-8")
    entities = [
        {"id": "e1", "name": "police", "kind": "org", "country": "SWE", "sector": ["COP"], "mentions": [[0, 6]]},
        {"id": "e2", "name": "miners", "kind": "group", "country": "SWE", "sector": ["CVL"], "mentions": [[24, 34]]},
    ]
    reading = {"id": "r1", "text": TEXT, "published": None, "entities": entities}
    counts = count_sectors([reading], tmp_path, None)
    pairs = {(given, true): n for rows in counts.values() for given, row in rows.items() for true, n in row.items()}
    assert pairs["COP", "COP"] == 1
    assert {true: n for (given, true), n in pairs.items() if given != "COP"} == {"CVL": 1}
    assert all(rule for rule in counts)  # every sector says which rule gave it
