from evaluation.attribution import count_matches, join_halves

from dateline.records import Attribution, Span

TEXT = '"It is late," Ana Ruiz said. "We go." Ana Ruiz said no.'


def make(source, cue, content):
    return Attribution(
        "a", source and Span.of(TEXT, *source), None, cue and Span.of(TEXT, *cue), Span.of(TEXT, *content), "direct"
    )


def test_halves_of_one_quotation_are_one():
    halves = [make((14, 22), (23, 27), (0, 13)), make((14, 22), (23, 27), (29, 37))]
    assert join_halves(halves) == [((14, 22), (0, 37))]


def test_other_cues_and_bare_quotations_stay_apart():
    apart = [make((14, 22), (23, 27), (0, 13)), make((38, 46), (47, 51), (52, 54)), make(None, None, (29, 37))]
    assert len(join_halves([*apart, make(None, None, (0, 13))])) == 4


def test_a_joined_content_matches_the_whole():
    halves = [make((14, 22), (23, 27), (0, 13)), make((14, 22), (23, 27), (29, 37))]
    assert count_matches([((14, 22), (0, 37))], join_halves(halves)) == 1
