import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import DatelineError
from dateline.merge import StoryIndex, group_stories
from tests.merge.builders import make_reading

TEXTS = {
    "quake-1": "A magnitude 6.1 earthquake struck Tarvos province on Sunday and brought down houses in Lenka. "
    "Governor Pavel Orlik said 14 people died in Lenka, most of them asleep, and sent the army with tents.",
    "quake-2": "LENKA — Rescuers dug through mud in Lenka on Sunday after the magnitude 6.1 earthquake that shook "
    "Tarvos province. Governor Pavel Orlik put the dead at 14 and asked for tents and blankets.",
    "shake-1": "A magnitude 5.4 earthquake hit the island of Sorrel late on Thursday, the Sorrel seismic office said. "
    "Mayor Ines Duarte said that 3 people were killed when the harbour hotel in Porto Alva gave way.",
    "shake-2": "Porto Alva's harbour hotel lay in ruins on Friday, a day after the magnitude 5.4 earthquake on Sorrel. "
    "Mayor Ines Duarte said 3 guests were killed, and the Sorrel seismic office spoke of aftershocks.",
    "vote": "Parliament in Dunmark voted on Monday to raise the pension age to 67. Finance Minister Olof Brandt "
    "called the vote a relief; the Labour bloc of Greta Holm walked out before it.",
}


def readings(ids):
    return [make_reading(id, TEXTS[id], published="2021-03-07") for id in ids]


def sets(stories):
    return sorted(sorted(story.reports) for story in stories)


def test_two_earthquakes_are_two_stories():
    assert sets(group_stories(readings(TEXTS))) == [["quake-1", "quake-2"], ["shake-1", "shake-2"], ["vote"]]


@settings(max_examples=10, deadline=None)
@given(st.permutations(list(TEXTS)))
def test_a_stream_in_any_order_gives_what_a_batch_gives(order):
    index = StoryIndex()
    for reading in readings(order):
        assert reading.id in index.add(reading).reports
    assert index.stories() == group_stories(readings(TEXTS))


def test_no_reports_and_reports_without_words_give_no_trouble():
    assert group_stories([]) == ()
    assert sets(group_stories([make_reading("a", "—"), make_reading("b", "…")])) == [["a"], ["b"]]


def test_reports_of_two_years_are_two_stories_under_a_window():
    pair = [
        make_reading("a", TEXTS["vote"], published="2001-03-07"),
        make_reading("b", TEXTS["vote"], published="2021"),
    ]
    assert len(group_stories(pair, window=30)) == 2


def test_an_index_forgets_what_is_older_than_a_day():
    index = StoryIndex()
    index.extend([make_reading("a", TEXTS["vote"], published="2001-03-07"), *readings(["quake-1"])])
    assert index.forget("2021-01-01") == ("a",)
    assert sets(index.stories()) == [["quake-1"]]
    with pytest.raises((ValueError, DatelineError)):
        index.forget("yesterday")
