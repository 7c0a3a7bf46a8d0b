import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.extract.arguments import find_side, link_arguments
from dateline.extract.claims import judge_claims
from dateline.extract.triggers import find_triggers
from dateline.records import Amount, Attribution, Document, Entity, Report, Span

PARSE = ParseSyntax()


def span(text, words):
    start = text.index(words)
    return Span.of(text, start, start + len(words))


def make(text, amounts=(), attributions=(), **names):
    entities = tuple(
        Entity(name, words, "place" if name.startswith("p") else "person", (span(text, words),))
        for name, words in names.items()
    )
    document = PARSE(Document(Report(id="r", text=text), entities=entities))
    object.__setattr__(document, "amounts", tuple(amounts))
    object.__setattr__(document, "attributions", tuple(attributions))
    return link_arguments(find_triggers(document))


def only(document):
    assert len(document.accounts) == 1, document.accounts
    return document.accounts[0]


def test_subject_and_object():
    account = only(make("Ann Smith accused Bob Jones of lying.", a="Ann Smith", b="Bob Jones"))
    assert (account.actor, account.recipient) == (("a",), ("b",))


def test_passive_turns_the_sides():
    account = only(make("Bob Jones was arrested by Ann Smith.", a="Ann Smith", b="Bob Jones"))
    assert (account.actor, account.recipient) == (("a",), ("b",))


def test_all_who_meet_are_actors():
    account = only(make("Ann Smith met Bob Jones in Cairo.", a="Ann Smith", b="Bob Jones", p="Cairo"))
    assert set(account.actor) == {"a", "b"}
    assert account.recipient == ()
    assert account.place == ("p",)


def test_who_is_arrested_possesses_the_arrest():
    account = only(make("The arrest of Bob Jones surprised many.", b="Bob Jones"))
    assert account.recipient == ("b",)


def test_headline_and_body_are_one_account():
    text = "Ann Smith arrested\nPolice arrested Ann Smith on Monday."
    entity = Entity("a", "Ann Smith", "person", (span(text, "Ann Smith"), Span.of(text, 35, 44)))
    document = link_arguments(find_triggers(PARSE(Document(Report(id="r", text=text), entities=(entity,)))))
    account = only(document)
    assert account.trigger.start == text.index("arrested", 20)
    assert [s.start for s in account.also] == [10]


def test_an_amount_joins_its_account():
    text = "Police arrested 30 protesters in Cairo."
    amount = Amount(span(text, "30"), 30, 30, span(text, "protesters"))
    account = next(a for a in make(text, amounts=[amount]).accounts if a.trigger.quote == "arrested")
    assert [(q.span.quote, q.low, q.high) for q in account.quantity] == [("30", 30, 30)]


@pytest.mark.parametrize(
    ("text", "noun", "trigger", "side"),
    [
        ("Hundreds of miners marched on the capital.", "miners", "marched", "actor"),
        ("Police arrested two miners on Monday.", "miners", "arrested", "recipient"),
        ("Two miners were arrested on Monday.", "miners", "arrested", "recipient"),
        ("Hundreds of miners fighting in the hills fled.", "miners", "fighting", "actor"),
        ("The miners who fought in the hills fled.", "miners", "fought", "actor"),
        ("There are miners arrested on Monday.", "miners", "arrested", "recipient"),
        ("Police in two towns arrested a man.", "towns", "arrested", None),
        ("The arrest of two miners angered the town.", "miners", "arrest", None),
    ],
)
def test_the_side_on_which_those_counted_stand(text, noun, trigger, side):
    words = {token.text: token for token in PARSE(Document(Report(id="r", text=text))).syntax}
    assert find_side(words[noun], words[trigger]) == side


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("The court will convict him.", "planned"),
        ("The army could kill civilians.", "hypothetical"),
        ("The army did not kill anyone.", "negated"),
        ("The army killed a man.", "actual"),
        ("The army plans to deploy tanks.", "planned"),
    ],
)
def test_modality(text, modality):
    assert only(judge_claims(make(text))).modality == modality


def test_claims_rest_on_their_source():
    text = "The mayor said that gunmen killed two men."
    said = Attribution("a1", None, None, span(text, "said"), span(text, "gunmen killed two men"), "indirect")
    document = judge_claims(make(text, attributions=[said]))
    account = next(a for a in document.accounts if a.trigger.quote == "killed")
    assert (account.claim, account.via) == ("attributed", ("a1",))


def test_a_charge_makes_the_deed_alleged():
    document = judge_claims(make("Bob Jones was charged with murdering a man.", b="Bob Jones"))
    claims = {a.trigger.quote: a.claim for a in document.accounts}
    assert claims["murdering"] == "alleged"
    assert claims["charged"] == "narrator"


def test_without_syntax_nothing_changes():
    document = Document(Report(id="r", text="Police arrested a man."))
    assert judge_claims(link_arguments(find_triggers(document))) is document
