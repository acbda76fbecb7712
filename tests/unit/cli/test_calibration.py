import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.runner.calibration import pregame_probability, quality

rows = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50)


def test_a_coin_is_half_right_with_the_known_scores() -> None:
    scores = quality([0.5, 0.5], [True, False])
    assert (scores.accuracy, scores.brier, scores.ece) == (0.5, 0.25, 0.0)
    assert scores.log_loss == pytest.approx(math.log(2))


def test_certainty_that_comes_true_is_perfect() -> None:
    scores = quality([1.0, 0.0], [True, False])
    assert (scores.accuracy, scores.brier, scores.ece) == (1.0, 0.0, 0.0)


def test_overconfidence_shows_as_calibration_error() -> None:
    assert quality([0.95] * 10, [True] * 5 + [False] * 5).ece == pytest.approx(0.45)


@given(rows)
def test_every_score_of_any_rows_lies_in_its_range(found: list[tuple[float, bool]]) -> None:
    scores = quality([p for p, _ in found], [won for _, won in found])
    assert 0 <= scores.accuracy <= 1
    assert 0 <= scores.brier <= 1
    assert 0 <= scores.ece <= 1
    assert 0 <= scores.log_loss < 14


def test_an_expected_margin_gives_the_pregame_probability() -> None:
    assert pregame_probability(None) == 0.5
    assert pregame_probability(0.0) == 0.5
    assert pregame_probability(13.5) == pytest.approx(0.8413, abs=1e-4)
