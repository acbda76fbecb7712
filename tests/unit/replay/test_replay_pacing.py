"""The pace of a replay, under a clock of the test's own."""

import asyncio
import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from livebet.domain.games import Side
from livebet.domain.ids import game_uuid
from livebet.domain.messages import Inbound, PlaySeen
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.feeds.pacing import Pacer, Pause, Resume, Seek, SetSpeed, Step
from livebet.feeds.replay import Instant

START = datetime(2019, 9, 8, 17, tzinfo=UTC)
GAME = game_uuid("nfl_official", "2019090800", "test")


class MadeTimer:
    """Waiting takes no time; what was waited for is noted. `busy` is what each instant costs its reader."""

    def __init__(self) -> None:
        self.at = 100.0
        self.idle = asyncio.Event()

    def now(self) -> float:
        return self.at

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        if seconds is None:
            self.idle.set()
            await event.wait()
            return
        self.at += seconds
        await asyncio.sleep(0)


def play(number: int) -> Inbound:
    situation = Situation(
        play_id=str(number), sequence=number, period=1, clock_seconds=900 - number, possession=Side.HOME
    )
    seen = Play(situation=situation, kind=PlayKind.RUN, description="")
    return PlaySeen(game_id=GAME, play=seen, observed_at=START + timedelta(seconds=number))


def every_ten_seconds(plays: int) -> Iterator[Instant]:
    return ((START + timedelta(seconds=10 * n), [play(10 * n)]) for n in range(plays))


async def told(pacer: Pacer, timer: MadeTimer, plays: int, costs: float = 0.0) -> list[tuple[float, float]]:
    """When (seconds of the timer) what was told (seconds of the game)."""
    began, seen = timer.at, []
    async for at, _ in pacer.paced(every_ten_seconds(plays)):
        seen.append((round(timer.at - began, 6), (at - START).total_seconds()))
        timer.at += costs
    return seen


async def test_thirty_times_as_fast_takes_a_thirtieth_of_the_time() -> None:
    timer = MadeTimer()
    assert await told(Pacer(timer, 30.0), timer, 4) == [
        (0.0, 0.0), (0.333333, 10.0), (0.666667, 20.0), (1.0, 30.0),
    ]  # fmt: skip


async def test_time_spent_on_telling_is_no_drift() -> None:
    timer = MadeTimer()
    seen = await told(Pacer(timer, 10.0), timer, 6, costs=0.9)
    assert seen == [(float(n), 10.0 * n) for n in range(6)]


async def test_what_is_due_together_is_told_together_under_the_last_instant() -> None:
    timer = MadeTimer()
    seen = await told(Pacer(timer, 10.0), timer, 6, costs=1.9)
    assert [game for _, game in seen] == [0.0, 10.0, 30.0, 50.0]


async def test_who_slept_goes_on_at_the_pace_instead_of_telling_a_burst() -> None:
    timer = MadeTimer()
    seen = []
    pacer = Pacer(timer, 10.0)
    async for at, _ in pacer.paced(every_ten_seconds(400)):
        seen.append((at - START).total_seconds())
        timer.at += 300.0 if len(seen) == 2 else 0.0
        if len(seen) == 5:
            pacer.stop()
    assert [later - before for before, later in pairwise(seen)] == [10.0] * 4
    assert timer.at == pytest.approx(100.0 + 1.0 + 300.0 + 2.0)


async def test_infinite_speed_waits_for_nothing() -> None:
    timer = MadeTimer()
    seen = await told(Pacer(timer, math.inf), timer, 1000)
    assert timer.at == 100.0
    assert seen[-1] == (0.0, 9990.0)


async def test_a_paused_replay_stands_still_until_it_is_resumed() -> None:
    timer = MadeTimer()
    pacer = Pacer(timer, 10.0)
    pacer.command(Pause())
    telling = asyncio.create_task(told(pacer, timer, 3))
    await timer.idle.wait()
    assert not telling.done()
    timer.at += 50.0
    pacer.command(Resume())
    assert await telling == [(50.0, 0.0), (51.0, 10.0), (52.0, 20.0)]


async def test_a_step_lets_one_more_play_end_and_stands_still_again() -> None:
    timer = MadeTimer()
    pacer = Pacer(timer, 10.0)
    pacer.command(Step())
    seen: list[datetime] = []

    async def tell() -> None:
        async for at, _ in pacer.paced(every_ten_seconds(5)):
            seen.append(at)

    telling = asyncio.create_task(tell())
    await timer.idle.wait()
    assert seen == [START]
    timer.idle.clear()
    pacer.command(Step(plays=2))
    await timer.idle.wait()
    assert seen == [START + timedelta(seconds=10 * n) for n in range(3)]
    pacer.stop()
    await telling


async def test_seeking_tells_all_before_at_once_and_goes_on_at_the_pace() -> None:
    timer = MadeTimer()
    pacer = Pacer(timer, 10.0)
    pacer.command(Seek(START + timedelta(seconds=30)))
    assert await told(pacer, timer, 6) == [(0.0, 30.0), (1.0, 40.0), (2.0, 50.0)]


async def test_a_new_speed_holds_from_where_the_replay_is() -> None:
    timer = MadeTimer()
    pacer = Pacer(timer, 10.0)
    seen = []
    async for at, _ in pacer.paced(every_ten_seconds(4)):
        seen.append((timer.at - 100.0, (at - START).total_seconds()))
        if len(seen) == 2:
            pacer.command(SetSpeed(5.0))
    assert seen == [(0.0, 0.0), (1.0, 10.0), (3.0, 20.0), (5.0, 30.0)]


async def test_a_stopped_replay_tells_nothing_more() -> None:
    timer = MadeTimer()
    pacer = Pacer(timer, 10.0)
    pacer.stop()
    assert await told(pacer, timer, 3) == []


@pytest.mark.parametrize("speed", [0.0, -1.0, math.nan])
def test_a_speed_that_leads_nowhere_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Pacer(MadeTimer(), speed)
