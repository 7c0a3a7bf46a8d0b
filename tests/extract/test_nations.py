from dataclasses import replace

import numpy as np
import pytest

from dateline.extract import scheme
from dateline.extract.nations import judge_countries, list_signals, score_countries
from dateline.extract.pairs import list_columns
from dateline.records import Document, Entity
from tests.extract.encoded import cut, encode_nothing, point

TEXT = "French police freed Ann Bell in South Korea. She thanked the United Nations and fans in Munich."


def make_document() -> Document:
    entities = (
        Entity("e1", "police", "org", (cut(TEXT, "French police"),)),
        Entity("e2", "Ann Bell", "person", (cut(TEXT, "Ann Bell"), cut(TEXT, "She"))),
        Entity("e3", "United Nations", "org", (cut(TEXT, "United Nations"),)),
        Entity("e4", "Munich", "place", (cut(TEXT, "Munich"),)),
    )
    return replace(encode_nothing(TEXT), entities=entities)


def judge(document: Document) -> dict[str, str]:
    found = judge_countries(document, list_columns(document, document.encoded.words)).countries
    return {id_: max(row, key=row.__getitem__).partition(" ")[0] for id_, row in found.items()}


def test_names_adjectives_bodies_and_towns_name_countries() -> None:
    document = make_document()
    words = document.encoded.words
    signals = list_signals(document, words)
    named = {words.texts[word]: signals.codes[i] for word, i in zip(signals.words, signals.number, strict=True)}
    assert named == {"French": "FRA", "Korea": "KOR", "Nations": "IGO", "Munich": "DEU"}


def test_an_actor_is_of_the_country_that_any_of_its_mentions_points_at() -> None:
    document = make_document()
    point(document, "country", "police", "French")
    assert judge(document)["e1"] == "FRA"
    point(document, "country", "She", "Munich")
    assert judge(document)["e2"] == "DEU"


def test_each_town_is_told_apart_with_its_id() -> None:
    document = make_document()
    found = judge_countries(document, list_columns(document, document.encoded.words)).countries["e1"]
    assert set(found) == {"", "FRA", "KOR", "IGO", "DEU e4"}


def test_a_body_that_many_countries_have_names_none() -> None:
    text = "The Senate met Ann Bell in Lima."
    entities = (
        Entity("e1", "Senate", "org", (cut(text, "Senate"),)),
        Entity("e2", "Lima", "place", (cut(text, "Lima"),)),
    )
    document = replace(encode_nothing(text), entities=entities)
    assert list_signals(document, document.encoded.words).codes == ("PER",)


def test_an_actor_may_be_of_none() -> None:
    document = make_document()
    document.encoded.vectors[document.encoded.words.texts.index("Bell"), scheme.SLICES["stateless"]] = 9
    assert judge(document)["e2"] == ""
    probabilities = judge_countries(document, list_columns(document, document.encoded.words)).countries["e2"]
    assert sum(np.exp(list(probabilities.values()))) == pytest.approx(1, abs=0.01)


def test_training_scores_as_the_runtime_does() -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from training.corpus import Countries
    from training.losses import score_countries as score_in_training
    from training.model import Model
    from training.train import find_base

    document = make_document()
    point(document, "country", "police", "French")
    point(document, "country", "She", "Korea")
    encoded = document.encoded
    columns = list_columns(document, encoded.words)
    signals = list_signals(document, encoded.words)
    ours = score_countries(encoded, columns, signals)
    one = Countries(columns.words, columns.owner, np.full(len(columns.ids), -1), signals)
    sentence = torch.tensor(encoded.words.sentence)
    with torch.no_grad():
        theirs = score_in_training(Model(find_base()), torch.from_numpy(encoded.vectors), one, sentence)
    assert np.allclose(np.exp(ours), np.exp(theirs.numpy()), atol=1e-4)
