"""What a game is worth asking about, by what feeds tell of it."""

from datetime import UTC, datetime, timedelta

import pytest

from livebet.domain.games import Score
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.feeds.items import GameTold, PlayTold, ScoreTold
from livebet.feeds.live.interest import AT_MOST, Interest, WatchedGame, Worth, most, worth

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


def game(**fields: object) -> WatchedGame:
    told = {"feed": "espn", "native_id": "1", "sport": "nfl", "kickoff": NOW, **fields}
    return WatchedGame(**told)  # type: ignore[arg-type]


def told(native_id: str = "1", phase: str = "in_play", feed: str = "espn") -> GameTold:
    return GameTold(
        feed=feed, native_id=native_id, observed_at=NOW, sport="nfl", home="ATL", away="GB", kickoff=NOW,
        phase=phase,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"phase": "final"}, Worth.NOTHING),
        ({"phase": "abandoned"}, Worth.NOTHING),
        ({"phase": "postponed"}, Worth.NOTHING),
        ({"phase": "scheduled", "kickoff": NOW + timedelta(hours=2)}, Worth.FAR),
        ({"phase": "scheduled", "kickoff": NOW + timedelta(minutes=50)}, Worth.SOON),
        ({"phase": "scheduled", "kickoff": NOW - timedelta(minutes=5)}, Worth.IN_PLAY),
        ({"phase": "scheduled", "kickoff": NOW - timedelta(hours=7)}, Worth.NOTHING),
        ({"phase": "scheduled", "kickoff": None}, Worth.FAR),
        ({"phase": "in_play"}, Worth.CLOSE),
        ({"phase": "in_play", "score": Score(14, 7), "period": 2, "clock_seconds": 300}, Worth.CLOSE),
        ({"phase": "in_play", "score": Score(14, 7), "period": 4, "clock_seconds": 30}, Worth.IN_PLAY),
        ({"phase": "in_play", "score": Score(21, 20), "period": 4, "clock_seconds": 30}, Worth.CLOSE),
        ({"phase": "in_play", "score": Score(20, 20), "period": 5, "clock_seconds": 500}, Worth.CLOSE),
        ({"phase": "in_play", "score": Score(5, 4), "period": 9, "sport": "mlb"}, Worth.CLOSE),
        ({"phase": "in_play", "score": Score(9, 4), "period": 7, "sport": "mlb"}, Worth.IN_PLAY),
    ],
)
def test_a_game_is_worth_most_while_it_is_on_and_open(fields: dict[str, object], expected: Worth) -> None:
    assert worth(game(**fields), NOW) is expected


def test_many_games_are_worth_their_best_one() -> None:
    assert most([game(phase="final"), game(phase="in_play")], NOW) is Worth.CLOSE
    assert most([], NOW, Worth.FAR) is Worth.FAR


def test_what_feeds_tell_is_learnt_each_under_its_own_ids() -> None:
    interest = Interest()
    at = Situation(play_id="41", sequence=3, period=2, clock_seconds=100, possession=None)
    play = Play(situation=at, kind=PlayKind.RUN, description="", score_after=Score(7, 3))
    score = ScoreTold(
        feed="espn", native_id="1", observed_at=NOW, score=Score(10, 3), phase="in_play", period=2,
        clock_seconds=95,
    )  # fmt: skip
    interest.learn([score, PlayTold(feed="espn", native_id="1", observed_at=NOW, play=play), told()])
    interest.learn([told("x", "scheduled", "the_odds_api")])
    (espn,) = interest.of("espn")
    assert (espn.home, espn.phase, espn.score, espn.period, espn.clock_seconds) == (
        "ATL", "in_play", Score(10, 3), 2, 95,
    )  # fmt: skip
    assert [one.feed for one in interest.of_sport("nfl")] == ["espn", "the_odds_api"]


def test_what_is_known_is_bounded() -> None:
    interest = Interest()
    interest.learn([told(str(number)) for number in range(AT_MOST + 3)])
    known = [one.native_id for one in interest.of("espn")]
    assert (len(known), known[0]) == (AT_MOST, "3")
