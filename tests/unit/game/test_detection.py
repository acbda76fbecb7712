"""Key events inferred from one step of a game."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.plays import Penalty, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.game.detection import detect
from livebet.game.happenings import SUSPENDS, EventType, Happening
from livebet.game.state import Ball, GameState, Phase, PlayMark

HOME, AWAY = Side.HOME, Side.AWAY
GAME = Game(
    game_id=game_uuid("test", "1"),
    sport=Sport.NFL,
    season=2019,
    season_type=SeasonType.REGULAR,
    home_team="CHI",
    away_team="GB",
    kickoff=datetime(2019, 9, 6, 0, 20, tzinfo=UTC),
    feed="test",
    native_id="1",
)
BEFORE = GameState(
    game=GAME,
    phase=Phase.IN_PLAY,
    ball=Ball.SCRIMMAGE,
    possession=HOME,
    down=1,
    distance=10,
    score=Score(7, 7),
)
SNAP = Situation(play_id="1", sequence=1, period=2, clock_seconds=600, possession=HOME, down=1, distance=10)


def play(kind: PlayKind = PlayKind.RUN, **result: object) -> Play:
    told = replace(Play(situation=SNAP, kind=kind, description="told"), **result)
    assert isinstance(told, Play)
    return told


def scored(side: Side, kind: ScoreKind) -> tuple[ScoreChange, ...]:
    return (ScoreChange(side, kind),)


def types(found: tuple[Happening, ...]) -> list[tuple[EventType, Side | None]]:
    return [(happening.event_type, happening.side) for happening in found]


def test_an_ordinary_play_is_no_key_event():
    assert detect(BEFORE, replace(BEFORE, down=2, distance=6), play(yards=4)) == ()


def test_a_play_that_begins_is_no_key_event():
    assert detect(BEFORE, BEFORE, None) == ()


@pytest.mark.parametrize(
    ("kind", "score", "event_type"),
    [
        (PlayKind.RUN, ScoreKind.TOUCHDOWN, EventType.TOUCHDOWN),
        (PlayKind.FIELD_GOAL, ScoreKind.FIELD_GOAL, EventType.FIELD_GOAL),
        (PlayKind.EXTRA_POINT, ScoreKind.EXTRA_POINT, EventType.EXTRA_POINT),
        (PlayKind.TWO_POINT, ScoreKind.TWO_POINT, EventType.TWO_POINT),
    ],
)
def test_points_belong_to_the_side_that_made_them(kind, score, event_type):
    points = play(kind, scores=scored(HOME, score))
    after = replace(BEFORE, score=BEFORE.score.plus(HOME, points.scores[0].points))
    lead = (EventType.LEAD_CHANGE, HOME)
    assert types(detect(BEFORE, after, points)) == [(event_type, HOME), lead]


def test_a_safety_belongs_to_the_defence():
    after = replace(BEFORE, score=Score(7, 9))
    found = detect(BEFORE, after, play(PlayKind.SACK, scores=scored(AWAY, ScoreKind.SAFETY)))
    assert types(found) == [(EventType.SAFETY, AWAY), (EventType.LEAD_CHANGE, AWAY)]


def test_the_first_points_change_no_lead():
    before, after = replace(BEFORE, score=Score()), replace(BEFORE, score=Score(3, 0))
    found = detect(before, after, play(PlayKind.FIELD_GOAL, scores=scored(HOME, ScoreKind.FIELD_GOAL)))
    assert types(found) == [(EventType.FIELD_GOAL, HOME)]


@pytest.mark.parametrize(
    ("kind", "event_type"),
    [
        (PlayKind.FIELD_GOAL, EventType.FIELD_GOAL_MISSED),
        (PlayKind.EXTRA_POINT, EventType.EXTRA_POINT_MISSED),
        (PlayKind.TWO_POINT, EventType.TWO_POINT_FAILED),
    ],
)
def test_a_try_without_points_was_missed(kind, event_type):
    assert types(detect(BEFORE, BEFORE, play(kind))) == [(event_type, HOME)]


def test_an_interception_gives_the_ball_to_the_other_side():
    thrown = play(PlayKind.PASS, turnover=True, description="pass deep INTERCEPTED by A.Amos")
    assert detect(BEFORE, BEFORE, thrown) == (Happening(EventType.INTERCEPTION, AWAY, {"lost_by": "home"}),)


def test_a_fumble_after_a_catch_is_a_fumble():
    dropped = play(PlayKind.PASS, turnover=True, description="pass short. FUMBLES, RECOVERED by GB")
    assert types(detect(BEFORE, BEFORE, dropped)) == [(EventType.FUMBLE_LOST, AWAY)]


def test_a_muffed_punt_is_lost_by_its_receiver():
    assert types(detect(BEFORE, BEFORE, play(PlayKind.PUNT, turnover=True))) == [
        (EventType.FUMBLE_LOST, HOME)
    ]


def test_fourth_down_failed_is_a_turnover_on_downs():
    fourth = play(situation=replace(SNAP, down=4, distance=2), yards=1)
    after = replace(BEFORE, possession=AWAY)
    assert types(detect(BEFORE, after, fourth)) == [(EventType.TURNOVER_ON_DOWNS, AWAY)]


def test_fourth_down_made_is_none():
    assert detect(BEFORE, BEFORE, play(situation=replace(SNAP, down=4, distance=2), yards=3)) == ()


def test_only_heavy_penalties_are_told():
    flags = play(penalties=(Penalty(AWAY, 5), Penalty(AWAY, 15)))
    assert detect(BEFORE, BEFORE, flags) == (Happening(EventType.PENALTY, AWAY, {"yards": 15}),)


def test_every_injured_player_is_told():
    hurt = play(injured=("CHI-A", "GB-B"))
    assert [happening.data for happening in detect(BEFORE, BEFORE, hurt)] == [
        {"player": "CHI-A"},
        {"player": "GB-B"},
    ]


def test_a_timeout_tells_how_many_are_left():
    after = replace(BEFORE, timeouts_away=2)
    called = play(PlayKind.TIMEOUT, timeout_by=AWAY)
    assert detect(BEFORE, after, called) == (Happening(EventType.TIMEOUT, AWAY, {"left": 2}),)


@pytest.mark.parametrize(
    ("words", "lost_by", "ruling"),
    [
        ("GB challenged the ruling, and the play was Upheld.", AWAY, "upheld"),
        ("The Replay Official reviewed the ruling, and the play was REVERSED.", None, "reversed"),
    ],
)
def test_a_review_tells_its_ruling(words, lost_by, ruling):
    found = detect(BEFORE, BEFORE, play(description=words, challenge_lost_by=lost_by))
    told = {"ruling": ruling, "challenge_lost_by": None if lost_by is None else lost_by.value}
    assert found == (Happening(EventType.REVIEW, None, told),)


def test_overtime_starts_when_a_period_past_regulation_opens():
    last = replace(BEFORE, period=4)
    whistle = play(PlayKind.PERIOD_END, situation=replace(SNAP, period=4))
    found = types(detect(last, replace(BEFORE, period=5), whistle))
    assert found == [(EventType.PERIOD_END, None), (EventType.OVERTIME_START, None)]


def test_the_end_of_the_game_names_its_winner_once():
    final = replace(BEFORE, phase=Phase.FINAL, score=Score(10, 7))
    end = play(PlayKind.GAME_END)
    assert types(detect(replace(BEFORE, score=Score(10, 7)), final, end)) == [(EventType.GAME_END, HOME)]
    assert detect(final, final, end) == ()


def test_momentum_shifts_when_a_side_takes_over():
    mark = PlayMark(AWAY, PlayKind.PASS, 60, True, 7, False, 2, 600)
    after = replace(BEFORE, recent=(mark,))
    assert types(detect(BEFORE, after, play(PlayKind.PASS))) == [(EventType.MOMENTUM_SHIFT, AWAY)]
    assert detect(after, replace(after, recent=(mark, mark)), play(PlayKind.PASS)) == ()


def test_markets_are_suspended_for_points_lost_balls_and_reviews_but_not_for_timeouts():
    assert EventType.TOUCHDOWN in SUSPENDS
    assert EventType.INTERCEPTION in SUSPENDS
    assert EventType.REVIEW in SUSPENDS
    assert EventType.TIMEOUT not in SUSPENDS
    assert EventType.INJURY not in SUSPENDS
