"""Baseball's feature row and its Markov chain."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.plays import FIRST, SECOND, THIRD, Diamond, PlayKind
from livebet.features.mlb_chain import chain_logit, share_left
from livebet.features.row import FEATURES_OF, feature_row
from livebet.game.sports.mlb import RULES
from livebet.game.sports.mlb_runs import RUNS, expected_runs
from livebet.game.state import GameState, Phase, PlayMark, Tally

HOME, AWAY = Side.HOME, Side.AWAY
GAME = Game(
    game_id=game_uuid("test", "1"),
    sport=Sport.MLB,
    season=2024,
    season_type=SeasonType.REGULAR,
    home_team="LAA",
    away_team="TEX",
    kickoff=datetime(2024, 4, 5, 2, tzinfo=UTC),
    feed="test",
    native_id="1",
)
OPENED = replace(RULES.start(GAME, 0.4), phase=Phase.IN_PLAY)
EMPTY = Diamond()
states = st.builds(
    lambda **known: replace(OPENED, **known),
    expected_margin=st.none() | st.floats(-3, 3),
    period=st.integers(1, 15),
    possession=st.sampled_from(Side),
    score=st.builds(Score, st.integers(0, 30), st.integers(0, 30)),
    diamond=st.builds(Diamond, outs=st.integers(0, 3), bases=st.integers(0, 7)),
)


def chance(inning: int, batting: Side, diamond: Diamond, margin: int, runner: bool = False) -> float:
    return 1 / (1 + math.exp(-chain_logit(inning, batting, diamond, margin, 0.0, runner)))


@given(states)
def test_the_row_holds_every_feature_in_order_and_the_chain_is_never_unknown(state: GameState) -> None:
    row = feature_row(state)
    assert tuple(row) == FEATURES_OF[Sport.MLB].names
    assert abs(row["diffusion_logit"]) <= 12.0


@given(states, st.integers(1, 10))
def test_more_runs_never_lower_the_chain(state: GameState, runs: int) -> None:
    ahead = replace(state, score=state.score.plus(HOME, runs))
    assert feature_row(ahead)["diffusion_logit"] >= feature_row(state)["diffusion_logit"]


def test_a_tight_eighth_inning_reads_as_it_is() -> None:
    state = replace(
        OPENED,
        period=8,
        possession=AWAY,
        score=Score(3, 2),
        diamond=Diamond(outs=1, bases=FIRST | THIRD, balls=3, strikes=2),
        recent=(PlayMark(AWAY, PlayKind.SINGLE, 0, True, 1, False, 8, 0),),
        home=Tally(plays=30, successes=9),
        away=Tally(plays=31, successes=12),
    )
    assert feature_row(state) == pytest.approx(
        {
            "margin": 1.0,
            "runs": 5.0,
            "share_left": 11 / 54,
            "inning": 8.0,
            "bottom": 0.0,
            "extra_innings": 0.0,
            "possession": -1.0,
            "recent_runs": -1.0,
            "recent_on_base": 0.33 - (1 + 19.8) / 61,
            "on_base": (9 + 19.8) / 90 - (12 + 19.8) / 91,
            "outs": 1.0,
            "first": 1.0,
            "second": 0.0,
            "third": 1.0,
            "balls": 3.0,
            "strikes": 2.0,
            "expected_runs": -expected_runs(Diamond(outs=1, bases=FIRST | THIRD)),
            "expected_margin": 0.4,
            "diffusion_logit": chain_logit(8, AWAY, Diamond(outs=1, bases=FIRST | THIRD), 1, 0.4, False),
        }
    )


def test_a_level_game_between_equals_is_even_as_it_begins() -> None:
    assert chance(1, AWAY, EMPTY, 0) == pytest.approx(0.5, abs=1e-9)


@pytest.mark.parametrize(
    ("inning", "batting", "diamond", "margin", "expected"),
    [
        (9, HOME, EMPTY, 0, 0.666),
        (9, HOME, Diamond(bases=FIRST | SECOND | THIRD), 0, 0.945),
        (9, HOME, Diamond(outs=2), -1, 0.030),
        (9, AWAY, EMPTY, 1, 0.860),
        (5, AWAY, EMPTY, 3, 0.877),
    ],
)
def test_known_situations_are_worth_what_they_bring(inning, batting, diamond, margin, expected) -> None:
    assert chance(inning, batting, diamond, margin) == pytest.approx(expected, abs=0.03)


def test_a_runner_on_second_in_extra_innings_helps_the_side_at_bat_and_both_alike() -> None:
    runner = Diamond(bases=SECOND)
    assert chance(10, AWAY, runner, 0, runner=True) == pytest.approx(0.5, abs=1e-9)
    assert chance(10, HOME, runner, 0, runner=True) > chance(10, HOME, EMPTY, 0) > 0.6
    assert chance(10, HOME, runner, -1, runner=True) > chance(10, HOME, EMPTY, -1)


def test_a_lead_in_the_bottom_of_the_ninth_is_won() -> None:
    assert chain_logit(9, HOME, Diamond(outs=3), 1, 0.0, False) == 12.0
    assert chain_logit(9, HOME, Diamond(outs=3), -1, 0.0, False) == -12.0


def test_the_share_left_counts_outs_and_in_extra_innings_those_of_the_inning() -> None:
    shares = [share_left(1, AWAY, 0), share_left(5, HOME, 1), share_left(9, HOME, 2), share_left(11, AWAY, 0)]
    assert shares == [1.0, 26 / 54, 1 / 54, 6 / 54]


def test_runs_to_come_are_chances_that_add_up() -> None:
    assert [sum(row) for row in RUNS] == pytest.approx([1.0] * 24)
    assert expected_runs(EMPTY) == pytest.approx(0.54, abs=0.01)
    assert expected_runs(Diamond(outs=3)) == 0.0
