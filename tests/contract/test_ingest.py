"""A slate told into a real Redis: once, whole, in order, resumed and steered."""

import asyncio
import math
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from livebet.domain.games import Game
from livebet.domain.messages import GameAbandoned, GameListed, Inbound, PlaySeen, QuoteSeen
from livebet.embedded import redis
from livebet.embedded.server import free_port
from livebet.feeds.pacing import Pause, Resume, Seek, SetSpeed, Step
from livebet.feeds.replay import Replay
from livebet.feeds.slates import find, load, slates
from livebet.game.sports.table import RULES
from livebet.services.feeder import Feeder, Wanted
from livebet.services.ingest import arguments
from livebet.services.replay_state import COMMANDS, ReplayState, ReplayStore, Running, SeekClock
from livebet.settings import ROOT, environment
from livebet.stream.bus import inbound
from livebet.stream.codec import decode
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers

PARTITIONS = 4
QUICK = Wanted(slate="1", replay_id="test", speed=math.inf, games=2, minutes=15.0)


@dataclass(frozen=True)
class MadeClock:
    at: datetime = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


def three_points(game: Game) -> float:
    return 3.0


@pytest.fixture
async def client(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        yield client


def feeder(client: Redis) -> Feeder:
    return Feeder(RedisBus(client, PARTITIONS, 100_000), ReplayStore(client), MadeClock())


async def log(client: Redis) -> list[Inbound]:
    """Everything told, in the order of each partition."""
    told = []
    for partition in range(PARTITIONS):
        for _, fields in await client.xrange(inbound(partition)):
            told.append(decode(fields[b"k"].decode(), fields[b"b"]))
    return told


def whole(wanted: Wanted = QUICK) -> list[Inbound]:
    games = load(find(wanted.slate, slates()), wanted.replay_id, three_points, wanted.games).games
    return list(Replay(games, RULES, minutes=wanted.minutes).messages())


def by_game(messages: list[Inbound]) -> dict[object, list[Inbound]]:
    games = {message.game_id for message in messages}
    return {game: [message for message in messages if message.game_id == game] for game in games}


async def test_a_slate_is_told_whole_and_each_game_in_order(client: Redis) -> None:
    state = await feeder(client).run(QUICK, three_points)
    assert by_game(await log(client)) == by_game(whole())
    assert state == ReplayState(
        slate="2019-09-08-1300",
        replay_id="test",
        kickoff=datetime(2019, 9, 8, 17, tzinfo=UTC),
        state=Running.FINISHED,
        speed=math.inf,
        minutes=15.0,
        at_most=2,
        position=whole()[-1].observed_at.isoformat(),
        games=2,
        plays=sum(isinstance(message, PlaySeen) for message in whole()),
        quotes=sum(isinstance(message, QuoteSeen) for message in whole()),
        messages=len(whole()),
    )
    assert await ReplayStore(client).state() == state
    assert await ReplayStore(client).finished() == {"2019-09-08-1300": "test"}


async def test_a_stopped_replay_goes_on_where_it_was_and_nothing_is_lost_or_doubled(client: Redis) -> None:
    stopping = feeder(client)
    running = asyncio.create_task(stopping.run(replace(QUICK, speed=600.0), three_points))
    await _told_at_least(client, 50)
    stopping.stop()
    stopped = await running
    assert stopped.state is Running.STOPPED
    assert 50 <= stopped.messages == len(await log(client)) < len(whole())
    resumed = await feeder(client).run(Wanted(speed=math.inf), three_points)
    assert (resumed.replay_id, resumed.state, resumed.messages) == ("test", Running.FINISHED, len(whole()))
    assert by_game(await log(client)) == by_game(whole())


def abandoned(messages: list[Inbound]) -> list[GameAbandoned]:
    return [message for message in messages if isinstance(message, GameAbandoned)]


async def stopped_in_the_middle(client: Redis, wanted: Wanted = QUICK) -> ReplayState:
    stopping = feeder(client)
    running = asyncio.create_task(stopping.run(replace(wanted, speed=600.0), three_points))
    await _told_at_least(client, 50)
    stopping.stop()
    return await running


async def test_the_games_of_a_short_replay_are_abandoned_where_it_is_cut(client: Redis) -> None:
    state = await feeder(client).run(QUICK, three_points)
    told = await log(client)
    games = {message.game_id for message in told if isinstance(message, GameListed)}
    end = state.kickoff + timedelta(minutes=15)
    given_up = {(one.game_id, one.reason, one.observed_at) for one in abandoned(told)}
    assert given_up == {(game, "the replay was cut short", end) for game in games}
    assert len(games) == 2


async def test_a_stopped_replay_abandons_nothing(client: Redis) -> None:
    await stopped_in_the_middle(client)
    assert abandoned(await log(client)) == []


async def test_another_slate_begun_instead_abandons_the_games_of_the_one_left_unfinished(
    client: Redis,
) -> None:
    left = await stopped_in_the_middle(client)
    before = await log(client)
    other = Wanted(slate="2", replay_id="other", speed=math.inf, games=1, minutes=1.0)
    state = await feeder(client).run(other, three_points)
    assert (state.slate, state.state) == ("2019-09-15-1300", Running.FINISHED)
    games = {message.game_id for message in before if isinstance(message, GameListed)}
    given_up = [one for one in abandoned(await log(client)) if one.game_id in games]
    assert {(one.game_id, one.reason, one.observed_at) for one in given_up} == {
        (game, "another replay was begun instead", left.told_until) for game in games
    }
    assert len(given_up) == 2
    assert set(await ReplayStore(client).finished()) == {"2019-09-15-1300"}


async def test_the_same_slate_under_another_id_gives_the_one_left_unfinished_up(client: Redis) -> None:
    await stopped_in_the_middle(client)
    before = {message.game_id for message in await log(client)}
    await feeder(client).run(replace(QUICK, replay_id="again", minutes=1.0), three_points)
    told = abandoned(await log(client))
    assert {one.game_id for one in told if one.reason == "another replay was begun instead"} == before


async def test_a_replay_that_was_given_up_is_not_gone_on_with(client: Redis) -> None:
    left = await stopped_in_the_middle(client)
    choosing = feeder(client)
    choosing.stop()
    state = await choosing.run(replace(QUICK, replay_id="again"), three_points)
    assert (state.state, state.messages) == (Running.STOPPED, 0)
    resumed = await feeder(client).run(Wanted(speed=math.inf), three_points)
    assert (resumed.replay_id, resumed.state) == ("again", Running.FINISHED)
    assert left.replay_id == "test"


async def _told_at_least(client: Redis, messages: int) -> None:
    await _state_when(ReplayStore(client), lambda state: state.messages >= messages)


async def test_after_a_finished_slate_the_next_one_is_played_under_a_new_id(client: Redis) -> None:
    await feeder(client).run(replace(QUICK, minutes=1.0), three_points)
    state = await feeder(client).run(Wanted(speed=math.inf, minutes=1.0, games=1), three_points)
    assert (state.slate, state.replay_id) == ("2019-09-15-1300", "2019-09-15-1300.20260102T030405000000")


async def test_the_same_slate_asked_for_again_is_a_new_replay(client: Redis) -> None:
    first = await feeder(client).run(replace(QUICK, minutes=1.0), three_points)
    again = replace(QUICK, replay_id="", minutes=1.0)
    second = await feeder(client).run(again, three_points)
    assert (second.slate, second.replay_id != first.replay_id) == (first.slate, True)
    assert len({message.game_id for message in await log(client)}) == 4


async def test_everything_before_the_start_is_told_at_once(client: Redis) -> None:
    wanted = replace(QUICK, speed=0.001, start_at=5.0)
    playing = feeder(client)
    running = asyncio.create_task(playing.run(wanted, three_points))
    before = [
        m
        for m in whole()
        if m.observed_at <= m.observed_at.replace(hour=17, minute=5, second=0, microsecond=0)
    ]
    await _told_at_least(client, len(before))
    playing.stop()
    assert (await running).messages == len(before)


async def test_commands_from_elsewhere_pause_step_seek_and_go_on(client: Redis) -> None:
    store, playing = ReplayStore(client), feeder(client)
    running = asyncio.create_task(playing.run(replace(QUICK, speed=100.0), three_points))
    await _told_at_least(client, 1)
    await store.send(Pause())
    paused = await _state_when(store, lambda state: state.state is Running.PAUSED)
    to = paused.kickoff + timedelta(minutes=6)
    before = [message for message in whole() if message.observed_at <= to]
    await store.send(Seek(to))
    sought = await _state_when(store, lambda state: state.messages >= len(before))
    assert sought.messages == len(before)
    await store.send(Step(plays=1))
    stepped = await _state_when(store, lambda state: state.plays > sought.plays)
    assert (stepped.plays, stepped.state) == (sought.plays + 1, Running.PAUSED)
    await store.send(SetSpeed(math.inf))
    await store.send(Resume())
    assert (await running).messages == len(whole())


async def _states(store: ReplayStore) -> AsyncIterator[ReplayState]:
    while True:
        state = await store.state()
        if state is not None:
            yield state
        await asyncio.sleep(0.01)


async def _state_when(store: ReplayStore, holds: Callable[[ReplayState], bool]) -> ReplayState:
    async with asyncio.timeout(60):
        async for state in _states(store):
            if holds(state):
                return state
    raise AssertionError("the states never end")


async def test_a_replay_taken_back_abandons_its_games_and_begins_them_anew(client: Redis) -> None:
    store, playing = ReplayStore(client), feeder(client)
    running = asyncio.create_task(playing.run(replace(QUICK, speed=0.001, start_at=8.0), three_points))
    there = whole()
    start = there[0].observed_at + timedelta(seconds=60)
    before = [message for message in there if message.observed_at <= start + timedelta(minutes=8)]
    paused = await _state_when(store, lambda state: state.messages == len(before))
    await store.send(Pause())
    await _state_when(store, lambda state: state.state is Running.PAUSED)
    await store.send(Seek(start + timedelta(minutes=3)))
    anew = whole(replace(QUICK, replay_id="test~2"))
    sought = [message for message in anew if message.observed_at <= start + timedelta(minutes=3)]
    back = await _state_when(
        store, lambda state: state.replay_id == "test~2" and state.messages == len(sought)
    )
    assert (back.state, back.slate) == (Running.PAUSED, paused.slate)
    await store.send(SetSpeed(math.inf))
    await store.send(Resume())
    assert (await running).replay_id == "test~2"
    told = by_game(await log(client))
    left = {
        game: [
            *(message for message in before if message.game_id == game),
            GameAbandoned(
                game_id=game.game_id if isinstance(game, GameListed) else game,
                reason="the replay was taken back, and its games begun anew",
                observed_at=before[-1].observed_at,
            ),
        ]
        for game in {message.game_id for message in before}
    }
    assert told == {**left, **by_game(anew)}


async def test_a_replay_is_taken_back_to_a_game_clock(client: Redis) -> None:
    store, playing = ReplayStore(client), feeder(client)
    running = asyncio.create_task(playing.run(replace(QUICK, speed=0.001, start_at=8.0), three_points))
    await _told_at_least(client, 100)
    await store.send(SeekClock(period=1, clock_seconds=880))
    games = load(find("1", slates()), "test~2", three_points, 2).games
    at = Replay(games, RULES).at_clock(1, 880)
    assert at is not None
    before = [m for m in whole(replace(QUICK, replay_id="test~2")) if m.observed_at <= at]
    await _state_when(store, lambda state: state.replay_id == "test~2" and state.messages == len(before))
    playing.stop()
    assert (await running).state is Running.STOPPED


async def test_a_disturbed_replay_ends_with_the_plays_of_the_recording(client: Redis) -> None:
    state = await feeder(client).run(replace(QUICK, chaos=0.1), three_points)
    assert state.state is Running.FINISHED
    told = by_game(await log(client))
    for game, messages in by_game(whole()).items():
        plays = {m.play.situation.play_id: m.play for m in messages if isinstance(m, PlaySeen)}
        there = {m.play.situation.play_id: m.play for m in told[game] if isinstance(m, PlaySeen)}
        assert there == plays
    assert len([m for m in whole() if isinstance(m, QuoteSeen)]) > state.quotes


async def test_seeking_a_game_clock_that_never_comes_changes_nothing(client: Redis) -> None:
    store, playing = ReplayStore(client), feeder(client)
    running = asyncio.create_task(playing.run(replace(QUICK, speed=100.0), three_points))
    await _told_at_least(client, 1)
    await client.xadd(COMMANDS, {"do": "dance", "with": b"\xc1"})
    await client.xadd(COMMANDS, {"do": "speed", "with": b"\xc1"})
    await store.send(SeekClock(period=9, clock_seconds=0))
    await store.send(SetSpeed(-1.0))
    await store.send(SetSpeed(math.inf))
    assert (await running).messages == len(whole())


@pytest.mark.parametrize(("ended_by", "status"), [(signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_process_that_is_stopped_or_killed_has_kept_its_place(
    redis_url: str, tmp_path: Path, ended_by: signal.Signals, status: int
) -> None:
    ours = {"LIVEBET_REDIS_URL": redis_url, "LIVEBET_HOME": str(tmp_path)}
    child = environment({**ours, "LIVEBET_METRICS_PORT": str(free_port() - 2)})
    asked = ["--slate", "1", "--replay-id", "test", "--games", "2", "--minutes", "15"]
    command = [sys.executable, "-m", "cli.ingest", *asked]
    process = subprocess.Popen([*command, "--speed", "200"], env=child, cwd=ROOT)
    asyncio.run(_wait_for(redis_url))
    process.send_signal(ended_by)
    assert process.wait(60) == status
    done = subprocess.run([*command, "--speed", "inf"], env=child, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("2019-09-08-1300: finished, 2 games")
    told = asyncio.run(_read(redis_url))
    games = load(find("1", slates()), "test", lambda game: None, 2).games
    assert by_game(told) == by_game(list(Replay(games, RULES, minutes=15.0).messages()))


async def test_a_redis_that_restarts_is_waited_for_and_nothing_is_lost(tmp_path: Path) -> None:
    port = free_port()
    first = await asyncio.to_thread(redis.start, tmp_path, port)
    client = redis_client(first.url)
    try:
        running = asyncio.create_task(feeder(client).run(replace(QUICK, speed=200.0), three_points))
        await _told_at_least(client, 50)
        await asyncio.to_thread(first.stop)
        with await asyncio.to_thread(redis.start, tmp_path, port):
            assert (await running).state is Running.FINISHED
            told = by_game(await log(client))
            assert {game: _once(messages) for game, messages in told.items()} == by_game(whole())
    finally:
        await client.aclose()
        await asyncio.to_thread(first.stop)


def _once(messages: list[Inbound]) -> list[Inbound]:
    """Without what a broken connection made Redis hear twice."""
    return [message for place, message in enumerate(messages) if message not in messages[:place]]


async def _wait_for(url: str) -> None:
    async with Redis.from_url(url) as client:
        await _told_at_least(client, 30)


async def _read(url: str) -> list[Inbound]:
    async with Redis.from_url(url) as client:
        return await log(client)


@pytest.mark.parametrize("wrong", [["--speed", "0"], ["--speed", "fast"], ["--minutes", "-1"], ["--slates"]])
def test_a_wrong_option_ends_with_a_word(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        arguments(wrong)
    assert end.value.code == 2
    assert "error:" in capsys.readouterr().err
