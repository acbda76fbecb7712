"""Several games played back together."""

from datetime import timedelta
from functools import cache
from operator import itemgetter

from hypothesis import given, settings
from hypothesis import strategies as st

from livebet.domain.games import WallClock
from livebet.domain.messages import GameAbandoned, GameListed, Inbound, PlayBegan, PlaySeen
from livebet.feeds.replay import LISTED_BEFORE, Replay, ReplayedGame
from livebet.feeds.slates import find, load, slates
from livebet.game.sports.table import RULES

SLATE = find("1", slates())


@cache
def two_games() -> tuple[ReplayedGame, ...]:
    return load(SLATE, "test", lambda game: 3.0, games=2).games


@cache
def told() -> tuple[Inbound, ...]:
    return tuple(Replay(two_games(), RULES).messages())


def test_all_games_kick_off_together() -> None:
    listed = [message for message in told() if isinstance(message, GameListed)]
    assert [(m.game.away_team, m.game.home_team, m.game.wall_clock) for m in listed] == [
        ("LA", "CAR", WallClock.MADE),
        ("TEN", "CLE", WallClock.MADE),
    ]
    snaps = {m.game_id: m.observed_at for m in reversed(told()) if isinstance(m, PlayBegan)}
    assert set(snaps.values()) == {SLATE.kickoff}
    assert {m.observed_at for m in listed} == {SLATE.kickoff - LISTED_BEFORE}


def test_the_games_run_in_step() -> None:
    instants = [message.observed_at for message in told()]
    assert instants == sorted(instants)


def test_a_game_tells_the_same_alone_as_among_others() -> None:
    for game in two_games():
        alone = list(Replay([game], RULES).messages())
        assert alone == [m for m in told() if m.game_id == game.game.game_id]


@given(st.integers(-60, 1200))
@settings(max_examples=10, deadline=None)
def test_going_on_after_an_instant_tells_what_is_left_and_nothing_twice(second: int) -> None:
    at = SLATE.kickoff + timedelta(seconds=second)
    short = Replay(two_games(), RULES, minutes=20.0)
    whole = list(short.messages())
    before = [message for message in whole if message.observed_at <= at]
    assert [*before, *short.messages(after=at)] == whole


def test_a_short_replay_is_the_beginning_of_the_whole_and_then_abandons_its_games() -> None:
    end = SLATE.kickoff + timedelta(minutes=20)
    assert list(Replay(two_games(), RULES, minutes=20.0).messages()) == [
        *(message for message in told() if message.observed_at <= end),
        *(
            GameAbandoned(game_id=one.game.game_id, reason="the replay was cut short", observed_at=end)
            for one in two_games()
        ),
    ]


def test_a_game_that_was_over_by_the_cut_is_not_abandoned() -> None:
    ends = {m.game_id: m.observed_at for m in told() if isinstance(m, PlaySeen)}
    (_, end), (other, later) = sorted(ends.items(), key=itemgetter(1))
    assert end < later
    minutes = (end - SLATE.kickoff) / timedelta(minutes=1)
    cut = Replay(two_games(), RULES, minutes=minutes).messages()
    assert [m.game_id for m in cut if isinstance(m, GameAbandoned)] == [other]
    assert not any(isinstance(m, GameAbandoned) for m in told())


def test_a_game_not_announced_yet_is_not_abandoned() -> None:
    replay = Replay(two_games(), RULES)
    announced = SLATE.kickoff - LISTED_BEFORE
    assert list(replay.abandoned(announced - timedelta(seconds=1), "given up")) == []
    assert len(list(replay.abandoned(announced, "given up"))) == 2


def test_instants_group_what_is_told_at_once() -> None:
    instants = list(Replay(two_games(), RULES, minutes=20.0).instants())
    assert [at for at, _ in instants] == sorted({at for at, _ in instants})
    assert all(message.observed_at == at for at, messages in instants for message in messages)


def test_a_point_of_the_game_clock_is_found() -> None:
    at = Replay(two_games(), RULES).at_clock(3, 900)
    first = next(m for m in told() if isinstance(m, PlayBegan) and m.situation.period == 3)
    assert at == first.observed_at
    assert Replay(two_games(), RULES).at_clock(9, 0) is None


def test_every_play_is_told_once_and_after_it_began() -> None:
    began: set[tuple[object, str]] = set()
    over: set[tuple[object, str]] = set()
    for message in told():
        if isinstance(message, PlayBegan):
            began.add((message.game_id, message.situation.play_id))
        elif isinstance(message, PlaySeen):
            play = (message.game_id, message.play.situation.play_id)
            assert play not in over
            over.add(play)
    assert began < over
    assert len(over) == sum(len(game.plays) for game in two_games())
