from hypothesis import given
from hypothesis import strategies as st

from dateline.merge.cluster import cluster_pairs

PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]), st.floats(0, 1), max_size=20
)
APART = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]), max_size=6)


def test_two_near_pairs_stay_two_groups_when_the_mean_between_them_is_low():
    scores = {(0, 1): 0.9, (2, 3): 0.8, (1, 2): 0.7}
    assert cluster_pairs(4, scores) == ((0, 1), (2, 3))


def test_a_pair_that_must_not_meet_keeps_its_groups_apart():
    scores = {(0, 1): 0.9, (1, 2): 0.9, (0, 2): 0.9}
    assert cluster_pairs(3, scores, [(0, 2)]) == ((0, 1), (2,))


@given(PAIRS, APART)
def test_every_item_is_in_one_group_and_no_group_holds_what_must_not_meet(scores, apart):
    groups = cluster_pairs(8, scores, apart)
    assert sorted(item for group in groups for item in group) == list(range(8))
    assert not any(a in group and b in group for a, b in apart for group in groups)


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_is_no_matter(scores, random):
    items = list(scores.items())
    random.shuffle(items)
    assert cluster_pairs(8, dict(items)) == cluster_pairs(8, scores)
