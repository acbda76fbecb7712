"""The guard's board over a real Redis."""

import msgspec
import pytest
from redis import Redis

from livebet.domain.games import Sport
from livebet.services.guard_board import Alarm, GuardBoard

pytestmark = pytest.mark.servers

LATE = Alarm(
    first_period=4,
    phase="quarter 4",
    model_version="7",
    evidence=112.5,
    games=61,
    direction="overconfident",
    since="2026-11-22T20:13:11+00:00",
)


def test_a_sounded_phase_is_in_alarm_for_its_sport_alone_until_the_board_is_cleared(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        board = GuardBoard(client)
        assert board.alarms(Sport.NFL) == frozenset()
        board.sound(Sport.NFL, LATE)
        assert board.alarms(Sport.NFL) == {4}
        assert board.sounding(Sport.NFL) == (LATE,)
        assert board.alarms(Sport.NBA) == frozenset()
        board.clear(Sport.NFL)
        assert board.alarms(Sport.NFL) == frozenset()


def test_a_phase_sounded_again_is_told_anew(redis_url: str) -> None:
    with Redis.from_url(redis_url, decode_responses=True) as client:
        board = GuardBoard(client)
        board.sound(Sport.MLB, LATE)
        newer = msgspec.structs.replace(LATE, evidence=240.0, games=70)
        board.sound(Sport.MLB, newer)
        assert board.sounding(Sport.MLB) == (newer,)
