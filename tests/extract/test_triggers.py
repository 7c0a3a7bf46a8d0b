import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.data import load_json, load_table
from dateline.extract.triggers import find_triggers, load_rules, score_account
from dateline.records import EVENT_TYPES, Account, Document, Part, Report, Span

PARSE = ParseSyntax()


def read(text, parts=()):
    return find_triggers(PARSE(Document(Report(id="r", text=text), parts=parts))).accounts


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("Police arrested three men in Lyon.", "arrested", "COERCE"),
        ("Gunmen killed two soldiers near the border.", "killed", "ASSAULT"),
        ("The president condemned the decision.", "condemned", "ACCUSE"),
        ("The minister resigned on Monday.", "resigned", "RETREAT"),
        ("The court convicted him of fraud.", "convicted", "SANCTION"),
        ("Thousands protested against the law.", "protested", "PROTEST"),
    ],
)
def test_verbs_tell_of_their_type(text, word, kind):
    assert (word, kind) in [(a.trigger.quote, a.type) for a in read(text)]


def test_a_condition_decides_the_type():
    found = {a.trigger.quote: a.type for a in read("The army fired two missiles. She lifted the box.")}
    assert found.get("fired") == "MOBILIZE"
    assert "lifted" not in found


def test_plain_sentences_tell_of_no_event():
    assert read("The library opens at nine and has a garden.") == ()


def test_boilerplate_is_skipped():
    text = "Police arrested three men in Lyon."
    part = Part("boilerplate", Span.of(text, 0, len(text)))
    assert read(text, parts=(part,)) == ()


def test_modes_come_from_words_nearby():
    assert "explosives" in next(a for a in read("A bomb killed four people.") if a.trigger.quote == "killed").mode


def test_score_and_quad_follow_plover():
    span = Span.of("x", 0, 1)
    scored = score_account(Account("v1", "ASSAULT", span, span, mode=("beat",)))
    assert (scored.quad, scored.intensity) == ("material conflict", -7.5)
    assert score_account(Account("v1", "AID", span, span)).intensity == 10


def test_tables_hold_known_types_modes_and_weights():
    modes = load_json("plover.json")
    assert set(modes) == set(EVENT_TYPES)
    assert load_rules()
    for row in load_table("triggers.tsv"):
        assert row["type"] in EVENT_TYPES
        assert 0 <= float(row["prior"]) <= 1
        assert all(mode in modes[row["type"]]["modes"] for mode in row["mode"].split()), row
    for row in load_table("trigger_modes.tsv"):
        assert row["mode"] in modes[row["type"]]["modes"], row
