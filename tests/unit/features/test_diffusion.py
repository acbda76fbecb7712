from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.features.diffusion import LOGIT_BOUND, diffusion_logit, normal_logit


def test_a_level_game_between_equals_is_even_at_any_time() -> None:
    assert [diffusion_logit(0, 0, 0, left, over, 0) for left in (3600, 900, 0) for over in (False, True)] == [
        0
    ] * 6


def test_a_lead_of_seven_is_worth_more_the_less_time_is_left() -> None:
    at = [diffusion_logit(7, 0, 0, left, False, 0) for left in (3600, 1800, 600, 60, 0)]

    assert at == sorted(at)
    assert at[-1] > 5


def test_a_seven_point_favourite_wins_seven_games_of_ten() -> None:
    chance = 1 / (1 + exp(-diffusion_logit(0, 0, 7, 3600, False, 0)))

    assert chance == pytest.approx(0.73, abs=0.01)


@given(st.floats(-60, 60), st.floats(-7, 7), st.floats(-20, 20), st.floats(0, 3600), st.booleans())
def test_the_other_side_sees_the_negative_to_the_last_bit(
    margin: float, worth: float, drift: float, left: float, overtime: bool
) -> None:
    ours = diffusion_logit(margin, worth, drift, left, overtime, 1)
    assert diffusion_logit(-margin, -worth, -drift, left, overtime, -1) == -ours


@given(st.floats(-500, 500))
def test_log_odds_stay_within_their_bound(z: float) -> None:
    assert abs(normal_logit(z)) <= LOGIT_BOUND
