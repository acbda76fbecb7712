"""The NFL's rules as a fold, play by play and under every sequence of plays."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.plays import Penalty, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.game.mirror import mirror_game, mirror_play, mirror_situation, mirror_state
from livebet.game.sports.nfl import RECENT, RULES
from livebet.game.sports.nfl_overtime import Overtime, OvertimeEnd, overtime
from livebet.game.state import Ball, GameState, Phase, PlayMark, Tally

HOME, AWAY = Side.HOME, Side.AWAY
TOUCHDOWN, FIELD_GOAL, SAFETY = ScoreKind.TOUCHDOWN, ScoreKind.FIELD_GOAL, ScoreKind.SAFETY


def game(season: int = 2016, season_type: SeasonType = SeasonType.REGULAR) -> Game:
    return Game(
        game_id=game_uuid("test", "1"),
        sport=Sport.NFL,
        season=season,
        season_type=season_type,
        home_team="TEN",
        away_team="GB",
        kickoff=datetime(2016, 11, 6, 18, tzinfo=UTC),
        feed="test",
        native_id="1",
    )


def opened(season: int = 2016, season_type: SeasonType = SeasonType.REGULAR) -> GameState:
    return RULES.start(game(season, season_type), None)


def situation(
    state: GameState,
    side: Side | None,
    down: int = 0,
    distance: int = 0,
    spot: int | None = None,
    *,
    period: int | None = None,
    clock: int | None = None,
) -> Situation:
    sequence = state.sequence + 1
    return Situation(
        play_id=str(sequence),
        sequence=sequence,
        period=state.period if period is None else period,
        clock_seconds=state.clock_seconds if clock is None else clock,
        possession=side,
        down=down,
        distance=distance,
        yards_to_goal=spot,
    )


def played(state: GameState, kind: PlayKind, told: Situation | None = None, **result: object) -> GameState:
    """The state after a play from the situation that the rules derive, or from a told one."""
    if told is None:
        told = situation(state, state.possession, state.down, state.distance, state.yards_to_goal)
    return RULES.finish(state, Play(situation=told, kind=kind, description="", **result))


def snap(state: GameState) -> tuple[Ball, Side | None, int, int, int | None]:
    return state.ball, state.possession, state.down, state.distance, state.yards_to_goal


def at(side: Side, down: int, distance: int, spot: int, *, period: int = 2, **setting: object) -> GameState:
    """A game in play with the ball at a spot."""
    start = opened() if not setting else replace(opened(), **setting)
    return RULES.begin(start, situation(start, side, down, distance, spot, period=period))


def overtime_at(
    side: Side, spot: int, season: int, season_type: SeasonType = SeasonType.REGULAR
) -> GameState:
    """Level at 20 in overtime, first turn with the ball."""
    start = replace(opened(season, season_type), score=Score(20, 20), period=4)
    start = RULES.finish(
        start,
        Play(situation=situation(start, None, clock=0), kind=PlayKind.PERIOD_END, description=""),
    )
    return RULES.begin(start, situation(start, side, 1, 10, spot))


def test_before_kickoff_nobody_has_the_ball_and_all_timeouts_are_left() -> None:
    state = opened()
    assert state.phase is Phase.SCHEDULED
    assert snap(state) == (Ball.KICKOFF, None, 0, 0, 35)
    assert (state.timeouts_home, state.timeouts_away, state.score) == (3, 3, Score(0, 0))


def test_gaining_less_than_the_distance_is_the_next_down() -> None:
    assert snap(played(at(HOME, 1, 10, 75), PlayKind.RUN, yards=4)) == (Ball.SCRIMMAGE, HOME, 2, 6, 71)


def test_gaining_the_distance_is_a_new_series() -> None:
    assert snap(played(at(HOME, 3, 2, 60), PlayKind.PASS, yards=12)) == (Ball.SCRIMMAGE, HOME, 1, 10, 48)


def test_inside_the_ten_it_is_goal_to_go() -> None:
    assert snap(played(at(HOME, 3, 2, 20), PlayKind.PASS, yards=12)) == (Ball.SCRIMMAGE, HOME, 1, 8, 8)


def test_failing_on_fourth_down_gives_the_ball_away_at_the_spot() -> None:
    assert snap(played(at(HOME, 4, 2, 30), PlayKind.RUN, yards=1)) == (Ball.SCRIMMAGE, AWAY, 1, 10, 71)


def test_an_accepted_flag_without_a_play_moves_the_ball_and_keeps_the_down() -> None:
    after = played(at(HOME, 2, 8, 40), PlayKind.NO_PLAY, penalties=(Penalty(HOME, 10),))
    assert snap(after) == (Ball.SCRIMMAGE, HOME, 2, 18, 50)


def test_a_flag_on_the_defence_can_be_a_first_down() -> None:
    after = played(at(HOME, 3, 8, 40), PlayKind.NO_PLAY, penalties=(Penalty(AWAY, 5),), first_down=True)
    assert snap(after) == (Ball.SCRIMMAGE, HOME, 1, 10, 35)


def test_a_punt_changes_sides_where_it_came_down() -> None:
    after = played(at(HOME, 4, 8, 70), PlayKind.PUNT, yards=40, possession_after=AWAY, spot_after=65)
    assert snap(after) == (Ball.SCRIMMAGE, AWAY, 1, 10, 65)


def test_an_interception_changes_sides_and_is_counted_against_the_passer() -> None:
    after = played(at(HOME, 2, 8, 70), PlayKind.PASS, turnover=True, possession_after=AWAY, spot_after=44)
    assert snap(after) == (Ball.SCRIMMAGE, AWAY, 1, 10, 44)
    assert after.home == Tally(plays=1, successes=0, turnovers=1, yards=0)


def test_a_muffed_punt_is_the_receivers_turnover() -> None:
    after = played(at(HOME, 4, 8, 70), PlayKind.PUNT, turnover=True, possession_after=HOME, spot_after=30)
    assert snap(after) == (Ball.SCRIMMAGE, HOME, 1, 10, 30)
    assert (after.home.turnovers, after.away.turnovers) == (0, 1)


def test_a_missed_field_goal_is_taken_over_where_it_was_kicked() -> None:
    assert snap(played(at(HOME, 4, 3, 33), PlayKind.FIELD_GOAL)) == (Ball.SCRIMMAGE, AWAY, 1, 10, 59)


def test_a_short_missed_field_goal_is_taken_over_on_the_twenty() -> None:
    assert snap(played(at(HOME, 4, 3, 9), PlayKind.FIELD_GOAL)) == (Ball.SCRIMMAGE, AWAY, 1, 10, 80)


@pytest.mark.parametrize(("season", "spot"), [(2014, 2), (2015, 15)])
def test_a_touchdown_is_followed_by_a_try_and_that_by_a_kickoff(season: int, spot: int) -> None:
    start = opened(season)
    state = RULES.begin(start, situation(start, HOME, 1, 3, 3))
    state = played(state, PlayKind.RUN, yards=3, scores=(ScoreChange(HOME, TOUCHDOWN),))
    assert snap(state) == (Ball.TRY, HOME, 0, 0, spot)
    state = played(state, PlayKind.EXTRA_POINT, scores=(ScoreChange(HOME, ScoreKind.EXTRA_POINT),))
    assert snap(state) == (Ball.KICKOFF, AWAY, 0, 0, 35)
    assert state.score == Score(7, 0)


def test_a_failed_try_is_followed_by_a_kickoff_too() -> None:
    state = played(at(AWAY, 1, 3, 3), PlayKind.RUN, scores=(ScoreChange(AWAY, TOUCHDOWN),))
    assert snap(played(state, PlayKind.TWO_POINT)) == (Ball.KICKOFF, HOME, 0, 0, 35)


def test_a_try_that_the_defence_returns_scores_two_and_the_tryers_still_kick_off() -> None:
    state = played(at(AWAY, 1, 3, 3), PlayKind.RUN, scores=(ScoreChange(AWAY, TOUCHDOWN),))
    returned = (ScoreChange(HOME, ScoreKind.DEFENSIVE_TWO_POINT),)
    state = played(state, PlayKind.EXTRA_POINT, scores=returned)
    assert state.score == Score(2, 6)
    assert snap(state) == (Ball.KICKOFF, HOME, 0, 0, 35)


def test_after_a_safety_the_side_that_gave_it_up_kicks_from_its_twenty() -> None:
    state = played(at(HOME, 2, 15, 97), PlayKind.SACK, yards=-3, scores=(ScoreChange(AWAY, SAFETY),))
    assert state.score == Score(0, 2)
    assert snap(state) == (Ball.KICKOFF, AWAY, 0, 0, 20)


@pytest.mark.parametrize(("season", "spot"), [(2015, 80), (2016, 75), (2024, 70)])
def test_a_touchback_is_spotted_by_the_seasons_rule(season: int, spot: int) -> None:
    start = opened(season)
    state = RULES.begin(start, situation(start, AWAY, spot=35))
    assert snap(played(state, PlayKind.KICKOFF)) == (Ball.SCRIMMAGE, AWAY, 1, 10, spot)


def test_the_side_that_kicked_off_first_receives_the_second_half() -> None:
    start = opened()
    state = played(start, PlayKind.KICKOFF, situation(start, AWAY, spot=35))
    state = played(state, PlayKind.TIMEOUT, situation(state, None), timeout_by=HOME)
    for _ in (1, 2):
        state = played(state, PlayKind.PERIOD_END, situation(state, None, clock=0))
    assert (state.period, state.clock_seconds, state.timeouts_home) == (3, 900, 3)
    assert snap(state) == (Ball.KICKOFF, HOME, 0, 0, 35)


def test_a_period_whose_end_is_not_told_opens_with_its_first_play() -> None:
    state = played(at(HOME, 1, 10, 75), PlayKind.TIMEOUT, timeout_by=AWAY)
    assert state.timeouts_away == 2
    state = RULES.begin(state, situation(state, AWAY, spot=35, period=3, clock=900))
    assert (state.period, state.timeouts_away, state.ball) == (3, 3, Ball.KICKOFF)


def test_a_quarter_that_is_no_half_leaves_ball_and_timeouts() -> None:
    state = played(at(HOME, 2, 7, 62, period=3), PlayKind.TIMEOUT, timeout_by=HOME)
    state = played(state, PlayKind.PERIOD_END, situation(state, None, clock=0))
    assert (state.period, state.timeouts_home) == (4, 2)
    assert snap(state) == (Ball.SCRIMMAGE, HOME, 2, 7, 62)


def test_an_end_of_a_period_told_twice_ends_one_period() -> None:
    state = at(HOME, 2, 7, 62, period=1)
    first = played(state, PlayKind.PERIOD_END, situation(state, None, clock=0))
    again = played(first, PlayKind.PERIOD_END, situation(first, None, period=1, clock=0))
    assert (again.period, again.clock_seconds) == (2, 900)


def test_a_lost_challenge_costs_one_timeout_even_where_both_are_told() -> None:
    state = played(at(HOME, 1, 10, 50), PlayKind.RUN, yards=2, timeout_by=AWAY, challenge_lost_by=AWAY)
    assert (state.timeouts_home, state.timeouts_away) == (3, 2)


def test_a_timeout_that_nobody_has_left_costs_nothing() -> None:
    state = at(HOME, 1, 10, 50, timeouts_away=0, period=1)
    assert played(state, PlayKind.TIMEOUT, timeout_by=AWAY).timeouts_away == 0


def test_a_lead_at_the_end_of_the_fourth_quarter_wins() -> None:
    state = at(HOME, 1, 10, 50, period=4, score=Score(20, 17))
    state = played(state, PlayKind.PERIOD_END, situation(state, None, clock=0))
    assert (state.phase, state.winner) == (Phase.FINAL, HOME)


def test_a_level_fourth_quarter_leads_to_overtime_with_its_own_clock_and_timeouts() -> None:
    state = overtime_at(HOME, 75, 2017)
    assert (state.period, state.clock_seconds, state.phase) == (5, 600, Phase.IN_PLAY)
    assert (state.timeouts_home, state.timeouts_away) == (2, 2)


def test_a_level_overtime_of_the_regular_season_is_a_tie() -> None:
    state = overtime_at(HOME, 75, 2016)
    state = played(state, PlayKind.PERIOD_END, situation(state, None, clock=0))
    assert (state.phase, state.winner, state.score) == (Phase.FINAL, None, Score(20, 20))


def test_a_level_overtime_of_the_playoffs_goes_on() -> None:
    state = overtime_at(HOME, 75, 2016, SeasonType.PLAYOFFS)
    state = played(state, PlayKind.PERIOD_END, situation(state, None, clock=0))
    assert (state.phase, state.period, state.clock_seconds) == (Phase.IN_PLAY, 6, 900)
    assert state.timeouts_home == 3
    assert snap(state) == (Ball.SCRIMMAGE, HOME, 1, 10, 75)


@pytest.mark.parametrize(
    ("season", "season_type", "rules"),
    [
        (2009, SeasonType.PLAYOFFS, Overtime(OvertimeEnd.SUDDEN_DEATH, 900, 3, ties=False)),
        (2010, SeasonType.PLAYOFFS, Overtime(OvertimeEnd.MODIFIED, 900, 3, ties=False)),
        (2011, SeasonType.REGULAR, Overtime(OvertimeEnd.SUDDEN_DEATH, 900, 2, ties=True)),
        (2012, SeasonType.REGULAR, Overtime(OvertimeEnd.MODIFIED, 900, 2, ties=True)),
        (2017, SeasonType.REGULAR, Overtime(OvertimeEnd.MODIFIED, 600, 2, ties=True)),
        (2022, SeasonType.PLAYOFFS, Overtime(OvertimeEnd.BOTH_POSSESS, 900, 3, ties=False)),
        (2025, SeasonType.REGULAR, Overtime(OvertimeEnd.BOTH_POSSESS, 600, 2, ties=True)),
    ],
)
def test_overtime_follows_the_seasons_rules(season: int, season_type: SeasonType, rules: Overtime) -> None:
    assert overtime(season, season_type) == rules


FIRST_TURN = [
    (2011, FIELD_GOAL, HOME, Phase.FINAL),
    (2011, TOUCHDOWN, HOME, Phase.FINAL),
    (2016, FIELD_GOAL, HOME, Phase.IN_PLAY),
    (2016, TOUCHDOWN, HOME, Phase.FINAL),
    (2016, TOUCHDOWN, AWAY, Phase.FINAL),
    (2016, SAFETY, AWAY, Phase.FINAL),
    (2025, TOUCHDOWN, HOME, Phase.IN_PLAY),
    (2025, TOUCHDOWN, AWAY, Phase.FINAL),
    (2025, SAFETY, AWAY, Phase.FINAL),
]


@pytest.mark.parametrize(("season", "kind", "scorer", "phase"), FIRST_TURN)
def test_what_a_score_in_the_first_turn_of_overtime_means(
    season: int, kind: ScoreKind, scorer: Side, phase: Phase
) -> None:
    after = played(overtime_at(HOME, 30, season), PlayKind.RUN, scores=(ScoreChange(scorer, kind),))
    assert after.phase is phase
    assert after.winner is (scorer if phase is Phase.FINAL else None)


def test_a_field_goal_wins_once_the_other_side_has_had_the_ball() -> None:
    state = played(overtime_at(HOME, 75, 2016), PlayKind.PUNT, possession_after=AWAY, spot_after=60)
    state = played(state, PlayKind.FIELD_GOAL, scores=(ScoreChange(AWAY, FIELD_GOAL),))
    assert (state.phase, state.winner) == (Phase.FINAL, AWAY)


def test_losing_the_ball_after_the_others_field_goal_ends_overtime() -> None:
    state = played(overtime_at(HOME, 25, 2016), PlayKind.FIELD_GOAL, scores=(ScoreChange(HOME, FIELD_GOAL),))
    state = played(state, PlayKind.KICKOFF, possession_after=AWAY, spot_after=75)
    assert state.phase is Phase.IN_PLAY
    state = played(state, PlayKind.PASS, turnover=True, possession_after=HOME, spot_after=50)
    assert (state.phase, state.winner) == (Phase.FINAL, HOME)


def test_a_field_goal_each_is_followed_by_sudden_death() -> None:
    state = played(overtime_at(HOME, 25, 2016), PlayKind.FIELD_GOAL, scores=(ScoreChange(HOME, FIELD_GOAL),))
    state = played(state, PlayKind.KICKOFF, possession_after=AWAY, spot_after=75)
    state = played(state, PlayKind.FIELD_GOAL, scores=(ScoreChange(AWAY, FIELD_GOAL),))
    assert state.phase is Phase.IN_PLAY
    state = played(state, PlayKind.KICKOFF, possession_after=HOME, spot_after=75)
    state = played(state, PlayKind.FIELD_GOAL, scores=(ScoreChange(HOME, FIELD_GOAL),))
    assert (state.phase, state.winner) == (Phase.FINAL, HOME)


def test_where_both_must_possess_a_touchdown_that_trails_waits_for_its_try() -> None:
    state = played(overtime_at(HOME, 25, 2025), PlayKind.RUN, scores=(ScoreChange(HOME, TOUCHDOWN),))
    state = played(state, PlayKind.EXTRA_POINT, scores=(ScoreChange(HOME, ScoreKind.EXTRA_POINT),))
    state = played(state, PlayKind.KICKOFF, possession_after=AWAY, spot_after=75)
    state = played(state, PlayKind.PASS, scores=(ScoreChange(AWAY, TOUCHDOWN),))
    assert (state.phase, state.score) == (Phase.IN_PLAY, Score(27, 26))
    state = played(state, PlayKind.TWO_POINT, scores=(ScoreChange(AWAY, ScoreKind.TWO_POINT),))
    assert (state.phase, state.winner) == (Phase.FINAL, AWAY)


def test_a_play_after_the_rules_saw_the_end_reopens_the_game() -> None:
    state = at(HOME, 1, 10, 50, period=4, score=Score(20, 17))
    state = played(state, PlayKind.PERIOD_END, situation(state, None, clock=0))
    assert RULES.begin(state, situation(state, HOME, 1, 10, 50, clock=5)).phase is Phase.IN_PLAY


def test_momentum_remembers_who_did_what() -> None:
    after = played(at(HOME, 1, 10, 75), PlayKind.RUN, yards=4)
    assert after.recent == (PlayMark(HOME, PlayKind.RUN, 4, True, 0, False, 2, 900),)
    assert after.home == Tally(plays=1, successes=1, turnovers=0, yards=4)


def test_a_play_that_was_begun_is_not_begun_again() -> None:
    start = at(HOME, 1, 10, 75)
    told = situation(start, HOME, 2, 6, 71)
    play = Play(situation=told, kind=PlayKind.RUN, description="", yards=4)
    assert RULES.finish(RULES.begin(start, told), play) == RULES.finish(start, play)


SIDES = st.sampled_from(Side)
MAYBE_SIDE = st.none() | SIDES
SCORES = st.lists(st.builds(ScoreChange, SIDES, st.sampled_from(ScoreKind)), max_size=2).map(tuple)
FLAGS = st.lists(st.builds(Penalty, SIDES, st.integers(0, 50)), max_size=2).map(tuple)
PLAYS = st.builds(
    Play,
    situation=st.builds(
        Situation,
        play_id=st.text("0123456789", min_size=1, max_size=4),
        sequence=st.integers(0, 300),
        period=st.integers(1, 6),
        clock_seconds=st.none() | st.integers(0, 900),
        possession=MAYBE_SIDE,
        down=st.integers(0, 4),
        distance=st.integers(0, 40),
        yards_to_goal=st.none() | st.integers(1, 99),
    ),
    kind=st.sampled_from(PlayKind),
    description=st.just(""),
    yards=st.integers(-20, 99),
    scores=SCORES,
    turnover=st.booleans(),
    first_down=st.booleans(),
    possession_after=MAYBE_SIDE,
    spot_after=st.none() | st.integers(1, 99),
    penalties=FLAGS,
    timeout_by=MAYBE_SIDE,
    challenge_lost_by=MAYBE_SIDE,
)
SEASON_TYPES = st.sampled_from(SeasonType)


@given(season=st.integers(2009, 2026), season_type=SEASON_TYPES, plays=st.lists(PLAYS, max_size=30))
def test_points_never_fall_and_all_stays_in_bounds(
    season: int, season_type: SeasonType, plays: list[Play]
) -> None:
    state = opened(season, season_type)
    for play in plays:
        after = RULES.finish(state, play)
        assert after.score.home >= state.score.home
        assert after.score.away >= state.score.away
        assert after.period >= state.period
        assert after.revision > state.revision or play.kind is PlayKind.PERIOD_END
        assert 0 <= after.timeouts_home <= 3
        assert 0 <= after.timeouts_away <= 3
        assert after.yards_to_goal is None or 1 <= after.yards_to_goal <= 99
        assert 0 <= after.down <= 4
        assert len(after.recent) <= RECENT
        state = after


@given(season=st.integers(2009, 2026), season_type=SEASON_TYPES, plays=st.lists(PLAYS, max_size=30))
def test_the_winner_of_a_final_game_has_more_points(
    season: int, season_type: SeasonType, plays: list[Play]
) -> None:
    state = reduce(RULES.finish, plays, opened(season, season_type))
    if state.phase is not Phase.FINAL or state.score.home == state.score.away:
        assert state.winner is None
    else:
        assert state.winner is (HOME if state.score.home > state.score.away else AWAY)


@given(season=st.integers(2009, 2026), season_type=SEASON_TYPES, plays=st.lists(PLAYS, max_size=30))
@settings(max_examples=200)
def test_exchanging_home_and_away_mirrors_every_state(
    season: int, season_type: SeasonType, plays: list[Play]
) -> None:
    state = opened(season, season_type)
    image = RULES.start(mirror_game(state.game), None)
    for play in plays:
        state = RULES.begin(state, play.situation)
        image = RULES.begin(image, mirror_situation(play.situation))
        assert image == mirror_state(state)
        state, image = RULES.finish(state, play), RULES.finish(image, mirror_play(play))
        assert image == mirror_state(state)
