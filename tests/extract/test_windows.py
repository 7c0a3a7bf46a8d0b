import functools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from dateline.annotate.syntax import load_pipeline
from dateline.extract.encoder import load_encoder
from dateline.extract.windows import MAX_CONTEXT, MAX_PIECES, cut_windows, number_words


@functools.cache
def tokenizer() -> Tokenizer:
    return load_encoder().tokenizer


SENTENCE = "The mayor of Lund met striking dockers at the harbour gates. "


@pytest.mark.parametrize("count", [0, 1, 7, 60])
def test_every_word_is_read_once(count: int) -> None:
    words = number_words(load_pipeline()(SENTENCE * count))
    windows = cut_windows(words, tokenizer())
    read = sorted(word for window in windows for word, _ in window.words)
    assert read == list(range(len(words.tokens)))
    assert all(len(window.pieces) <= MAX_PIECES + 2 for window in windows)


def test_the_pieces_at_a_words_place_are_its_own() -> None:
    words = number_words(load_pipeline()(SENTENCE * 30))
    for window in cut_windows(words, tokenizer()):
        for word, place in window.words:
            piece = tokenizer().id_to_token(window.pieces[place])
            assert words.texts[word].lower().startswith(piece.replace("##", ""))


def test_a_window_is_led_by_the_sentence_before_it() -> None:
    words = number_words(load_pipeline()(SENTENCE * 40))
    windows = cut_windows(words, tokenizer())
    assert len(windows) > 1
    lead = windows[1].words[0][1] - 1
    assert 0 < lead <= MAX_CONTEXT


@given(st.text(max_size=400))
@settings(max_examples=30, deadline=None)
def test_any_text_is_cut(text: str) -> None:
    words = number_words(load_pipeline()(text))
    windows = cut_windows(words, tokenizer())
    assert sorted(w for window in windows for w, _ in window.words) == list(range(len(words.tokens)))


def test_a_sentence_longer_than_a_window_is_cut() -> None:
    words = number_words(load_pipeline()("very " * 900 + "long"))
    assert len(cut_windows(words, tokenizer())) >= 4


def test_a_sentence_that_fits_a_window_is_whole() -> None:
    clause = "the mayor of Lund met striking dockers at the harbour gates"
    text = f"It was late. {SENTENCE * 3}On Friday {', '.join([clause] * 19)}. It rained."
    words = number_words(load_pipeline()(text))
    long = max(set(words.sentence), key=words.sentence.count)
    windows = cut_windows(words, tokenizer())
    own = {word for word, number in enumerate(words.sentence) if number == long}
    whole = [window for window in windows if own <= {word for word, _ in window.words}]
    assert len(own) > 180
    assert len(whole) == 1
