import pytest

from dateline.annotate.syntax import ParseSyntax
from dateline.annotate.times import find_times
from dateline.extract.claims import Finder, judge_claims
from dateline.extract.modality import bar_modality, judge_modality, list_features
from dateline.records import Account, Attribution, Document, Entity, Report, Span

PARSE = ParseSyntax()


def span(text, quote, number=1):
    start = -1
    for _ in range(number):
        start = text.index(quote, start + 1)
    return Span.of(text, start, start + len(quote))


def judge(text, trigger, type_, *, also=(), attributions=(), actor=None, published=None):
    """Judge one account. `actor` is a quote; attributions are (source, cue, content)."""
    document = find_times(PARSE(Document(Report.of(text, published=published))))
    entities = ()
    if actor:
        entities = (Entity("e1", actor, "org", (span(text, actor),)),)
    told = tuple(
        Attribution(f"a{k}", span(text, s), None, span(text, c), span(text, content), "indirect")
        for k, (s, c, content) in enumerate(attributions)
    )
    account = Account(
        "v1", type_, span(text, trigger), span(text, trigger), also=tuple(span(text, a) for a in also),
        actor=("e1",) if actor else (),
    )  # fmt: skip
    document = Document(
        document.report, syntax=document.syntax, times=document.times, entities=entities, attributions=told,
        accounts=(account,),
    )  # fmt: skip
    return judge_claims(document).accounts[0]


@pytest.mark.parametrize(
    ("text", "trigger", "type_", "modality"),
    [
        ("The junta plans to jail its critics.", "jail", "COERCE", "planned"),
        ("The junta is expected to jail its critics.", "jail", "COERCE", "planned"),
        ("The governor will close the port and expel the monks.", "expel", "SANCTION", "planned"),
        ("The army could shell the town.", "shell", "ASSAULT", "hypothetical"),
        ("If rebels seize the bridge, the town will starve.", "seize", "COERCE", "hypothetical"),
        ("The army did not shell the town.", "shell", "ASSAULT", "negated"),
        ("No arrests were made.", "arrests", "COERCE", "negated"),
        ("Police have never arrested him.", "arrested", "COERCE", "negated"),
        ("Corran does not recognise the court.", "recognise", "REJECT", "actual"),
        ("The army shelled the town on Monday.", "shelled", "ASSAULT", "actual"),
        ("The union promised to help the miners.", "promised", "AGREE", "actual"),
        ("The general said his men would strike the port.", "strike", "THREATEN", "actual"),
    ],
)
def test_modality_is_read_off_the_clause(text, trigger, type_, modality):
    assert judge(text, trigger, type_).modality == modality


@pytest.mark.parametrize(
    ("text", "trigger", "type_", "barred"),
    [
        ("Corran does not recognise the court.", "recognise", "REJECT", "negated"),
        ("Corran did not reject the plan.", "reject", "REJECT", None),
        ("Corran did not recognise the court.", "recognise", "SUPPORT", None),
        ("The union did not boycott the talks.", "boycott", "REJECT", None),
        ("The union did not shun the talks.", "shun", "REJECT", None),
    ],
)
def test_only_what_refuses_by_its_word_can_be_a_refusal_that_was_not(text, trigger, type_, barred):
    account = Account("v1", type_, span(text, trigger), span(text, trigger))
    token = next(token for token in PARSE(Document(Report.of(text))).syntax if token.text == trigger)
    assert bar_modality(account, token) == barred


def test_a_barred_modality_is_not_chosen():
    weights = {"planned": {"a": 1.0}, "hypothetical": {}, "negated": {"a": 2.0}}
    assert judge_modality(["a"], weights) == "negated"
    assert judge_modality(["a"], weights, barred="negated") == "planned"


def test_without_features_an_act_is_actual():
    assert judge_modality([], {"planned": {}, "hypothetical": {}, "negated": {}}) == "actual"


def test_the_strongest_modality_wins():
    weights = {"planned": {"a": 1.0}, "hypothetical": {"a": 2.0}, "negated": {"b": 9.0}}
    assert judge_modality(["a"], weights) == "hypothetical"


