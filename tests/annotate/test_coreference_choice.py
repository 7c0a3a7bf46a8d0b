"""What speaks for an antecedent."""

from __future__ import annotations

import pytest

from dateline.annotate.coreference import link_mentions
from dateline.annotate.coreference_choice import Option, choose_likeliest, name_sort
from dateline.annotate.coreference_clusters import Mention
from dateline.annotate.entities import find_entities
from dateline.annotate.syntax import load_pipeline
from dateline.data import load_json
from dateline.records import Document, Report

TEXT = "Two ministers met in Oslo. The minister of trade left early. She said the talks had failed."


def find_candidates(text: str) -> Document:
    return find_entities(Document(Report("t", text), syntax=load_pipeline()(text)))


def test_every_choice_has_a_new_entity_first() -> None:
    seen: list[tuple[str, list[Option]]] = []

    def note(mention: Mention, options: list[Option]) -> int | None:
        seen.append((name_sort(mention), options))
        return None

    link_mentions(find_candidates(TEXT), note)
    assert {sort for sort, _ in seen} == {"d", "he"}
    assert all(options[0].target is None and options[0].features["new"] == 1.0 for _, options in seen)
    she = next(options for sort, options in seen if sort == "he")
    assert [option.cluster.kind for option in she[1:] if option.cluster] == ["person"]


def test_what_is_chosen_is_joined() -> None:
    def take_last(mention: Mention, options: list[Option]) -> int | None:
        return options[-1].target

    joined = link_mentions(find_candidates(TEXT), take_last)
    apart = link_mentions(find_candidates(TEXT), lambda mention, options: None)
    assert len(joined.entities) < len(apart.entities)


def test_weights_are_numbers_for_each_sort() -> None:
    weights = load_json("coreference_weights.json")
    assert set(weights) == {"d", "he", "they", "it", "i", "we"}
    assert all(isinstance(value, float) for group in weights.values() for value in group.values())


def test_the_likeliest_has_the_highest_sum() -> None:
    document = find_candidates(TEXT)
    found: list[tuple[int | None, list[Option]]] = []

    def note(mention: Mention, options: list[Option]) -> int | None:
        choice = choose_likeliest(mention, options)
        assert choice in {option.target for option in options}
        found.append((choice, options))
        return choice

    link_mentions(document, note)
    assert found


def list_clusters(text: str) -> list[set[str]]:
    document = link_mentions(find_entities(Document(Report("t", text), syntax=load_pipeline()(text))))
    return [{span.quote for span in entity.mentions} for entity in document.entities if entity.kind != "place"]


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("Angela Merkel spoke in Berlin. The US leader did not agree with her.", "Angela Merkel", "The US leader"),
        ("Japan closed the road on Monday. The Japanese army guards the road.", "Japan", "The Japanese army"),
        ("President Luis Paredes left on Monday. The vice president will stay.", "Luis Paredes", "The vice president"),
        ("Luis Paredes left on Monday. The party leaders will stay.", "Luis Paredes", "The party leaders"),
        ("Peru's ministry agreed on Monday. Chile's ministry did not.", "Peru's ministry", "Chile's ministry"),
        (
            "Minister of Health of Peru Luis Paredes left. The Minister of Defence of Finland Pekka Hallo praised him.",
            "Luis Paredes",
            "Pekka Hallo",
        ),
    ],
)
def test_what_cannot_be_one_stays_apart(text: str, one: str, other: str) -> None:
    clusters = list_clusters(text)
    assert any(one in cluster for cluster in clusters)
    assert any(other in cluster for cluster in clusters)
    assert not any({one, other} <= cluster for cluster in clusters)


def test_an_office_and_its_holder_behind_it_are_one() -> None:
    clusters = list_clusters("Ambassador of Georgia to the United States Davit Bakrade met the press in Tbilisi.")
    assert {"Ambassador", "Davit Bakrade"} in clusters


def test_an_office_that_opens_the_sentence_and_the_name_behind_its_comma_are_one() -> None:
    text = "The Deputy Speaker of the House of Deputies (the lower house), Rachid Amrani praised the ties of both."
    assert {"The Deputy Speaker", "Rachid Amrani"} in list_clusters(text)
    apart = list_clusters("After meeting the Prime Minister, Anna Lund criticised the bill.")
    assert not any("Anna Lund" in cluster and len(cluster) > 1 for cluster in apart)
