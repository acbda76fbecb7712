"""Baseball's rules as a fold, play by play and under every sequence of plays."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import PlayDeleted, PlaySeen
from livebet.domain.plays import (
    FIRST,
    SECOND,
    THIRD,
    Diamond,
    Play,
    PlayKind,
    ScoreChange,
    ScoreKind,
    Situation,
)
from livebet.engine.plays import PlayLog
from livebet.game.sports.mlb import RULES
from livebet.game.state import GameState, Phase, Tally

HOME, AWAY = Side.HOME, Side.AWAY
OUT, SINGLE, HOME_RUN, END = PlayKind.OUT, PlayKind.SINGLE, PlayKind.HOME_RUN, PlayKind.PERIOD_END


def game(season: int = 2019, season_type: SeasonType = SeasonType.REGULAR) -> Game:
    return Game(
        game_id=game_uuid("test", "1"),
        sport=Sport.MLB,
        season=season,
        season_type=season_type,
        home_team="LAA",
        away_team="TEX",
        kickoff=datetime(season, 4, 5, 2, tzinfo=UTC),
        feed="test",
        native_id="1",
    )


OPENED = RULES.start(game(), 0.3)


def play(
    state: GameState,
    kind: PlayKind,
    detail: str = "",
    *,
    runs: int = 0,
    half: tuple[int, Side | None] | None = None,
    diamond: Diamond | None = None,
    leaves: Diamond | None = None,
) -> Play:
    inning, batting = half or (state.period, state.possession)
    return Play(
        situation=Situation(
            play_id=str(state.sequence + 1),
            sequence=state.sequence + 1,
            period=inning,
            clock_seconds=None,
            possession=batting,
            diamond=diamond,
        ),
        kind=kind,
        description="",
        scores=(ScoreChange(batting or AWAY, ScoreKind.RUN),) * runs,
        detail=detail,
        diamond_after=leaves,
    )


def after(state: GameState, kind: PlayKind, detail: str = "", **told: object) -> GameState:
    return RULES.finish(state, play(state, kind, detail, **told))  # type: ignore[arg-type] # as play() has it


def at(
    inning: int, batting: Side, home: int = 0, away: int = 0, season: int = 2019, **diamond: int
) -> GameState:
    start = RULES.start(game(season), None)
    state = replace(start, phase=Phase.IN_PLAY, period=inning, possession=batting, score=Score(home, away))
    return replace(state, diamond=Diamond(**diamond))


def on(state: GameState) -> tuple[int, int]:
    assert state.diamond is not None
    return state.diamond.outs, state.diamond.bases


def test_the_visitors_bat_first_and_the_clock_says_the_inning():
    assert (OPENED.period, OPENED.possession, OPENED.diamond) == (1, AWAY, Diamond())
    assert RULES.clock(OPENED) == "T1"
    assert RULES.clock(at(7, HOME)) == "B7"
    assert (OPENED.clock_seconds, OPENED.timeouts_home, OPENED.phase) == (0, 0, Phase.SCHEDULED)


def test_three_outs_turn_the_half_and_six_the_inning():
    state, halves = OPENED, []
    for _ in range(6):
        state = after(state, OUT)
        halves.append((RULES.clock(state), on(state)[0]))
    assert halves == [("T1", 1), ("T1", 2), ("B1", 0), ("B1", 1), ("B1", 2), ("T2", 0)]


def test_the_end_of_a_half_told_after_its_third_out_changes_nothing():
    state = after(after(after(OPENED, OUT), OUT), OUT)
    assert RULES.clock(after(state, END, "top", half=(1, AWAY))) == "B1"
    assert RULES.clock(after(state, END, half=(1, None))) == "B1"
    assert RULES.clock(after(after(OPENED, OUT), END, "top")) == "B1"
    assert RULES.clock(after(after(OPENED, OUT), END, half=(1, None))) == "B1"


@pytest.mark.parametrize(
    ("kind", "bases", "runs", "then"),
    [
        (SINGLE, 0, 0, FIRST),
        (SINGLE, FIRST | THIRD, 1, FIRST | SECOND),
        (PlayKind.DOUBLE, FIRST, 0, SECOND | THIRD),
        (PlayKind.TRIPLE, FIRST | SECOND, 2, THIRD),
        (HOME_RUN, FIRST | SECOND, 3, 0),
        (PlayKind.WALK, SECOND, 0, FIRST | SECOND),
        (PlayKind.WALK, FIRST | THIRD, 0, FIRST | SECOND | THIRD),
        (PlayKind.HIT_BY_PITCH, FIRST | SECOND | THIRD, 1, FIRST | SECOND | THIRD),
        (PlayKind.ADVANCE, FIRST | SECOND, 0, SECOND | THIRD),
        (PlayKind.ADVANCE, SECOND | THIRD, 1, THIRD),
    ],
)
def test_runners_move_as_they_most_often_do(kind, bases, runs, then):
    state = after(at(3, AWAY, bases=bases), kind, runs=runs)
    assert on(state) == (0, then)
    assert state.score == Score(0, runs)


@pytest.mark.parametrize(
    ("kind", "detail", "bases", "then"),
    [
        (PlayKind.SACRIFICE, "", FIRST, (1, SECOND)),
        (PlayKind.DOUBLE_PLAY, "", FIRST | SECOND, (2, THIRD)),
        (PlayKind.FIELDERS_CHOICE, "", FIRST | THIRD, (1, FIRST | THIRD)),
        (PlayKind.STOLEN_BASE, "stolen_base_2b", FIRST | THIRD, (0, SECOND | THIRD)),
        (PlayKind.STOLEN_BASE, "", FIRST, (0, SECOND)),
        (PlayKind.CAUGHT_STEALING, "caught_stealing_2b", FIRST | THIRD, (1, THIRD)),
        (PlayKind.PICKOFF, "pickoff_1b", FIRST | SECOND, (1, SECOND)),
    ],
)
def test_outs_and_steals_take_the_runner_that_they_name(kind, detail, bases, then):
    assert on(after(at(3, AWAY, bases=bases), kind, detail)) == then


def test_a_pitch_moves_the_count_and_a_result_clears_it():
    state = after(
        after(after(OPENED, PlayKind.PITCH, "ball"), PlayKind.PITCH, "called_strike"), PlayKind.PITCH, "foul"
    )
    assert state.diamond == Diamond(balls=1, strikes=2)
    assert after(state, PlayKind.PITCH, "foul").diamond == Diamond(balls=1, strikes=2)
    assert after(state, PlayKind.STRIKEOUT).diamond == Diamond(outs=1)
    assert after(state, PlayKind.STOLEN_BASE).diamond == Diamond(balls=1, strikes=2)


def test_what_the_feed_says_of_the_diamond_wins_and_the_pitcher_is_remembered():
    begun = Diamond(outs=1, bases=SECOND, batter="Trout", pitcher="Volquez")
    state = RULES.begin(OPENED, play(OPENED, SINGLE, diamond=begun).situation)
    assert state.diamond == begun
    told = after(OPENED, SINGLE, diamond=begun, leaves=Diamond(outs=2, bases=FIRST))
    assert told.diamond == Diamond(outs=2, bases=FIRST, pitcher="Volquez")
    later = after(told, PlayKind.PITCH, half=(4, HOME), diamond=Diamond(balls=2))
    assert (RULES.clock(later), later.diamond) == ("B4", Diamond(balls=2))


def test_a_half_that_the_rules_took_for_over_goes_on_where_the_feed_says_so():
    state = after(at(5, AWAY, outs=2), OUT)
    assert RULES.clock(state) == "B5"
    again = after(state, SINGLE, half=(5, AWAY), diamond=Diamond(outs=2))
    assert (RULES.clock(again), on(again)) == ("T5", (2, FIRST))
    assert RULES.clock(after(state, PlayKind.OTHER, half=(5, AWAY))) == "B5"


def test_a_home_side_ahead_after_the_top_of_the_ninth_has_won():
    assert after(at(9, AWAY, 3, 2, outs=2), OUT).phase is Phase.FINAL
    assert after(at(9, AWAY, 2, 2, outs=2), OUT).phase is Phase.IN_PLAY
    assert after(at(8, AWAY, 3, 2, outs=2), OUT).phase is Phase.IN_PLAY


def test_a_walk_off_ends_the_game_with_the_run():
    won = after(at(9, HOME, 2, 2, bases=THIRD), SINGLE, runs=1)
    assert (won.phase, won.score, won.winner) == (Phase.FINAL, Score(3, 2), HOME)
    assert after(at(8, HOME, 2, 2, bases=THIRD), SINGLE, runs=1).phase is Phase.IN_PLAY


def test_a_bottom_that_leaves_the_score_unequal_ends_the_game_and_a_level_one_does_not():
    lost = after(at(9, HOME, 1, 2, outs=2), OUT)
    assert (lost.phase, lost.winner) == (Phase.FINAL, AWAY)
    level = after(at(9, HOME, 2, 2, outs=2), OUT)
    assert (level.phase, RULES.clock(level), on(level)) == (Phase.IN_PLAY, "T10", (0, 0))


def test_a_score_that_the_feed_shows_as_level_goes_on_though_runs_are_missing():
    state = at(9, HOME, 1, 2, outs=2)
    out = replace(play(state, OUT), score_after=Score(4, 4))
    assert (RULES.finish(state, out).phase, RULES.clock(RULES.finish(state, out))) == (Phase.IN_PLAY, "T10")


def test_extra_innings_of_the_regular_season_open_with_a_runner_on_second_since_2020():
    assert on(after(at(9, HOME, 2, 2, season=2020, outs=2), OUT)) == (0, SECOND)
    assert on(after(at(10, AWAY, 2, 2, season=2024, outs=2), OUT)) == (0, SECOND)
    playoffs = replace(at(9, HOME, 2, 2, outs=2), game=game(2024, SeasonType.PLAYOFFS))
    assert on(after(playoffs, OUT)) == (0, 0)


def test_a_game_cut_short_is_over_by_the_feeds_own_word():
    over = after(at(6, HOME, 4, 1), PlayKind.GAME_END)
    assert (over.phase, over.winner) == (Phase.FINAL, HOME)


def test_plate_appearances_are_tallied_and_steals_are_not():
    state = after(after(after(OPENED, SINGLE), PlayKind.STOLEN_BASE), OUT)
    assert state.away == Tally(plays=2, successes=1)
    assert [mark.kind for mark in state.recent] == [SINGLE, PlayKind.STOLEN_BASE, OUT]


SIDES = st.sampled_from((HOME, AWAY))
DIAMONDS = st.none() | st.builds(
    Diamond,
    outs=st.integers(-1, 4),
    bases=st.integers(-1, 9),
    balls=st.integers(0, 4),
    strikes=st.integers(0, 3),
    pitcher=st.sampled_from(("", "Volquez")),
)
PLAYS = st.builds(
    Play,
    situation=st.builds(
        Situation,
        play_id=st.integers(0, 40).map(str),
        sequence=st.integers(0, 40),
        period=st.integers(-1, 12),
        clock_seconds=st.none() | st.integers(0, 900),
        possession=st.none() | SIDES,
        diamond=DIAMONDS,
    ),
    kind=st.sampled_from(PlayKind),
    description=st.just(""),
    scores=st.lists(st.builds(ScoreChange, SIDES, st.sampled_from(ScoreKind)), max_size=5).map(tuple),
    side=st.none() | SIDES,
    player=st.sampled_from(("", "Trout")),
    detail=st.sampled_from(("", "top", "bottom", "ball", "strike", "stolen_base_3b", "home"))
    | st.text(max_size=6),
    diamond_after=DIAMONDS,
)


@settings(max_examples=200)
@given(season=st.integers(2015, 2026), plays=st.lists(PLAYS, max_size=30))
def test_no_sequence_of_plays_breaks_the_rules(season, plays):
    opened = RULES.start(game(season), None)
    state, points = opened, 0
    for one in plays:
        before, state = state, RULES.finish(state, one)
        points += sum(made.points for made in one.scores) if one.kind is not END else 0
        assert state.score.home + state.score.away == points
        assert state.revision >= before.revision
        assert state.period >= 1
        assert state.diamond is not None
        assert 0 <= state.diamond.outs <= (3 if state.phase is Phase.FINAL else 2)
        assert 0 <= state.diamond.bases <= 7
        tuple(RULES.events(before, state, one))
    assert reduce(RULES.finish, plays, opened) == state


@settings(max_examples=100)
@given(
    plays=st.lists(PLAYS, min_size=1, max_size=15, unique_by=lambda one: one.situation.play_id),
    data=st.data(),
)
def test_plays_told_in_any_order_and_taken_back_fold_as_from_scratch(plays, data):
    log = PlayLog(RULES, [OPENED])
    for one in data.draw(st.permutations(plays)):
        log.see(PlaySeen(game_id=OPENED.game.game_id, play=one, observed_at=OPENED.game.kickoff))
    gone = data.draw(st.sampled_from(plays)).situation.play_id
    log.delete(PlayDeleted(game_id=OPENED.game.game_id, play_id=gone, observed_at=OPENED.game.kickoff))
    left = sorted(
        (one for one in plays if one.situation.play_id != gone),
        key=lambda one: (one.situation.sequence, one.situation.play_id),
    )
    scratch = reduce(RULES.finish, left, OPENED)
    assert replace(log.state, revision=0) == replace(scratch, revision=0)
