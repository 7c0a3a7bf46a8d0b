"""Training texts that hold the words of a report kept to measure on."""

from __future__ import annotations

from training.overlap import Kept

STORY = (
    "Dockers in Halden walked off the quays on Monday after the port dismissed nine of them without notice. "
    "The union said that it would not return before all nine were taken back, and the mayor offered to mediate."
)
LINES = "Thank you for reading. Sign up for the letter that we send on every weekday morning to our readers."


def test_a_reprint_is_found_whatever_stands_around_it() -> None:
    kept = Kept([{"id": "halden", "text": STORY}, {"id": "moss", "text": "Nothing happened in Moss. " * 3}])

    reprint = "PORT AT A STANDSTILL\n" + STORY.upper().replace(",", " –") + "\nMore follows as we get it from our desk."
    assert kept.find_shared(reprint) == "halden"
    assert kept.find_shared("The mayor of Halden offered to mediate on Monday, the union of the dockers said.") is None


def test_lines_that_a_paper_prints_below_every_report_tell_nothing() -> None:
    kept = Kept([{"id": "a", "text": STORY + "\n" + LINES}, {"id": "b", "text": "A court in Moss sat.\n" + LINES}])

    assert kept.find_shared("The council of Vik met.\n" + LINES) is None
