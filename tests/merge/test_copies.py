from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.merge import find_copies
from tests.merge.builders import make_reading

WIRE = (
    "OSTRAVA (AP) — Miners at the Karel pit walked out on Monday after two of their union leaders were dismissed.\n"
    "About 400 men stood at the gate through the night, some with lamps lit, and turned back three lorries.\n"
    "The company called the walkout unlawful and said that it would ask a court to end it within the week.\n"
    "A mediator from the Labour Ministry is to arrive on Wednesday; the last strike at Karel, in 2004, took 19 days."
)
LINES = WIRE.split("\n")
OTHER = (
    "The town council of Prerov met on Monday to settle the price of water for the coming year.\n"
    "Councillors heard from the waterworks, which wants five crowns more a cubic metre, and put off the vote.\n"
    "Residents of the upper town complained of brown water for the third month in a row, and asked for a tank."
)


def reading(id, text, **given):
    return make_reading(id, text, **given)


def test_a_cut_copy_under_another_byline_is_found():
    cut = "From our own staff\n" + "\n".join(LINES[:3])
    groups = find_copies([reading("a", WIRE, outlet="one.example", published="2020-02-03"),
                          reading("b", cut, outlet="two.example", published="2020-02-04"),
                          reading("c", OTHER, outlet="two.example", published="2020-02-04")])  # fmt: skip
    assert [(group.kind, group.reports) for group in groups] == [("copy", ("a", "b"))]
    assert "of the shorter stands in the longer" in groups[0].reasons[0]


def test_a_copy_inside_another_text_is_found():
    mixed = OTHER + "\n" + "\n".join(LINES[1:])
    assert [group.reports for group in find_copies([reading("a", WIRE), reading("m", mixed)])] == [("m", "a")]


def test_a_text_made_of_two_joins_one_of_them_and_not_the_two():
    mixed = "\n".join(LINES) + "\n" + "\n".join(OTHER.split("\n")[:2])
    groups = find_copies([reading("a", WIRE), reading("m", mixed), reading("o", OTHER)])
    assert [set(group.reports) for group in groups] == [{"a", "m"}]


def test_two_cuts_of_one_text_are_copies_though_they_share_nothing():
    first, second = "\n".join(LINES[:2]), "\n".join(LINES[2:])
    groups = find_copies([reading("a", first), reading("b", second), reading("w", WIRE)])
    assert [set(group.reports) for group in groups] == [{"a", "b", "w"}]


def test_a_new_lead_does_not_hide_a_copy():
    led = "Coal deliveries stopped on Monday as a strike spread in the east.\n" + "\n".join(LINES[1:])
    assert len(find_copies([reading("a", WIRE), reading("b", led)])) == 1


def test_a_corrected_update_by_the_same_outlet_is_a_version():
    later = WIRE.replace("400", "250") + "\nCorrection: an earlier version gave another number of miners."
    groups = find_copies([reading("a", WIRE, outlet="one.example", published="2020-02-03"),
                          reading("b", later, outlet="one.example", published="2020-02-04")])  # fmt: skip
    assert [(group.kind, group.reports) for group in groups] == [("version", ("a", "b"))]


def test_two_reports_on_one_subject_are_no_copies():
    own = (
        "Two dismissals emptied the Karel pit on Monday. Four hundred men stayed out overnight and let no lorry in.\n"
        "Management wants a judge to order them back; a government mediator comes on Wednesday, says the union."
    )
    assert find_copies([reading("a", WIRE), reading("b", own)]) == ()


def test_empty_and_very_short_reports_are_no_copies_of_all():
    assert find_copies([reading("a", "Strike."), reading("b", WIRE), reading("c", "—")]) == ()


@settings(max_examples=15, deadline=None)
@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_reports_is_no_matter(order):
    texts = {"a": WIRE, "b": "\n".join(LINES[:3]), "c": OTHER, "d": OTHER.replace("five", "six")}
    found = find_copies([reading(id, texts[id]) for id in order])
    assert [set(group.reports) for group in found] == [{"a", "b"}, {"c", "d"}]
    assert found == find_copies([reading(id, texts[id]) for id in sorted(texts)])
