import math
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.plays import PlayKind
from livebet.features.feature import Mirror
from livebet.features.nfl import FEATURES, TABLE
from livebet.features.row import feature_row
from livebet.game.mirror import mirror_state
from livebet.game.state import Ball, GameState, Phase, PlayMark, Tally

GAME = Game(
    game_id=UUID(int=1),
    sport=Sport.NFL,
    season=2018,
    season_type=SeasonType.REGULAR,
    home_team="LA",
    away_team="KC",
    kickoff=datetime(2018, 11, 20, 1, 15, tzinfo=UTC),
    feed="nfl_official",
    native_id="2018111900",
)


def moment(**known: Any) -> GameState:
    return GameState(game=GAME, phase=Phase.IN_PLAY, **known)


sides = st.sampled_from(Side)
tallies = st.builds(
    Tally,
    plays=st.integers(0, 90),
    successes=st.integers(0, 40),
    turnovers=st.integers(0, 6),
    yards=st.just(0),
)
marks = st.builds(
    PlayMark,
    side=sides,
    kind=st.sampled_from((PlayKind.RUN, PlayKind.PUNT)),
    yards=st.integers(-10, 60),
    success=st.booleans(),
    points=st.sampled_from((-6, -2, 0, 2, 3, 6)),
    turnover=st.booleans(),
    period=st.integers(1, 5),
    clock_seconds=st.integers(0, 900),
)
states = st.builds(
    GameState,
    game=st.just(GAME),
    phase=st.just(Phase.IN_PLAY),
    expected_margin=st.none() | st.floats(-20, 20),
    period=st.integers(1, 6),
    clock_seconds=st.integers(0, 900),
    score=st.builds(Score, home=st.integers(0, 60), away=st.integers(0, 60)),
    ball=st.sampled_from(Ball),
    possession=st.none() | sides,
    down=st.integers(0, 4),
    distance=st.integers(0, 40),
    yards_to_goal=st.none() | st.integers(1, 99),
    timeouts_home=st.integers(0, 3),
    timeouts_away=st.integers(0, 3),
    opening_receiver=st.none() | sides,
    overtime_possessions=st.integers(0, 4),
    recent=st.lists(marks, max_size=24).map(tuple),
    home=tallies,
    away=tallies,
)


@given(states)
def test_swapping_home_and_away_mirrors_every_feature_exactly(state: GameState) -> None:
    row, swapped = feature_row(state), feature_row(mirror_state(state))
    partner = {"home_timeouts": "away_timeouts", "away_timeouts": "home_timeouts"}

    for feature in TABLE:
        expected = row[partner.get(feature.name, feature.name)]
        sign = -1.0 if feature.mirror is Mirror.NEGATED else 1.0
        assert swapped[feature.name] == pytest.approx(sign * expected, abs=0, rel=0, nan_ok=True), (
            feature.name
        )


@given(states)
def test_the_row_holds_every_feature_in_order_and_the_diffusion_is_never_unknown(state: GameState) -> None:
    row = feature_row(state)

    assert tuple(row) == FEATURES
    assert all(isinstance(value, float) for value in row.values())
    assert math.isfinite(row["diffusion_logit"])


@given(states, st.integers(1, 20))
def test_more_points_never_lower_the_diffusion(state: GameState, points: int) -> None:
    ahead = GameState(**{**_fields(state), "score": state.score.plus(Side.HOME, points)})

    assert feature_row(ahead)["diffusion_logit"] >= feature_row(state)["diffusion_logit"]


def _fields(state: GameState) -> dict[str, Any]:
    return {name: getattr(state, name) for name in GameState.__dataclass_fields__}


def test_a_first_down_at_midfield_in_a_level_second_quarter_reads_as_it_is() -> None:
    row = feature_row(
        moment(
            period=2,
            clock_seconds=100,
            score=Score(10, 10),
            ball=Ball.SCRIMMAGE,
            possession=Side.AWAY,
            down=1,
            distance=10,
            yards_to_goal=50,
            timeouts_home=2,
            opening_receiver=Side.HOME,
            expected_margin=-3.5,
        )
    )

    assert {name: row[name] for name in FEATURES[:10]} == {
        "margin": 0.0,
        "seconds_left": 1900.0,
        "half_seconds_left": 100.0,
        "period": 2.0,
        "overtime": 0.0,
        "overtime_possessions": 0.0,
        "possession": -1.0,
        "home_timeouts": 2.0,
        "away_timeouts": 3.0,
        "second_half_receiver": -1.0,
    }
    assert (row["two_minute"], row["goal_to_go"], row["down"], row["distance"]) == (1.0, 0.0, 1.0, 10.0)
    assert row["expected_points"] == pytest.approx(-2.42 * 101 / 116)
    assert row["expected_margin"] == -3.5


def test_first_and_goal_is_goal_to_go_and_needs_no_distance_price() -> None:
    row = feature_row(
        moment(
            clock_seconds=900,
            ball=Ball.SCRIMMAGE,
            possession=Side.HOME,
            down=1,
            distance=6,
            yards_to_goal=6,
        )
    )

    assert row["goal_to_go"] == 1.0
    assert row["expected_points"] == pytest.approx(5.55 * 1801 / 1802.8)


def test_before_a_kickoff_down_and_distance_are_unknown_and_the_receiver_has_possession() -> None:
    row = feature_row(moment(ball=Ball.KICKOFF, possession=Side.HOME, yards_to_goal=35))

    assert (row["kickoff"], row["possession"]) == (1.0, 1.0)
    assert math.isnan(row["down"]) and math.isnan(row["distance"])
    assert row["expected_points"] > 0


def test_once_the_second_half_is_on_nobody_waits_to_receive_it() -> None:
    assert feature_row(moment(period=3, opening_receiver=Side.HOME))["second_half_receiver"] == 0.0


def test_overtime_counts_its_own_clock_and_has_no_second_half() -> None:
    row = feature_row(moment(period=5, clock_seconds=600, possession=Side.AWAY, ball=Ball.KICKOFF))

    assert (row["overtime"], row["seconds_left"], row["half_seconds_left"]) == (1.0, 600.0, 600.0)
    assert row["diffusion_logit"] < 0


def test_momentum_counts_points_turnovers_and_successes_for_the_side_that_made_them() -> None:
    def mark(side: Side, points: int = 0, turnover: bool = False, success: bool = False) -> PlayMark:
        return PlayMark(side, PlayKind.PASS, 5, success, points, turnover, 1, 600)

    recent = (mark(Side.HOME, points=6, success=True), mark(Side.AWAY, turnover=True))
    row = feature_row(moment(recent=recent, home=Tally(30, 15, 1), away=Tally(30, 12, 2)))

    assert (row["recent_points"], row["recent_turnovers"], row["turnovers"]) == (6.0, 1.0, 1.0)
    assert row["recent_success"] == pytest.approx(10 / 21 - 9 / 21)
    assert row["success"] == pytest.approx(24 / 50 - 21 / 50)


def test_a_muffed_punt_is_the_receivers_turnover() -> None:
    muffed = PlayMark(Side.HOME, PlayKind.PUNT, 0, False, 0, True, 1, 600)

    assert feature_row(moment(recent=(muffed,)))["recent_turnovers"] == 1.0
