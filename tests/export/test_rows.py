from __future__ import annotations

import csv as stdlib_csv
import io
import json

import pytest

from dateline.export.csv import neutralise, write_csv
from dateline.export.frame import to_dataframe
from dateline.export.jsonl import write_jsonl
from dateline.export.rows import COLUMNS, make_rows
from dateline.export.view import describe_range, one_line, shorten_quote
from dateline.readings import decode_reading, encode_reading, load_reading
from tests.export.builders import make_hostile, make_reading


def test_a_row_holds_every_field_of_an_account() -> None:
    first, second, third = make_rows(make_reading())
    assert tuple(first) == COLUMNS
    assert first["event_id"] == "v1"
    assert (first["actor"], first["actor_country"], first["actor_sector"]) == ("Police of Oslo", "NOR", "COP")
    assert (first["date"], first["time_words"]) == ("2021-05-02", "Sunday")
    assert (first["place"], first["latitude"], first["precision"]) == ("Oslo", 59.9127, "city")
    assert first["quantity"] == "arrested 40+"
    assert (first["date_precision"], first["date_confidence"], first["place_confidence"]) == ("day", 0.75, 0.5)
    assert first["conflicts"] is None
    assert third["conflicts"] == "Mayor of Oslo: country NOR by the table of leaders; the text says SWE"
    assert first["according_to"] == "Justice Ministry"
    assert second["according_to"] == "a union; a witness"
    assert (second["trigger"], second["claim"]) == ("beat", "alleged")
    assert (third["modality"], third["recipient"], third["latitude"]) == ("negated", None, None)


def test_offsets_of_a_row_point_into_the_text() -> None:
    reading = make_reading()
    for row in make_rows(reading):
        assert reading.text[int(row["trigger_start"] or 0) : int(row["trigger_end"] or 0)] == row["trigger"]
        assert reading.text[int(row["sentence_start"] or 0) : int(row["sentence_end"] or 0)] == row["quote"]


def test_csv_reads_back() -> None:
    stream = io.StringIO()
    write_csv([make_reading(), make_reading(id="r2")], stream)
    rows = list(stdlib_csv.DictReader(io.StringIO(stream.getvalue())))
    assert [row["report_id"] for row in rows] == ["r1"] * 3 + ["r2"] * 3
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["intensity"] == "-7.2"  # a number is no formula
    assert rows[2]["recipient"] == ""


@pytest.mark.parametrize("words", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_becomes_text(words: str) -> None:
    assert neutralise(words) == f"'{words}"


def test_numbers_and_plain_words_stay() -> None:
    assert [neutralise(cell) for cell in (-5.5, 3, None, "a=b")] == [-5.5, 3, None, "a=b"]


def test_no_cell_of_a_hostile_report_opens_a_formula() -> None:
    stream = io.StringIO()
    write_csv([make_hostile('=HYPERLINK("x"),"\n@y')], stream)
    rows = list(stdlib_csv.reader(io.StringIO(stream.getvalue())))
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[1])


def test_jsonl_is_the_canonical_form() -> None:
    stream = io.StringIO()
    write_jsonl([make_reading(), make_hostile("\u2028line")], stream)
    lines = stream.getvalue().split("\n")
    assert len(lines) == 3
    assert json.loads(lines[0]) == encode_reading(make_reading())
    assert load_reading(lines[1]).report.title == "\u2028line"


def test_a_frame_has_the_columns_with_and_without_accounts() -> None:
    frame = to_dataframe(make_reading())
    assert list(frame.columns) == list(COLUMNS)
    assert frame["trigger_start"].dtype == "int64"
    assert frame["latitude"].isna().tolist() == [False, True, True]
    empty = to_dataframe(decode_reading({"id": "x", "text": "Nothing."}))
    assert list(empty.columns) == list(COLUMNS)
    assert empty.dtypes["intensity"] == "float64"
    assert len(to_dataframe([make_reading(), make_reading()])) == 6


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(32, 32, "32"), (101, None, "101+"), (None, 5, "up to 5"), (200, 999, "200-999"), (1.5, 1.5, "1.5"),
     (1_000_000_000, 1_000_000_000, "1,000,000,000"), (None, None, "")],
)  # fmt: skip
def test_ranges_are_written_short(low: float | None, high: float | None, words: str) -> None:
    assert describe_range(low, high) == words


def test_a_quote_is_cut_around_the_trigger_between_words() -> None:
    text = "one two three four five struck six seven eight nine ten eleven"
    start = text.index("struck")
    value = {"id": "v", "type": "ASSAULT", "trigger": [start, start + 6], "sentence": [0, len(text)]}
    account = decode_reading({"id": "x", "text": text, "events": [value]}).events[0]
    assert shorten_quote(account, 200) == ("one two three four five ", "struck", " six seven eight nine ten eleven")
    before, trigger, after = shorten_quote(account, 30)
    assert trigger == "struck"
    assert before.startswith("…")
    assert after.endswith("…")
    assert text.find(f"{before[1:]}{trigger}{after[:-1]}") > 0
    assert len(before + trigger + after) <= 32


def test_control_characters_are_left_out() -> None:
    assert one_line("a\x1b[31mb\nc\u202ed\x07") == "a[31mb cd"
