"""Which words of a report name a place."""

from __future__ import annotations

import pytest

from dateline.annotate.coreference import link_mentions
from dateline.annotate.entities import find_entities
from dateline.annotate.syntax import load_pipeline
from dateline.records import Document, Report
from dateline.resolve.toponyms import find_toponyms


def find(text: str) -> list[str]:
    document = Document(Report("t", text), syntax=load_pipeline()(text))
    return [span.quote for span in find_toponyms(link_mentions(find_entities(document)))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Thousands marched in Paris.", ["Paris"]),
        ("Edmonton Police Service arrested two men in Edmonton.", ["Edmonton", "Edmonton"]),
        ("The Russian envoy left for Damascus.", ["Russian", "Damascus"]),
        ("She studied at the University of Michigan.", ["Michigan"]),
        ("Prosecutors in Mercer County filed the charges.", ["Mercer County"]),
        ("The crash happened near Charleston, W.Va., on Monday.", ["Charleston", "W.Va."]),
        ("The committee met on Easter.", []),
        ("", []),
    ],
)
def test_places_are_named(text: str, names: list[str]) -> None:
    assert find(text) == names


def test_the_name_of_a_known_place_counts_wherever_it_stands() -> None:
    assert find("Crowds gathered in Aleppo. Aleppo residents fled.").count("Aleppo") == 2
