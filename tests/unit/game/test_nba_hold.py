"""How the ball is held in basketball: what the features of the next score read."""

from datetime import UTC, datetime

from livebet.domain.games import Game, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.features.nba import nba_row
from livebet.game.sports.nba import RULES
from livebet.game.state import GameState, Hold

HOME, AWAY = Side.HOME, Side.AWAY
GAME = Game(
    game_id=game_uuid("test", "hold"),
    sport=Sport.NBA,
    season=2023,
    season_type=SeasonType.REGULAR,
    home_team="IND",
    away_team="CLE",
    kickoff=datetime(2023, 11, 4, 0, tzinfo=UTC),
    feed="test",
    native_id="1",
)
OPENED = RULES.start(GAME, 0.0)
POINTS = {PlayKind.TWO_POINTER: ScoreKind.TWO_POINTER, PlayKind.FREE_THROW: ScoreKind.FREE_THROW}


def after(
    state: GameState, clock: int, kind: PlayKind, side: Side, detail: str = "", made: bool = False
) -> GameState:
    sequence = state.sequence + 1
    told = Play(
        situation=Situation(
            play_id=str(sequence),
            sequence=sequence,
            period=state.period,
            clock_seconds=clock,
            possession=None,
        ),
        kind=kind,
        description="",
        scores=(ScoreChange(side, POINTS[kind]),) if made else (),
        side=side,
        detail=detail,
    )
    return RULES.finish(state, told)


REBOUNDED = after(OPENED, 700, PlayKind.REBOUND, HOME)


def test_a_miss_is_loose_until_it_is_rebounded_and_ones_own_rebound_is_a_second_chance():
    missed = after(REBOUNDED, 690, PlayKind.TWO_POINTER, HOME)
    assert missed.hold == Hold(690, loose=True)
    assert after(missed, 688, PlayKind.REBOUND, HOME).hold == Hold(688, again=True)
    assert after(missed, 688, PlayKind.REBOUND, AWAY).hold == Hold(688)


def test_the_ball_by_a_turnover_is_told_until_the_next_shot():
    lost = after(REBOUNDED, 690, PlayKind.TURNOVER, HOME)
    assert (lost.possession, lost.hold) == (AWAY, Hold(690, given=True))
    assert after(lost, 686, PlayKind.TWO_POINTER, AWAY, made=True).hold == Hold(686)


def test_a_foul_outside_the_bonus_promises_no_free_throw_and_in_the_bonus_two():
    state = REBOUNDED
    for clock in (690, 680, 670, 660):
        state = after(state, clock, PlayKind.FOUL, AWAY, "personal")
        assert state.hold == Hold(clock, fouled=True)
    assert after(state, 650, PlayKind.FOUL, AWAY, "personal").hold == Hold(650, 2, fouled=True)


def test_a_foul_on_a_basket_gives_one_free_throw():
    scored = after(REBOUNDED, 690, PlayKind.TWO_POINTER, HOME, made=True)
    assert (scored.possession, scored.hold) == (AWAY, Hold(690))
    fouled = after(scored, 690, PlayKind.FOUL, AWAY, "shooting")
    assert (fouled.possession, fouled.hold) == (HOME, Hold(690, 1, fouled=True))


def test_a_trip_to_the_line_counts_down_through_the_dead_ball_rebound():
    fouled = after(REBOUNDED, 690, PlayKind.FOUL, AWAY, "shooting")
    first = after(fouled, 690, PlayKind.FREE_THROW, HOME, "1 of 2")
    assert first.hold == Hold(690, 1)
    dead = after(first, 690, PlayKind.REBOUND, HOME)
    assert dead.hold == Hold(690, 1)
    last = after(dead, 690, PlayKind.FREE_THROW, HOME, "2 of 2", made=True)
    assert (last.possession, last.hold) == (AWAY, Hold(690))


def test_the_row_tells_how_the_ball_is_held_and_for_how_long():
    fouled = after(REBOUNDED, 690, PlayKind.FOUL, AWAY, "shooting")
    row = nba_row(after(fouled, 690, PlayKind.FREE_THROW, HOME, "1 of 2"))
    held = {
        "ball_seconds": 0.0,
        "free_throws": 1.0,
        "fouled": 0.0,
        "loose_ball": 0.0,
        "second_chance": 0.0,
        "after_turnover": 0.0,
    }
    assert {name: row[name] for name in held} == held