@pytest.mark.parametrize(("odds", "modality"), [((3.0, -3.0, -3.0), "planned"), ((-3.0, -3.0, -3.0), "actual")])
def test_the_encoder_speaks_beside_the_words(odds, modality):
    weights = {name: {f"read {name}": 1.0} for name in ("planned", "hypothetical", "negated")}
    assert judge_modality([], weights, odds) == modality


@pytest.mark.parametrize(
    ("text", "trigger", "feature"),
    [
        ("The union called off the strike.", "strike", "governor: negated"),
        ("The ministry stopped short of accusing anyone.", "accusing", "governor: negated"),
        ("They debated over sanctions.", "sanctions", "governor: hypothetical"),
        ("They planned on attacking the convoy.", "attacking", "governor: planned"),
        ("Police detained no one.", "detained", "own: no object"),
        ("No police were called.", "called", "own: no"),
        ("Officers foiled an attack on the convoy.", "attack", "governor word: foil"),
        ("The planned visit fell through.", "visit", "above subject: fall_through"),
        ("He spoke of a botched raid.", "raid", "modifier: negated"),
    ],
)
def test_words_of_failure_speak_against_an_act(text, trigger, feature):
    token = next(token for token in PARSE(Document(Report.of(text))).syntax if token.text == trigger)
    account = Account("v1", "ASSAULT", span(text, trigger), span(text, trigger))
    assert feature in list_features(account, token, future=False)


def test_a_headline_rests_on_what_the_body_says():
    text = "The guard shot two men near the mill, the council said. The shooting began at noon."
    account = judge(
        text, "shot", "COERCE", also=["shooting"],
        attributions=[("the council", "said", "The guard shot two men near the mill")],
    )  # fmt: skip
    assert (account.claim, account.via) == ("attributed", ("a0",))


def test_a_clause_of_the_report_itself_makes_it_the_narrators():
    text = "The guard seized two men near the mill, the council said. The guard grabbed them at noon."
    account = judge(
        text, "seized", "COERCE", also=["grabbed"],
        attributions=[("the council", "said", "The guard seized two men near the mill")],
    )  # fmt: skip
    assert (account.claim, account.via) == ("narrator", ())


def test_what_is_done_by_saying_is_the_narrators_unless_told_of_the_past():
    text = "The league said it condemns the raid."
    attributions = [("The league", "said", "it condemns the raid")]
    assert judge(text, "condemns", "ACCUSE", attributions=attributions, actor="The league").claim == "narrator"
    text = "The league said the league had condemned the raid."
    attributions = [("The league", "said", "the league had condemned the raid")]
    entity = judge(text, "condemned", "ACCUSE", attributions=attributions, actor="The league")
    assert entity.claim == "narrator"


def test_an_accusation_only_planned_is_not_made_by_saying():
    text = "The league said it will sue the mill next month."
    attributions = [("The league", "said", "it will sue the mill next month")]
    account = judge(text, "sue", "ACCUSE", attributions=attributions, actor="The league")
    assert (account.modality, account.claim) == ("planned", "attributed")


def test_an_arrested_suspect_is_not_alleged_but_an_alleged_raid_is():
    assert judge("One suspect was arrested.", "arrested", "COERCE").claim == "narrator"
    assert judge("The alleged raid took place in May.", "raid", "COERCE").claim == "alleged"
    assert (
        judge("He was charged with a string of offences, including three burglaries.", "burglaries", "COERCE").claim
        == "alleged"
    )


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("Protesters marched in Corran last week.", False),
        ("Protesters march in Corran next week.", True),
        ("Protesters marched in Corran last month.", False),
        ("Protesters march in Corran next month.", True),
    ],
)
def test_a_week_lies_ahead_where_its_first_day_does(text, ahead):
    document = find_times(PARSE(Document(Report.of(text, published="2020-09-21"))))
    assert Finder(document).has_future(document.syntax[1]) == ahead
