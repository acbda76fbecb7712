"""Baseball's key events: what is told of which play, and what is not."""

from dataclasses import replace
from datetime import UTC, datetime

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
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
from livebet.game.detection import detect
from livebet.game.happenings import EventType, Happening
from livebet.game.momentum import momentum
from livebet.game.sports.mlb import RULES
from livebet.game.sports.mlb_momentum import MOMENTUM
from livebet.game.state import GameState, Phase

HOME, AWAY = Side.HOME, Side.AWAY
LOADED = FIRST | SECOND | THIRD
GAME = Game(
    game_id=game_uuid("test", "1"),
    sport=Sport.MLB,
    season=2019,
    season_type=SeasonType.REGULAR,
    home_team="LAA",
    away_team="TEX",
    kickoff=datetime(2019, 4, 5, 2, tzinfo=UTC),
    feed="test",
    native_id="1",
)
OPENED = RULES.start(GAME, None)


def at(inning: int, batting: Side, score: Score, diamond: Diamond) -> GameState:
    return replace(
        OPENED, phase=Phase.IN_PLAY, period=inning, possession=batting, score=score, diamond=diamond
    )


def play(state: GameState, kind: PlayKind, runs: int = 0, player: str = "", side: Side | None = None) -> Play:
    assert state.possession is not None
    return Play(
        situation=Situation(
            play_id=str(state.sequence + 1),
            sequence=state.sequence + 1,
            period=state.period,
            clock_seconds=None,
            possession=state.possession,
            diamond=state.diamond,
        ),
        kind=kind,
        description="",
        scores=(ScoreChange(state.possession, ScoreKind.RUN),) * runs,
        side=side,
        player=player,
    )


def told(state: GameState, one: Play) -> list[Happening]:
    return list(detect(state, RULES.finish(state, one), one))


def test_a_run_is_told_and_suspends():
    state = at(3, AWAY, Score(2, 0), Diamond(bases=THIRD))
    found = told(state, play(state, PlayKind.SINGLE, runs=1))
    assert found == [Happening(EventType.RUNS, AWAY, {"runs": 1, "home": 2, "away": 1})]
    assert found[0].suspends


def test_a_home_run_is_told_as_one_event_with_its_batter():
    state = at(3, HOME, Score(2, 4), Diamond(bases=FIRST | THIRD))
    found = told(state, play(state, PlayKind.HOME_RUN, runs=3, player="Trout"))
    facts = {"runs": 3, "home": 5, "away": 4, "player": "Trout"}
    lead = Happening(EventType.LEAD_CHANGE, HOME, {"margin": 1})
    assert found == [Happening(EventType.HOME_RUN, HOME, facts), lead]


def test_a_double_play_is_the_fielding_sides():
    state = at(3, AWAY, Score(), Diamond(bases=FIRST))
    assert told(state, play(state, PlayKind.DOUBLE_PLAY)) == [Happening(EventType.DOUBLE_PLAY, HOME)]


def test_bases_are_told_as_loaded_once_and_not_while_they_stay_so():
    state = at(3, AWAY, Score(), Diamond(outs=1, bases=FIRST | SECOND))
    walk = play(state, PlayKind.WALK)
    assert told(state, walk) == [Happening(EventType.BASES_LOADED, AWAY, {"outs": 1})]
    after = RULES.finish(state, walk)
    assert told(after, play(after, PlayKind.STRIKEOUT)) == []
    assert list(detect(after, RULES.begin(after, play(after, PlayKind.WALK).situation), None)) == []


def test_bases_that_were_loaded_as_a_play_began_stay_told_when_it_clears_them():
    state = at(3, AWAY, Score(9, 0), Diamond(bases=FIRST))
    slam = play(state, PlayKind.HOME_RUN, runs=4)
    slam = replace(slam, situation=replace(slam.situation, diamond=Diamond(bases=LOADED)))
    loaded = Happening(EventType.BASES_LOADED, AWAY, {"outs": 0})
    assert list(detect(state, RULES.begin(state, slam.situation), None)) == [loaded]
    assert loaded in told(state, slam)


def test_a_pitching_change_is_told_with_the_new_pitcher():
    state = at(6, AWAY, Score(), Diamond())
    change = play(state, PlayKind.PITCHING_CHANGE, player="Peña", side=HOME)
    assert told(state, change) == [Happening(EventType.PITCHING_CHANGE, HOME, {"pitcher": "Peña"})]
    assert not told(state, change)[0].suspends


def test_a_walk_off_is_told_with_the_games_end():
    state = at(10, HOME, Score(4, 4), Diamond(outs=1, bases=THIRD))
    found = told(state, play(state, PlayKind.SINGLE, runs=1))
    assert found[-1] == Happening(
        EventType.GAME_END, HOME, {"home": 5, "away": 4, "innings": 10, "walk_off": 1}
    )
    lost = at(9, HOME, Score(3, 4), Diamond(outs=2))
    ended = told(lost, play(lost, PlayKind.OUT))
    assert ended == [Happening(EventType.GAME_END, AWAY, {"home": 3, "away": 4, "innings": 9, "walk_off": 0})]


def test_extra_innings_are_overtime():
    state = at(9, HOME, Score(4, 4), Diamond(outs=2))
    found = told(state, play(state, PlayKind.OUT))
    assert found == [Happening(EventType.OVERTIME_START, None, {"period": 10})]


def test_a_big_inning_moves_the_momentum_more_than_one_home_run():
    state = at(3, HOME, Score(), Diamond())
    one = RULES.finish(state, play(state, PlayKind.HOME_RUN, runs=1))
    assert 0.30 < momentum(one.recent, MOMENTUM) < 0.36
    for kind in (PlayKind.DOUBLE, PlayKind.WALK, PlayKind.SINGLE):
        one = RULES.finish(one, play(one, kind))
    assert momentum(one.recent, MOMENTUM) > 0.55
