from dataclasses import replace

import numpy as np
import pytest

from dateline.extract import scheme
from dateline.extract.pairs import list_columns
from dateline.extract.sectors import judge_sectors, score_sectors
from dateline.records import SECTORS, Document, Entity
from tests.extract.encoded import cut, encode_nothing

TEXT = "Police freed Ann Bell. She led the union."


def make_document() -> Document:
    document = encode_nothing(TEXT)
    words, vectors = document.encoded.words, document.encoded.vectors
    sector, telling = scheme.SLICES["sector"], scheme.SLICES["telling"]
    vectors[words.texts.index("Police"), sector.start + SECTORS.index("COP")] = 4
    vectors[words.texts.index("Bell"), sector.start + SECTORS.index("CVL")] = 4
    vectors[words.texts.index("She"), sector.start + SECTORS.index("LAB")] = 4
    vectors[words.texts.index("She"), telling] = 3  # says more than the name does
    entities = (
        Entity("e1", "Police", "org", (cut(TEXT, "Police"),)),
        Entity("e2", "Ann Bell", "person", (cut(TEXT, "Ann Bell"), cut(TEXT, "She"))),
    )
    return replace(document, entities=entities)


def test_the_mention_that_tells_most_decides() -> None:
    document = make_document()
    sectors = judge_sectors(document, list_columns(document, document.encoded.words)).sectors
    assert [SECTORS[int(np.argmax(sectors[id_]))] for id_ in ("e1", "e2")] == ["COP", "LAB"]
    assert np.exp(sectors["e2"]).sum() == pytest.approx(1, abs=0.01)


def test_a_report_without_entities_has_no_sectors() -> None:
    document = replace(make_document(), entities=())
    assert judge_sectors(document, list_columns(document, document.encoded.words)).sectors == {}


def test_training_scores_as_the_runtime_does() -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from training.losses import score_sectors as score_in_training

    document = make_document()
    columns = list_columns(document, document.encoded.words)
    ours = score_sectors(document.encoded, columns)
    vectors = torch.from_numpy(document.encoded.vectors)
    theirs = score_in_training(vectors, torch.from_numpy(columns.words), torch.from_numpy(columns.owner), 2)
    assert np.allclose(ours, theirs.numpy(), atol=1e-3)
