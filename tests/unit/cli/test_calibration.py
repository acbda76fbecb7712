import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.runner.calibration import pregame_probability, quality
from livebet.domain.games import Sport

rows = st.lists(st.tuples(st.floats(0, 1), st.sampled_from((0.0, 0.5, 1.0))), min_size=1, max_size=50)


def test_a_coin_is_half_right_with_the_known_scores() -> None:
    scores = quality([0.5, 0.5], [1.0, 0.0])
    assert (scores.accuracy, scores.brier, scores.calibration_error) == (0.5, 0.25, 0.0)
    assert scores.log_loss == pytest.approx(math.log(2))


def test_certainty_that_comes_true_is_perfect() -> None:
    scores = quality([1.0, 0.0], [1.0, 0.0])
    assert (scores.accuracy, scores.brier, scores.calibration_error) == (1.0, 0.0, 0.0)


def test_overconfidence_shows_as_calibration_error() -> None:
    assert quality([0.95] * 10, [1.0] * 5 + [0.0] * 5).calibration_error == pytest.approx(0.45)


def test_nobody_is_right_about_a_tie() -> None:
    assert quality([0.9], [0.5]).accuracy == 0.5


@given(rows)
def test_every_score_of_any_rows_lies_in_its_range(found: list[tuple[float, float]]) -> None:
    scores = quality([p for p, _ in found], [won for _, won in found])
    assert 0 <= scores.accuracy <= 1
    assert 0 <= scores.brier <= 1
    assert 0 <= scores.calibration_error <= 1
    assert 0 <= scores.log_loss < 17


def test_an_expected_margin_gives_the_pregame_probability() -> None:
    assert pregame_probability(Sport.NFL, None) == 0.5
    assert pregame_probability(Sport.NFL, 0.0) == 0.5
    assert pregame_probability(Sport.NFL, 13.7) == pytest.approx(0.8413, abs=1e-4)
