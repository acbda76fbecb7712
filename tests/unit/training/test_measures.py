import numpy as np
import pytest

from training.measures import calibration_error, correct, game_interval, log_loss


def test_a_tie_counts_half_of_either_side() -> None:
    assert log_loss(np.array([0.5]), np.array([0.5]))[0] == pytest.approx(np.log(2))
    assert correct(np.array([0.5, 1.0, 0.0]), np.array([0.9, 0.9, 0.9])).tolist() == [0.5, 1.0, 0.0]


def test_a_calibrated_forecast_has_no_calibration_error() -> None:
    won = np.array([1.0, 1.0, 1.0, 0.0])

    assert calibration_error(won, np.full(4, 0.75)) == 0.0
    assert calibration_error(won, np.full(4, 0.5)) == 0.25


def test_an_interval_is_as_wide_as_games_differ_not_plays() -> None:
    rng = np.random.default_rng(1)
    of_game = rng.normal(size=50)
    few = game_interval(of_game, np.arange(50))
    many = game_interval(np.repeat(of_game, 100), np.repeat(np.arange(50), 100))

    assert many.low < many.value < many.high
    assert (many.low, many.high) == pytest.approx((few.low, few.high))
