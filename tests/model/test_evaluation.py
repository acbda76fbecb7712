"""What is said of a model is what happened on rows it did not see."""

import numpy as np
import pytest

from training.baseline import fit_baseline
from training.dataset import Split
from training.evaluate import Evaluation, evaluate
from training.measures import log_loss
from training.model import Fitted
from training.tracking import comparison


def test_only_the_later_season_judges(evaluation: Evaluation, parts: Split) -> None:
    assert evaluation.seasons == parts.test.seasons == (2016,)
    assert not set(evaluation.seasons) & set(parts.learn.seasons)
    assert evaluation.model.rows == len(parts.test)


def test_the_outcomes_of_the_judging_season_change_no_forecast(fitted: Fitted, parts: Split) -> None:
    flipped = Split(
        parts.learn,
        type(parts.test)(parts.test.rows, 1 - parts.test.home_won, parts.test.season, parts.test.game),
    )

    np.testing.assert_array_equal(evaluate(fitted, flipped).probability, evaluate(fitted, parts).probability)


def test_differences_are_paired_on_the_same_rows(evaluation: Evaluation) -> None:
    gap = evaluation.model.log_loss - evaluation.baseline.log_loss

    assert evaluation.against_baseline.value == pytest.approx(gap)
    assert evaluation.against_baseline.low < gap < evaluation.against_baseline.high


def test_model_and_baseline_know_more_than_a_coin(evaluation: Evaluation) -> None:
    assert evaluation.model.log_loss < 0.69
    assert evaluation.baseline.log_loss < 0.69


def test_quarters_add_up_to_the_whole(evaluation: Evaluation) -> None:
    assert sum(told.rows for told in evaluation.by_phase.values()) == evaluation.model.rows
    assert evaluation.metrics["quarter_4_log_loss"] < evaluation.metrics["quarter_1_log_loss"]


def test_the_comparison_names_every_forecast(evaluation: Evaluation) -> None:
    assert comparison(evaluation)["forecast"][:4] == [
        "model",
        "diffusion alone",
        "logistic baseline",
        "model, quarter 1",
    ]


def test_the_baseline_is_even_where_nothing_is_known(parts: Split) -> None:
    baseline = fit_baseline(parts.learn)
    blank = parts.test.where(np.arange(len(parts.test)) < 1)
    blank.rows[:] = 0.0

    assert baseline.predict(blank)[0] == 0.5


def test_the_baseline_is_where_its_log_loss_is_least(parts: Split) -> None:
    baseline = fit_baseline(parts.learn)
    won, weight = parts.learn.home_won.astype(np.float64), parts.learn.weight
    best = np.average(log_loss(won, baseline.predict(parts.learn)), weights=weight)
    for place in range(len(baseline.coefficients)):
        moved = baseline.coefficients.copy()
        moved[place] += 0.01
        other = type(baseline)(moved).predict(parts.learn)
        assert np.average(log_loss(won, other), weights=weight) > best
