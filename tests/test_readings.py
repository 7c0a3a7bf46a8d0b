import json
import pathlib

import jsonschema
import pytest

from dateline.errors import RecordError
from dateline.readings import decode_reading, dump_reading, encode_reading, load_reading, make_schema
from tests.test_records import TEXT, make_reading

SCHEMA = pathlib.Path(__file__).parent.parent / "docs" / "reading.schema.json"


def test_json_goes_out_and_comes_back_the_same() -> None:
    reading = make_reading()
    assert load_reading(dump_reading(reading)) == reading


def test_the_same_reading_gives_the_same_bytes() -> None:
    assert dump_reading(make_reading()) == dump_reading(make_reading())


def test_spans_are_pairs_of_offsets() -> None:
    value = encode_reading(make_reading())
    start, end = value["events"][0]["trigger"]
    assert TEXT[start:end] == "arrested"
    assert value["attributions"][0]["source"] == [TEXT.index("the ministry"), TEXT.index(" said")]


def test_a_reading_is_valid_by_the_schema() -> None:
    jsonschema.validate(encode_reading(make_reading()), make_schema())


def test_the_schema_refuses_an_unknown_type() -> None:
    value = encode_reading(make_reading())
    value["events"][0]["type"] = "DANCE"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, make_schema())


def test_the_published_schema_is_the_one_the_program_makes() -> None:
    assert json.loads(SCHEMA.read_text("utf-8")) == make_schema()


def test_a_corpus_reading_with_few_fields_is_read() -> None:
    reading = decode_reading({"id": "x-1", "text": TEXT, "published": "2020-09-14"})
    assert reading.report.published_from == "metadata"
    assert reading.events == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"text": 3}',
        '{"text": "abc"}',
        '{"id": "x", "text": "abc", "times": [{"id": "t1", "span": [1, 99], "value": null}]}',
        '{"id": "x", "text": "abc", "times": [{"id": "t1"}]}',
        '{"id": "x", "text": "abc", "events": 7}',
        '{"id": "x", "text": "ab',
    ],
)
def test_what_is_no_reading_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(RecordError):
        load_reading(text)
