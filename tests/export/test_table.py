from __future__ import annotations

import io

from rich.console import Console

from dateline.export.table import make_table
from dateline.readings import decode_reading
from dateline.records import Reading
from tests.export.builders import make_hostile, make_reading


def print_table(reading: Reading, width: int = 100) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, markup=False, highlight=False)
    console.print(make_table(reading, width))
    return stream.getvalue()


def test_every_field_is_there_in_100_columns() -> None:
    printed = print_table(make_reading())
    assert printed.count("conflict: Mayor of Oslo: country NOR by the table of leaders; the text says SWE") == 1
    assert max(map(len, printed.splitlines())) <= 100
    words = " ".join(printed.split())
    for part in (
        "Ministers meet in Oslo", "The Wire · 2021-05-03 · 3 events · 3 attributions",
        "COERCE Police of Oslo → marchers 2021-05-02 Oslo arrested 40+",
        "according to Justice Ministry: “Police in Oslo arrested",
        "alleged, according to a union, citing a witness: “A union claimed",
        "negated: “The mayor will not visit Bergen.”",
    ):  # fmt: skip
        assert part in words


def test_without_bold_the_trigger_stands_in_brackets() -> None:
    stream = io.StringIO()
    Console(file=stream, width=100, markup=False).print(make_table(make_reading(), plain=True))
    assert "will not [visit] Bergen" in stream.getvalue()


def test_it_stands_in_few_columns() -> None:
    for width in (60, 80, 120):
        assert max(map(len, print_table(make_reading(), width).splitlines())) <= width


def test_a_report_cannot_steer_the_terminal() -> None:
    printed = print_table(make_hostile("\x1b]0;x\x07[red]bold[/red]\u202e"))
    assert "\x1b" not in printed
    assert "\x07" not in printed
    assert "\u202e" not in printed
    assert "[red]" in printed


def test_a_reading_of_nothing_says_so() -> None:
    printed = print_table(decode_reading({"id": "x", "text": "Nothing happened."}))
    assert "no events" in printed
    assert "no date" in printed
