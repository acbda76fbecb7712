import numpy as np
import pytest

from livebet.features.nfl import FEATURES
from training.dataset import Dataset, TooFewSeasonsError, folds, split
from training.measures import calibration_error, correct, game_interval, log_loss


def seasons(*years: int, plays: int = 3) -> Dataset:
    season = np.repeat(years, plays)
    return Dataset(
        np.zeros((len(season), len(FEATURES)), np.float32),
        np.ones(len(season), np.float32),
        season.astype(np.int64),
        season.astype(np.int64) * 10,
    )


def test_the_newest_season_judges_and_the_others_teach() -> None:
    parts = split(seasons(2016, 2018, 2017, 2015))

    assert parts.learn.seasons == (2015, 2016, 2017)
    assert parts.test.seasons == (2018,)


def test_two_seasons_are_too_few_to_learn_calibrate_and_judge() -> None:
    with pytest.raises(TooFewSeasonsError, match="three seasons"):
        split(seasons(2017, 2018))


def test_every_season_is_left_out_once_whole() -> None:
    pairs = folds(seasons(2012, 2013, 2014, 2015, 2016), 3)

    assert [out.seasons for _, out in pairs] == [(2012, 2015), (2013, 2016), (2014,)]
    assert all(not set(rest.seasons) & set(out.seasons) for rest, out in pairs)


def test_every_game_weighs_the_same_however_many_plays_it_has() -> None:
    both = Dataset.joined([seasons(2016, plays=2), seasons(2017, plays=8)])

    assert both.weight.mean() == pytest.approx(1)
    assert both.weight[:2].sum() == pytest.approx(both.weight[2:].sum())


def test_other_outcomes_have_another_fingerprint() -> None:
    one = seasons(2016)
    other = Dataset(one.rows, 1 - one.home_won, one.season, one.game)

    assert one.fingerprint == seasons(2016).fingerprint != other.fingerprint


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
