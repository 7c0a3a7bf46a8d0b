from training.modality_weights import Case, fit

from dateline.extract.modality import judge_modality


def test_weights_tell_what_they_were_shown():
    shown = [(["bias", "own aux: would"], "hypothetical"), (["bias", "own: no"], "negated"), (["bias"], "actual")]
    future = ["bias", "own aux: will", "plain future"]
    cases = [Case(f"r{k}", tuple(names), modality) for k in range(9) for names, modality in shown]
    cases += [Case(f"r{k}", tuple(future), "planned") for k in range(9)]
    weights = fit(cases)
    assert [judge_modality(names, weights) for names, _ in shown] == ["hypothetical", "negated", "actual"]
    assert judge_modality(future, weights) == "planned"


def test_a_rare_feature_gets_no_weight():
    cases = [Case("r", ("bias", "plain future"), "actual")] * 9 + [Case("r", ("bias", "odd"), "negated")]
    assert "odd" not in fit(cases)["negated"]


def test_the_log_odds_of_a_reader_get_weights_of_their_own():
    shown = [((4.0, -5.0, -5.0), "planned"), ((-5.0, -5.0, -5.0), "actual")]
    cases = [Case(f"r{k}", ("bias",), modality, odds) for k in range(9) for odds, modality in shown]
    weights = fit(cases)
    assert weights["planned"]["read planned"] > 0
    assert [judge_modality(["bias"], weights, odds) for odds, _ in shown] == ["planned", "actual"]
