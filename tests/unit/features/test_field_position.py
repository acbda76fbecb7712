import math

from livebet.features.field import expected_points
from livebet.game.state import Ball

PLENTY = 1_000_000.0


def worth(down: int, distance: int, yards: int, half_seconds: float = PLENTY) -> float:
    return expected_points(Ball.SCRIMMAGE, down, distance, yards, half_seconds)


def test_nearer_to_the_goal_is_worth_more_on_every_down() -> None:
    for down in (1, 2, 4):
        values = [worth(down, 10, yards) for yards in range(99, 10, -1)]
        assert values == sorted(values), down


def test_a_later_down_and_a_longer_way_are_worth_less() -> None:
    assert [round(worth(down, 10, 60), 1) for down in (1, 2, 3, 4)] == [1.8, 1.1, 0.4, -0.5]
    assert worth(3, 15, 60) < worth(3, 10, 60) < worth(3, 1, 60)


def test_field_position_is_worth_little_when_the_half_is_nearly_over() -> None:
    assert worth(1, 10, 60, half_seconds=5) < 0.3 * worth(1, 10, 60)
    assert worth(1, 3, 3, half_seconds=5) > 0.8 * worth(1, 3, 3)


def test_an_unknown_spot_is_not_guessed() -> None:
    assert math.isnan(expected_points(Ball.SCRIMMAGE, 1, 10, None, 900))
    assert math.isnan(expected_points(Ball.SCRIMMAGE, 0, 0, 50, 900))


def test_kickoffs_and_tries_need_no_spot() -> None:
    assert expected_points(Ball.KICKOFF, 0, 0, None, PLENTY) > 0
    assert expected_points(Ball.TRY, 0, 0, None, 0) > 0
