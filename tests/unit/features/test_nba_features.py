"""Basketball's feature row and its score diffusion."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.plays import PlayKind
from livebet.features.feature import Mirror
from livebet.features.nba import TABLE
from livebet.features.nba_diffusion import diffusion_logit
from livebet.features.row import FEATURES_OF, feature_row
from livebet.game.mirror import mirror_state
from livebet.game.sports.nba import RULES
from livebet.game.state import Count, Court, GameState, Hold, Phase, PlayMark, Tally

HOME, AWAY = Side.HOME, Side.AWAY
GAME = Game(
    game_id=game_uuid("test", "1"),
    sport=Sport.NBA,
    season=2023,
    season_type=SeasonType.REGULAR,
    home_team="IND",
    away_team="CLE",
    kickoff=datetime(2023, 11, 4, 0, tzinfo=UTC),
    feed="test",
    native_id="1",
)
OPENED = replace(RULES.start(GAME, 4.5), phase=Phase.IN_PLAY)

counts = st.lists(
    st.builds(Count, st.sampled_from(Side), st.sampled_from("ABC"), st.integers(1, 6)), max_size=4
).map(tuple)
states = st.builds(
    lambda **known: replace(OPENED, **known),
    expected_margin=st.none() | st.floats(-20, 20),
    period=st.integers(1, 6),
    clock_seconds=st.integers(0, 720),
    score=st.builds(Score, st.integers(0, 150), st.integers(0, 150)),
    possession=st.none() | st.sampled_from(Side),
    timeouts_home=st.integers(0, 7),
    timeouts_away=st.integers(0, 7),
    recent=st.lists(
        st.builds(
            PlayMark,
            st.sampled_from(Side),
            st.sampled_from((PlayKind.TWO_POINTER, PlayKind.FREE_THROW, PlayKind.TURNOVER)),
            st.just(0),
            st.booleans(),
            st.integers(0, 3),
            st.booleans(),
            st.just(1),
            st.just(0),
        ),
        max_size=5,
    ).map(tuple),
    home=st.builds(Tally, st.integers(40, 99), st.integers(0, 40), st.integers(0, 20)),
    away=st.builds(Tally, st.integers(40, 99), st.integers(0, 40), st.integers(0, 20)),
    court=st.builds(
        Court,
        fouls_home=st.integers(0, 9),
        fouls_away=st.integers(0, 9),
        late_home=st.integers(0, 3),
        late_away=st.integers(0, 3),
        personal=counts,
        unanswered=st.integers(-20, 20),
    ),
)


@given(states)
def test_swapping_home_and_away_mirrors_every_feature_exactly(state: GameState) -> None:
    row, mirrored = feature_row(state), feature_row(mirror_state(state))
    for feature in TABLE:
        name = feature.name
        if feature.mirror is Mirror.EXCHANGED:
            side, _, rest = name.partition("_")
            name = f"{'away' if side == 'home' else 'home'}_{rest}"
        expected = -row[name] if feature.mirror is Mirror.NEGATED else row[name]
        assert mirrored[feature.name] == expected or (
            math.isnan(expected) and math.isnan(mirrored[feature.name])
        )


@given(states)
def test_the_row_holds_every_feature_in_order_and_the_diffusion_is_never_unknown(state: GameState) -> None:
    row = feature_row(state)
    assert tuple(row) == FEATURES_OF[Sport.NBA].names
    assert math.isfinite(row["diffusion_logit"])


def test_a_close_game_late_in_the_fourth_reads_as_it_is() -> None:
    state = replace(
        OPENED,
        period=4,
        clock_seconds=95,
        score=Score(101, 99),
        possession=AWAY,
        timeouts_home=1,
        timeouts_away=2,
        recent=(PlayMark(HOME, PlayKind.THREE_POINTER, 0, True, 3, False, 4, 110),),
        home=Tally(plays=80, successes=40, turnovers=9),
        away=Tally(plays=80, successes=34, turnovers=12),
        court=Court(fouls_home=3, fouls_away=4, personal=(Count(AWAY, "E. Mobley", 5),), unanswered=3),
        hold=Hold(104, 2, fouled=True),
    )
    assert feature_row(state) == pytest.approx(
        {
            "margin": 2.0,
            "points": 200.0,
            "seconds_left": 95.0,
            "period_seconds_left": 95.0,
            "period": 4.0,
            "overtime": 0.0,
            "possession": -1.0,
            "home_timeouts": 1.0,
            "away_timeouts": 2.0,
            "recent_points": 3.0,
            "recent_turnovers": 0.0,
            "recent_shooting": (1 + 14.1) / 31 - 14.1 / 30,
            "unanswered": 3.0,
            "turnovers": 3.0,
            "shooting": 6 / 110,
            "home_fouls": 3.0,
            "away_fouls": 4.0,
            "bonus": 1.0,
            "ball_seconds": 9.0,
            "free_throws": -2.0,
            "fouled": -1.0,
            "loose_ball": 0.0,
            "second_chance": 0.0,
            "after_turnover": 0.0,
            "foul_trouble": 1.0,
            "expected_margin": 4.5,
            "diffusion_logit": diffusion_logit(2.0, -1.0, 4.5, 95.0),
        }
    )


def test_unknown_possession_and_strength_are_not_guessed() -> None:
    row = feature_row(replace(OPENED, expected_margin=None))
    assert math.isnan(row["possession"])
    assert math.isnan(row["expected_margin"])
    assert row["diffusion_logit"] == 0.0


def test_overtime_counts_its_own_clock() -> None:
    row = feature_row(replace(OPENED, period=5, clock_seconds=240))
    assert (row["seconds_left"], row["period_seconds_left"], row["overtime"]) == (240.0, 240.0, 1.0)


def test_a_lead_of_ten_is_worth_more_the_less_time_is_left() -> None:
    chances = [1 / (1 + math.exp(-diffusion_logit(10, 0, 0, left))) for left in (2880, 1440, 720, 120)]
    assert chances == pytest.approx([0.676, 0.753, 0.844, 0.996], abs=0.002)


def test_a_six_point_favourite_wins_two_games_of_three() -> None:
    assert 1 / (1 + math.exp(-diffusion_logit(0, 0, 6, 2880))) == pytest.approx(0.683, abs=0.001)


def test_a_three_point_lead_without_time_is_nearly_won_and_a_level_score_is_even() -> None:
    assert diffusion_logit(3, 0, 0, 0) > 4.0
    assert diffusion_logit(0, 0, 12, 0) == 0.0
