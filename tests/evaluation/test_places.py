"""The measure of places on a made-up file of toponyms."""

from __future__ import annotations

import json
from pathlib import Path

from evaluation import places


def make_row(text: str, *toponyms: tuple[str, float | None, float | None, str]) -> str:
    found = [
        {"text": name, "span": [text.index(name), text.index(name) + len(name)], "latitude": lat, "longitude": lon,
         "feature": feature}
        for name, lat, lon, feature in toponyms
    ]  # fmt: skip
    return json.dumps({"id": "made-up", "text": text, "toponyms": found})


def test_found_and_placed_toponyms_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "made-up.jsonl"
    text = "Thousands marched in Paris and in Berlin on Monday. Spain sent observers to Qwxzyville."
    row = make_row(
        text, ("Paris", 48.85, 2.35, "PPLC"), ("Berlin", 10.0, 10.0, "PPLC"), ("Spain", 40.0, -4.0, "PCLI"),
        ("Qwxzyville", None, None, ""),
    )  # fmt: skip
    path.write_text(row + "\n", "utf-8")
    told: list[str] = []
    rates = places.measure(path, tell=told.append)
    assert (rates["toponyms"], rates["gold spans"], rates["no country"]) == (4, 3, 2)
    assert round(rates["within 161 km"]) == 67
    assert rates["no country within 161 km"] == 50
    assert rates["recognition R"] >= 75
    assert len(told) == 1
    assert told[0].startswith("made-up Berlin")
