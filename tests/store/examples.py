"""Readings for the store's tests: small reports with their accounts, of our own invention."""

from __future__ import annotations

from dataclasses import replace

from dateline.readings import decode_reading
from dateline.records import Coder, Reading, make_report_id

CODER = Coder("0.1.0", (("pipeline", "test 1"), ("tables", "abc")))
NEWER = Coder("0.2.0", (("pipeline", "test 2"), ("tables", "def")))

TALLINN = {"geonames_id": 588409, "name": "Tallinn", "admin1": "Harju", "country": "EST", "latitude": 59.437,
           "longitude": 24.7535, "precision": "city", "radius_km": 12.0}  # fmt: skip
SUVA = {"geonames_id": 2198148, "name": "Suva", "admin1": "Central", "country": "FJI", "latitude": -18.1416,
        "longitude": 178.4415, "precision": "city", "radius_km": 8.0}  # fmt: skip
APIA = {"geonames_id": 4035413, "name": "Apia", "admin1": "Tuamasaga", "country": "WSM", "latitude": -13.8333,
        "longitude": -171.7667, "precision": "city", "radius_km": 6.0}  # fmt: skip
ESTONIA = {"geonames_id": 453733, "name": "Estonia", "admin1": None, "country": "EST", "latitude": 59.0,
           "longitude": 26.0, "precision": "country", "radius_km": 200.0}  # fmt: skip


def find(text: str, words: str) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def make_reading(
    text: str, entities: list[dict], events: list[dict], *, coder: Coder | None = CODER, **metadata: object
) -> Reading:
    """Build a reading; spans are given as words of the text. `says` names the entity that an account is claimed by."""
    value: dict = {"text": text, "entities": [], "events": [], "attributions": [], **metadata}
    names = {key: metadata.get(key) for key in ("title", "outlet", "url", "published")}
    value["id"] = metadata.get("id") or make_report_id(text, **names)
    for number, entity in enumerate(entities, start=1):
        value["entities"].append({"id": f"x{number}", **entity, "mentions": [find(text, entity["name"])]})
    ids = {entity["name"]: entity["id"] for entity in value["entities"]}
    for number, event in enumerate(events, start=1):
        account = {"id": f"e{number}", **event, "trigger": find(text, event["trigger"])}
        account["sentence"] = find(text, event.get("sentence", event["trigger"]))
        for side in ("actor", "recipient", "place"):
            account[side] = [ids[name] for name in event.get(side, ())]
        account["quantity"] = [
            {"kind": kind, "span": find(text, words), "low": low, "high": high}
            for kind, words, low, high in event.get("quantity", ())
        ]
        if "says" in event:
            said = {
                "id": f"a{number}",
                "source": find(text, event["says"]),
                "entity": ids.get(event["says"]),
                "cue": None,
            }
            value["attributions"].append({**said, "content": account["sentence"], "kind": "indirect"})
            account["via"] = [f"a{number}"]
            account.pop("says")
        value["events"].append(account)
    return replace(decode_reading(value), coder=coder)


def make_march(number: int = 30, outlet: str = "Harju Post", coder: Coder | None = CODER, **changes: object) -> Reading:
    text = (
        f"Nurses march in Tallinn\n\nSome {number} nurses marched through Tallinn on Sunday over pay, police said. "
        "Officers arrested Mart Kask, a union steward, after a scuffle. No tear gas was used."
    )
    return make_reading(
        text,
        [
            {"name": "nurses", "kind": "group", "country": "EST", "sector": ["MED"]},
            {"name": "Tallinn", "kind": "place", "country": "EST", "place": TALLINN},
            {"name": "police", "kind": "org", "country": "EST", "sector": ["COP"]},
            {"name": "Mart Kask", "kind": "person", "country": "EST", "sector": ["LAB"], "role": "a union steward",
             "resolution": [{"field": "country", "by": "report", "confidence": 0.8, "precision": None, "value": None},
                            {"field": "sector", "by": "words", "confidence": 0.9, "precision": None, "value": None}],
             "conflicts": [{"field": "sector", "said": "LAB", "span": find(text, "a union steward"),
                            "table": "leaders", "held": "GOV", "kept": "text"}]},
        ],
        [
            {"type": "PROTEST", "mode": ["demo"], "trigger": "marched", "sentence": f"Some {number} nurses marched "
             "through Tallinn on Sunday over pay, police said.", "actor": ["nurses"], "place": ["Tallinn"],
             "date": "2020-09-13", "quantity": [("participants", str(number), number, number)], "claim": "attributed",
             "says": "police", "confidence": 0.9,
             "resolution": [{"field": "date", "by": "expression", "confidence": 0.7, "precision": "day", "value": None},
                            {"field": "place", "by": "reader", "confidence": 0.6, "precision": "city", "value": "x2"}]},
            {"type": "COERCE", "mode": ["arrest"], "trigger": "arrested", "sentence": "Officers arrested Mart Kask, a "
             "union steward, after a scuffle.", "actor": ["police"], "recipient": ["Mart Kask"], "place": ["Tallinn"],
             "date": "2020-09-13", "quantity": [], "confidence": 0.6},
            {"type": "ASSAULT", "trigger": "tear gas", "sentence": "No tear gas was used.", "modality": "negated",
             "actor": ["police"], "confidence": 0.4},
        ],
        title="Nurses march in Tallinn", outlet=outlet, published="2020-09-14", coder=coder, **changes,
    )  # fmt: skip


def make_talks() -> Reading:
    text = (
        "SUVA — Fiji and Samoa agreed on Friday to patrol their waters together, Prime Minister Ana Chávez-Tuilagi "
        "said in Apia. The patrols may begin in May 2021."
    )
    return make_reading(
        text,
        [
            {"name": "Fiji", "kind": "place", "country": "FJI", "sector": ["GOV"]},
            {"name": "Samoa", "kind": "place", "country": "WSM", "sector": ["GOV"]},
            {"name": "Ana Chávez-Tuilagi", "kind": "person", "country": "WSM", "sector": ["GOV"], "role": "PM"},
            {"name": "SUVA", "kind": "place", "country": "FJI", "place": SUVA},
            {"name": "Apia", "kind": "place", "country": "WSM", "place": APIA},
        ],
        [
            {"type": "AGREE", "trigger": "agreed", "sentence": text.split(". ")[0] + ".", "actor": ["Fiji"],
             "recipient": ["Samoa"], "place": ["SUVA"], "date": "2020-12-04", "claim": "attributed",
             "says": "Ana Chávez-Tuilagi", "confidence": 0.8},
            {"type": "MOBILIZE", "trigger": "patrols", "sentence": "The patrols may begin in May 2021.",
             "actor": ["Fiji", "Samoa"], "place": ["Apia"], "date": "2021-05", "modality": "hypothetical"},
        ],
        outlet="Coral Wire", url="https://example.org/talks", published="2020-12-05",
    )  # fmt: skip


def make_blast() -> Reading:
    text = "A blast killed 14 people and hurt 30 to 40 in Estonia last year, officials claim. Crews cleared the site."
    return make_reading(
        text,
        [{"name": "Estonia", "kind": "place", "country": "EST", "place": ESTONIA}],
        [
            {"type": "ASSAULT", "mode": ["explosives"], "trigger": "killed", "sentence": text.split(". ")[0] + ".",
             "place": ["Estonia"], "date": "2019", "claim": "alleged", "says": "officials", "confidence": 0.7,
             "quantity": [("killed", "14", 14, 14), ("injured", "30 to 40", 30, 40)]},
        ],
        outlet="Harju Post", published="2020-02-01",
    )  # fmt: skip
