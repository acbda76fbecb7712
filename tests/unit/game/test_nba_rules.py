"""The NBA's rules as a fold, play by play and under every sequence of plays."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import PlayDeleted, PlaySeen
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.engine.plays import PlayLog
from livebet.game.mirror import mirror_game, mirror_play, mirror_state
from livebet.game.sports.nba import RULES
from livebet.game.sports.nba_periods import in_bonus
from livebet.game.state import Count, Court, GameState, Phase

HOME, AWAY = Side.HOME, Side.AWAY
TWO, THREE, FREE = PlayKind.TWO_POINTER, PlayKind.THREE_POINTER, PlayKind.FREE_THROW
_POINTS = {TWO: ScoreKind.TWO_POINTER, THREE: ScoreKind.THREE_POINTER, FREE: ScoreKind.FREE_THROW}

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
OPENED = RULES.start(GAME, 2.5)


def play(
    state: GameState,
    kind: PlayKind,
    side: Side | None = None,
    detail: str = "",
    *,
    made: bool = False,
    player: str = "",
    clock: int | None = None,
    period: int | None = None,
    has: Side | None = None,
) -> Play:
    sequence = state.sequence + 1
    scores = (ScoreChange(side, _POINTS[kind]),) if made and side else ()
    return Play(
        situation=Situation(
            play_id=str(sequence),
            sequence=sequence,
            period=state.period if period is None else period,
            clock_seconds=state.clock_seconds if clock is None else clock,
            possession=has,
        ),
        kind=kind,
        description="",
        scores=scores,
        timeout_by=side if kind is PlayKind.TIMEOUT else None,
        side=side,
        player=player,
        detail=detail,
    )


def after(
    state: GameState, kind: PlayKind, side: Side | None = None, detail: str = "", **told: object
) -> GameState:
    return RULES.finish(state, play(state, kind, side, detail, **told))  # type: ignore[arg-type] # as play() has it


def in_period(period: int, clock: int, home: int = 0, away: int = 0) -> GameState:
    scored = replace(OPENED, score=Score(home, away))
    return after(scored, PlayKind.SUBSTITUTION, period=period, clock=clock)


def test_a_game_opens_with_twelve_minutes_and_seven_timeouts_a_side():
    assert (OPENED.phase, OPENED.period, OPENED.clock_seconds) == (Phase.SCHEDULED, 1, 720)
    assert (OPENED.timeouts_home, OPENED.timeouts_away, OPENED.court) == (7, 7, Court())
    assert RULES.clock(OPENED) == "12:00"


def test_the_side_that_loses_the_tap_begins_the_second_and_third_quarters():
    state = after(OPENED, PlayKind.JUMP_BALL, AWAY)
    assert (state.possession, state.opening_receiver) == (AWAY, AWAY)
    began = []
    for _ in range(3):
        state = after(state, PlayKind.PERIOD_END, clock=0)
        began.append((state.period, state.possession))
    assert began == [(2, HOME), (3, HOME), (4, AWAY)]


def test_a_basket_gives_the_ball_to_the_other_side_and_a_miss_keeps_it_until_the_rebound():
    state = after(OPENED, THREE, HOME, made=True)
    assert (state.score, state.possession) == (Score(3, 0), AWAY)
    missed = after(state, TWO, AWAY)
    assert missed.possession is AWAY
    assert after(missed, PlayKind.REBOUND, HOME, "defensive").possession is HOME
    assert after(missed, PlayKind.REBOUND, AWAY, "offensive").possession is AWAY
    assert after(missed, PlayKind.TURNOVER, AWAY, "traveling").possession is HOME


def test_a_foul_on_a_basket_brings_the_ball_back_for_the_free_throw():
    state = after(OPENED, TWO, HOME, made=True)
    state = after(state, PlayKind.FOUL, AWAY, "shooting", player="A. Allen")
    assert state.possession is HOME
    assert after(state, FREE, HOME, "1 of 1", made=True).possession is AWAY
    assert after(state, FREE, HOME, "1 of 1").possession is HOME


def test_only_the_last_of_two_free_throws_gives_the_ball_away():
    first = after(OPENED, FREE, AWAY, "1 of 2", made=True)
    assert (first.score, first.possession) == (Score(0, 1), AWAY)
    assert after(first, FREE, AWAY, "2 of 2", made=True).possession is HOME


def test_a_technical_foul_moves_the_ball_nowhere():
    held = after(OPENED, PlayKind.REBOUND, HOME)
    state = after(held, PlayKind.FOUL, HOME, "technical", player="T. Haliburton")
    assert (state.possession, state.court) == (HOME, Court())
    shot = after(state, FREE, AWAY, "technical 1 of 1", made=True)
    assert (shot.score, shot.possession) == (Score(0, 1), HOME)


def test_what_the_feed_says_of_possession_wins():
    state = after(OPENED, TWO, HOME, made=True)
    assert after(state, PlayKind.SUBSTITUTION, HOME, has=HOME).possession is HOME
    told = replace(play(state, PlayKind.REBOUND, HOME), possession_after=AWAY)
    assert RULES.finish(state, told).possession is AWAY


def test_the_fifth_team_foul_of_a_quarter_gives_free_throws_and_a_new_quarter_forgets_them():
    state = OPENED
    for _ in range(4):
        assert not in_bonus(state.court or Court(), HOME, 1)
        state = after(state, PlayKind.FOUL, AWAY, "personal", player="E. Mobley")
    assert state.court == Court(fouls_away=4, personal=(Count(AWAY, "E. Mobley", 4),))
    assert RULES.detail(state) == {"fouls_home": 0, "fouls_away": 4, "bonus_home": 1, "bonus_away": 0}
    state = after(state, PlayKind.PERIOD_END, clock=0)
    assert state.court == Court(personal=(Count(AWAY, "E. Mobley", 4),))


def test_one_foul_in_the_last_two_minutes_brings_the_bonus():
    state = after(in_period(2, 120), PlayKind.FOUL, HOME, "personal")
    assert state.court == Court(fouls_home=1, late_home=1)
    assert in_bonus(state.court, AWAY, 2)
    assert not in_bonus(after(in_period(2, 121), PlayKind.FOUL, HOME, "personal").court or Court(), AWAY, 2)


def test_an_offensive_foul_is_the_players_and_not_the_teams():
    state = after(OPENED, PlayKind.FOUL, HOME, "offensive", player="M. Turner")
    assert state.court == Court(personal=(Count(HOME, "M. Turner", 1),))
    assert state.possession is AWAY


def test_timeouts_are_cut_to_four_in_the_fourth_and_to_two_in_its_last_three_minutes():
    state = after(OPENED, PlayKind.TIMEOUT, HOME, "full")
    assert (state.timeouts_home, state.timeouts_away) == (6, 7)
    fourth = after(state, PlayKind.SUBSTITUTION, period=4, clock=720)
    assert (fourth.timeouts_home, fourth.timeouts_away) == (4, 4)
    late = after(fourth, PlayKind.TIMEOUT, AWAY, clock=180)
    assert (late.timeouts_home, late.timeouts_away) == (2, 1)
    overtime = after(late, PlayKind.PERIOD_END, clock=0)
    assert (overtime.period, overtime.clock_seconds) == (5, 300)
    assert (overtime.timeouts_home, overtime.timeouts_away) == (2, 2)


def test_a_level_fourth_quarter_leads_to_overtimes_until_one_side_is_ahead():
    level = after(in_period(4, 3, 100, 100), PlayKind.PERIOD_END, clock=0)
    assert (level.phase, level.period, level.possession) == (Phase.IN_PLAY, 5, None)
    again = after(level, PlayKind.PERIOD_END, clock=0)
    assert (again.phase, again.period) == (Phase.IN_PLAY, 6)
    won = after(after(again, TWO, AWAY, made=True, clock=1), PlayKind.PERIOD_END, clock=0)
    assert (won.phase, won.period, won.winner) == (Phase.FINAL, 6, AWAY)


def test_a_score_that_the_feed_shows_as_level_leads_to_overtime_though_points_are_missing():
    end = replace(play(in_period(4, 0, 30, 26), PlayKind.PERIOD_END), score_after=Score(125, 125))
    assert RULES.finish(in_period(4, 0, 30, 26), end).phase is Phase.IN_PLAY


def test_an_unequal_third_quarter_ends_nothing_and_a_games_own_end_does():
    state = after(in_period(3, 0, 90, 70), PlayKind.PERIOD_END)
    assert (state.phase, state.period) == (Phase.IN_PLAY, 4)
    assert after(state, PlayKind.GAME_END).phase is Phase.FINAL


def test_a_later_period_takes_up_a_game_that_seemed_over():
    over = after(in_period(4, 0, 90, 88), PlayKind.PERIOD_END)
    assert over.phase is Phase.FINAL
    assert after(over, PlayKind.SUBSTITUTION, period=5, clock=300).phase is Phase.IN_PLAY


def test_an_end_told_twice_ends_one_period():
    state = after(in_period(1, 0), PlayKind.PERIOD_END)
    assert after(state, PlayKind.PERIOD_END, period=1, clock=0).period == 2


def test_unanswered_points_and_makes_in_a_row_are_counted_until_the_other_side_answers():
    state = after(OPENED, THREE, HOME, made=True, player="B. Hield")
    state = after(state, TWO, HOME, made=True, player="B. Hield")
    court = state.court
    assert court == Court(unanswered=5, makes_home=2, hot=(Count(HOME, "B. Hield", 2),))
    state = after(after(state, FREE, AWAY, made=True), TWO, HOME, player="B. Hield")
    assert state.court == Court(unanswered=-1)


def test_clutch_time_is_remembered_by_its_period():
    assert (in_period(4, 301, 90, 88).court or Court()).clutch == 0
    assert (in_period(4, 300, 90, 88).court or Court()).clutch == 4
    assert (in_period(4, 300, 94, 88).court or Court()).clutch == 0


WORDS = (
    "",
    "personal",
    "shooting",
    "offensive",
    "technical",
    "flagrant-type-1",
    "2 of 2",
    "1 of x",
    "ejection",
)
SIDES = st.sampled_from((HOME, AWAY))
ANY_SIDE = st.none() | SIDES
PLAYS = st.builds(
    Play,
    situation=st.builds(
        Situation,
        play_id=st.integers(0, 40).map(str),
        sequence=st.integers(0, 40),
        period=st.integers(-1, 9),
        clock_seconds=st.none() | st.integers(-5, 900),
        possession=ANY_SIDE,
    ),
    kind=st.sampled_from(PlayKind),
    description=st.sampled_from(("", "is ejected", "Instant replay: overturned")),
    scores=st.lists(st.builds(ScoreChange, SIDES, st.sampled_from(ScoreKind)), max_size=3).map(tuple),
    turnover=st.booleans(),
    possession_after=ANY_SIDE,
    timeout_by=ANY_SIDE,
    challenge_lost_by=ANY_SIDE,
    side=ANY_SIDE,
    player=st.sampled_from(("", "A", "B")),
    detail=st.sampled_from(WORDS) | st.text(max_size=8),
)


@settings(max_examples=150)
@given(plays=st.lists(PLAYS, max_size=30))
def test_no_sequence_of_plays_breaks_the_rules(plays):
    state, points = OPENED, 0
    for one in plays:
        before, state = state, RULES.finish(state, one)
        points += sum(made.points for made in one.scores) if one.kind is not PlayKind.PERIOD_END else 0
        assert state.score.home + state.score.away == points
        assert state.period >= before.period
        assert state.revision >= before.revision
        assert 0 <= state.timeouts_home <= 7
        tuple(RULES.events(before, state, one))
        assert state.court is not None
        assert RULES.detail(state)["fouls_home"] == state.court.fouls_home
    assert reduce(RULES.finish, plays, OPENED) == state


@settings(max_examples=100)
@given(plays=st.lists(PLAYS, max_size=20))
def test_mirrored_plays_fold_to_the_mirrored_state(plays):
    straight = reduce(RULES.finish, plays, OPENED)
    mirrored = RULES.start(mirror_game(GAME), -2.5)
    assert reduce(RULES.finish, map(mirror_play, plays), mirrored) == mirror_state(straight)


@settings(max_examples=100)
@given(
    plays=st.lists(PLAYS, min_size=1, max_size=15, unique_by=lambda one: one.situation.play_id),
    data=st.data(),
)
def test_plays_told_in_any_order_and_taken_back_fold_as_from_scratch(plays, data):
    log = PlayLog(RULES, [OPENED])
    for one in data.draw(st.permutations(plays)):
        log.see(PlaySeen(game_id=GAME.game_id, play=one, observed_at=GAME.kickoff))
    gone = data.draw(st.sampled_from(plays)).situation.play_id
    log.delete(PlayDeleted(game_id=GAME.game_id, play_id=gone, observed_at=GAME.kickoff))
    left = sorted(
        (one for one in plays if one.situation.play_id != gone),
        key=lambda one: (one.situation.sequence, one.situation.play_id),
    )
    scratch = reduce(RULES.finish, left, OPENED)
    assert replace(log.state, revision=0) == replace(scratch, revision=0)
