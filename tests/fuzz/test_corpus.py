"""What fuzzing found, replayed: each file of the corpus is read or refused, and breaks no rule."""

from pathlib import Path

import pytest
from evaluation.fuzz import check_feed, check_file, mutate_text

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_a_finding_stays_mended(path: Path) -> None:
    name = path.name.partition("-")[2]
    data = path.read_bytes()
    assert check_file(name, data) >= 0
    if name.startswith("feed."):
        check_feed(data)


def test_the_corpus_is_small() -> None:
    assert CORPUS
    assert sum(path.stat().st_size for path in CORPUS) < 500_000


def test_the_same_seed_gives_the_same_mutations() -> None:
    import random

    texts = ["The minister said on Monday that the talks would go on. " * 40]
    first, second = ([mutate_text(random.Random(seed), texts) for seed in range(20)] for _ in range(2))
    assert first == second
    assert len(set(first)) == 20
