"""Reviews of forecasts over a real PostgreSQL and a real Redis: what counts, once, and what an alarm does."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from prometheus_client import REGISTRY
from redis import Redis
from structlog.testing import capture_logs

from livebet.domain.games import SIMULATOR, Sport
from livebet.embedded import server
from livebet.guard.evidence import Evidence
from livebet.services.guard_board import GuardBoard
from livebet.services.review import METRICS_STEP, follow, settle
from livebet.services.reviewer import HEARD, Reviewer
from livebet.settings import environment
from livebet.storage.queries import ChampionRow, remember_champion
from livebet.storage.reviews import Claim, Reviews
from livebet.stream.connect import redis_client
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
PLACE = {"livebet:out:0": "5-1"}


class Standing:
    """A clock that stands."""

    def now(self) -> datetime:
        return NOW


@dataclass
class Desk:
    """A reviewer, what it told the model service, and its board."""

    pool: asyncpg.Pool
    board: GuardBoard
    told: list[tuple[Sport, UUID, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        self.reviewer = Reviewer(self.pool, self.board, self._settle, Standing())

    async def _settle(self, sport: Sport, game_id: UUID, home_won: float) -> None:
        self.told.append((sport, game_id, home_won))

    async def hears(self, *messages: HEARD) -> None:
        await self.reviewer.review(messages, PLACE)

    async def rows(self) -> list[tuple[Any, ...]]:
        found = await self.pool.fetch(
            "SELECT native_id, phase, revision, home_win_probability, home_won, counted "
            "FROM forecast_reviews ORDER BY game_id, phase"
        )
        return [tuple(row) for row in found]

    async def evidence(self, phase: int, version: str = "3", sport: Sport = Sport.NFL) -> Evidence:
        return (await Reviews(self.pool).stand(Claim(sport, phase, version))).evidence


@pytest.fixture
def desk(pool: asyncpg.Pool, redis_url: str) -> Iterator[Desk]:
    with Redis.from_url(redis_url) as client:
        yield Desk(pool, GuardBoard(client))


def two_quarters(of: Any) -> list[HEARD]:
    return [
        of.update(1, 1, "07:31"), of.forecast(1, 0.5),
        of.update(2, 1, "07:30"), of.forecast(2, 0.6, market=0.55, blended=0.58),
        of.update(3, 1, "02:00"), of.forecast(3, 0.7),
        of.update(4, 2, "15:00"), of.forecast(4, 0.8),
        of.update(5, 2, "01:12"), of.forecast(5, 0.9),
    ]  # fmt: skip


async def test_of_each_phase_the_first_forecast_past_its_middle_is_judged(
    desk: Desk, teller: Callable[..., Any]
) -> None:
    game = teller()
    await desk.hears(*two_quarters(game), game.final(6, 20, 17), game.forecast(6, 1.0, "rules"))
    assert await desk.rows() == [("1", 1, 2, 0.6, 1.0, True), ("1", 2, 5, 0.9, 1.0, True)]
    assert await desk.evidence(1) == Evidence().after(0.6, 1.0)
    assert await desk.evidence(2) == Evidence().after(0.9, 1.0)
    assert desk.told == [(Sport.NFL, game.game.game_id, 1.0)]
    kept = await desk.pool.fetchrow("SELECT * FROM forecast_reviews WHERE phase = 1")
    assert (kept["market_probability"], kept["blended_probability"]) == (0.55, 0.58)
    assert (kept["simulated"], kept["replayed"], kept["settled_at"]) == (False, True, NOW)
    assert await desk.reviewer.places(["livebet:out:0", "livebet:out:1"]) == PLACE | {"livebet:out:1": "0-0"}


async def test_a_forecast_that_rested_on_a_corrected_play_gives_its_place_to_the_next(
    desk: Desk, teller: Callable[..., Any]
) -> None:
    game = teller()
    await desk.hears(game.update(1, 4, "03:00"), game.forecast(1, 0.6))
    await desk.hears(game.retracted(2, 1), game.update(3, 4, "02:50"), game.forecast(3, 0.4))
    await desk.hears(game.final(4, 3, 3))
    assert await desk.rows() == [("1", 4, 3, 0.4, 0.5, True)]
    assert await desk.evidence(4) == Evidence().after(0.4, 0.5)


async def test_an_abandoned_game_is_forgotten_and_one_that_goes_on_is_judged_by_what_comes(
    desk: Desk, teller: Callable[..., Any]
) -> None:
    game = teller()
    await desk.hears(*two_quarters(game), game.update(6, 2, "01:12", phase="abandoned"))
    assert await desk.rows() == []
    await desk.hears(game.update(7, 3, "01:00"), game.forecast(7, 0.7), game.final(8, 0, 3))
    assert await desk.rows() == [("1", 3, 7, 0.7, 0.0, True)]


async def test_a_reviewer_that_is_told_everything_again_after_a_restart_counts_nothing_twice(
    desk: Desk, teller: Callable[..., Any]
) -> None:
    game = teller()
    story = [*two_quarters(game), game.final(6, 20, 17)]
    await desk.hears(*story[:6])
    desk.restart()
    await desk.hears(*story)
    once = (await desk.rows(), await desk.evidence(1), await desk.evidence(2))
    desk.restart()
    await desk.hears(*story)
    assert (await desk.rows(), await desk.evidence(1), await desk.evidence(2)) == once
    assert once[0] == [("1", 1, 2, 0.6, 1.0, True), ("1", 2, 5, 0.9, 1.0, True)]
    assert desk.told == [(Sport.NFL, game.game.game_id, 1.0)]


async def test_a_recording_replayed_again_is_reviewed_but_is_no_news(
    desk: Desk, teller: Callable[..., Any]
) -> None:
    for replay, version in (("test", "3"), ("again", "3"), ("new champion", "4")):
        game = teller(replay_id=replay)
        await desk.hears(game.update(1, 4, "03:00"), game.forecast(1, 0.6, version), game.final(2, 20, 17))
    assert sorted(row[5] for row in await desk.rows()) == [False, True, True]
    assert await desk.evidence(4) == await desk.evidence(4, "4") == Evidence().after(0.6, 1.0)
    assert [game_id for _, game_id, _ in desk.told] == [
        teller(replay_id=replay).game.game_id for replay in ("test", "new champion")
    ]


@pytest.mark.parametrize(("learnt", "counted"), [([20180906, 20190203], True), ([20180906, 20191103], False)])
async def test_a_game_that_the_version_learnt_from_is_no_news(
    desk: Desk, teller: Callable[..., Any], learnt: list[int], counted: bool
) -> None:
    card: dict[str, object] = {"days_learnt": learnt}
    row = {"name": "nfl_win_probability", "alias": "champion", "version": "3", "features": ()}
    await remember_champion(desk.pool, ChampionRow(**row, updated=NOW, card=card))
    for feed in ("nfl", SIMULATOR):
        game = teller(feed=feed)
        await desk.hears(game.update(1, 4, "03:00"), game.forecast(1, 0.6), game.final(2, 20, 17))
    told = await desk.pool.fetch("SELECT simulated, counted FROM forecast_reviews ORDER BY simulated")
    assert [tuple(one) for one in told] == [(False, counted), (True, True)]
    assert len(desk.told) == 1 + counted


@pytest.mark.parametrize(
    ("learnt_from", "counted"),
    [
        ("simulated seasons", True),
        ("recordings with ratings", False),
        ("real seasons with closing lines", False),
    ],
)
async def test_a_simulated_game_is_no_news_to_what_learnt_from_real_ones(
    desk: Desk, teller: Callable[..., Any], learnt_from: str, counted: bool
) -> None:
    row = {"name": "nfl_win_probability", "alias": "champion", "version": "3", "features": ()}
    card: dict[str, object] = {"learnt_from": learnt_from}
    await remember_champion(desk.pool, ChampionRow(**row, updated=NOW, card=card))
    game = teller(feed=SIMULATOR)
    await desk.hears(game.update(1, 4, "03:00"), game.forecast(1, 0.6), game.final(2, 20, 17))
    assert await desk.pool.fetchval("SELECT counted FROM forecast_reviews") is counted
    assert len(desk.told) == counted


async def test_a_result_that_is_taken_back_is_taken_out_of_the_evidence(
    desk: Desk, teller: Callable[..., Any]
) -> None:
    first, second = teller(1), teller(2)
    for game in (first, second):
        await desk.hears(game.update(1, 4, "03:00"), game.forecast(1, 0.9), game.final(2, 20, 17))
    await desk.hears(first.update(3, 4, "00:01", home_score=20, away_score=17))
    assert await desk.evidence(4) == Evidence().after(0.9, 1.0)
    await desk.hears(first.final(4, 20, 23))
    assert await desk.evidence(4) == Evidence().after(0.9, 1.0).after(0.9, 0.0)
    assert {row[0]: row[4] for row in await desk.rows()} == {"1": 0.0, "2": 1.0}


async def test_a_simulated_ball_game_is_judged_by_thirds_and_marked(
    desk: Desk, teller: Callable[..., Any]
) -> None:
    game = teller(sport=Sport.MLB, feed=SIMULATOR)
    await desk.hears(
        game.update(1, 2, "T2", detail={"half": "top", "outs": 2}), game.forecast(1, 0.5),
        game.update(2, 2, "B2", detail={"half": "bottom", "outs": 0}), game.forecast(2, 0.6),
        game.update(3, 4, "T4", detail={"half": "top", "outs": 0}), game.forecast(3, 0.7),
        game.final(4, 2, 5),
    )  # fmt: skip
    assert await desk.rows() == [("1", 1, 2, 0.6, 0.0, True)]
    assert await desk.pool.fetchval("SELECT simulated FROM forecast_reviews") is True


async def lose(desk: Desk, teller: Callable[..., Any], games: range, version: str = "3") -> None:
    """Games whose fourth quarter the home side was sure to win, and lost."""
    for number in games:
        game = teller(number)
        await desk.hears(game.update(1, 4, "03:00"), game.forecast(1, 0.98, version), game.final(2, 17, 20))


async def test_an_alarm_sounds_the_board_pages_and_names_the_way_back(
    desk: Desk, teller: Callable[..., Any]
) -> None:
    with capture_logs() as logs:
        await lose(desk, teller, range(4))
        assert desk.board.alarms(Sport.NFL) == frozenset()
        await lose(desk, teller, range(4, 6))
    (alarm,) = desk.board.sounding(Sport.NFL)
    assert (alarm.phase, alarm.model_version, alarm.direction) == ("quarter 4", "3", "overconfident")
    assert alarm.since == NOW.isoformat()
    (paged,) = [line for line in logs if line["log_level"] == "error"]
    assert (paged["sport"], paged["phase"], paged["model_version"]) == ("nfl", "quarter 4", "3")
    assert paged["mend"] == 'livebet rollback --sport nfl --reason "the guard sounded in quarter 4" --now'
    assert REGISTRY.get_sample_value("livebet_guard_alarm", {"sport": "nfl", "phase": "quarter 4"}) == 1.0
    assert REGISTRY.get_sample_value("livebet_guard_alarm", {"sport": "nfl", "phase": "quarter 3"}) == 0.0


async def test_the_board_is_of_the_version_that_serves(desk: Desk, teller: Callable[..., Any]) -> None:
    await lose(desk, teller, range(6))
    assert desk.board.alarms(Sport.NFL) == {4}
    game = teller(7)
    await desk.hears(game.update(1, 1, "14:00"), game.forecast(1, 0.5, "4"))
    assert desk.board.alarms(Sport.NFL) == frozenset()
    await desk.hears(game.update(2, 1, "13:20"), game.forecast(2, 0.5, "3"))
    assert desk.board.alarms(Sport.NFL) == {4}


async def test_the_process_follows_the_streams_and_goes_on_where_it_was(
    desk: Desk, teller: Callable[..., Any], redis_url: str
) -> None:
    client = redis_client(redis_url)
    bus, stop = RedisBus(client, partitions=2, bound=10_000), asyncio.Event()
    stop.set()
    game, other = teller(1), teller(2)
    await bus.say((two_quarters(game), {}), (two_quarters(other), {}))
    await follow(bus, desk.reviewer, stop)
    assert [row[4:] for row in await desk.rows()] == [(None, False)] * 4
    desk.restart()
    await bus.say(([game.final(6, 20, 17), other.final(6, 3, 17)], {}))
    await follow(bus, desk.reviewer, stop)
    assert {row[0]: row[4] for row in await desk.rows()} == {"1": 1.0, "2": 0.0}
    desk.restart()
    await follow(bus, desk.reviewer, stop)
    assert sorted(told[2] for told in desk.told) == [0.0, 1.0]
    await client.aclose()


async def test_the_model_service_is_told_of_a_result_and_one_that_refuses_holds_nothing_up() -> None:
    asked: list[Any] = []

    async def service(scope: Any, receive: Any, send: Any) -> None:
        asked.append((scope["path"], json.loads((await receive())["body"])))
        await send({"type": "http.response.start", "status": 200 if len(asked) == 1 else 404})
        await send({"type": "http.response.body"})

    game = UUID(int=7)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(service), base_url="http://service") as client:
        with capture_logs() as logs:
            await settle(client, Sport.NBA, game, 1.0)
            await settle(client, Sport.NBA, game, 0.0)
    told = {"game_id": str(game), "sport": "nba"}
    assert asked == [("/settle", told | {"home_won": 1.0}), ("/settle", told | {"home_won": 0.0})]
    assert [line["event"] for line in logs] == ["the model service was not told of a result"]


async def test_the_process_begins_reviews_and_ends_in_order(
    database_url: str, redis_url: str, teller: Callable[..., Any], pool: asyncpg.Pool, tmp_path: Path
) -> None:
    client, game, metrics = redis_client(redis_url), teller(), server.free_port() - METRICS_STEP
    bus = RedisBus(client, partitions=4, bound=10_000)
    await bus.say(([*two_quarters(game), game.final(6, 20, 17)], {}))
    told = {
        "LIVEBET_HOME": str(tmp_path),
        "LIVEBET_REDIS_URL": redis_url,
        "LIVEBET_DATABASE_URL": database_url,
        "LIVEBET_METRICS_PORT": str(metrics),
        "LIVEBET_SERVING_PORT": str(server.free_port()),
    }
    command = (sys.executable, "-m", "livebet.services.review")
    process = await asyncio.create_subprocess_exec(*command, env=environment(told), stderr=PIPE)
    async with asyncio.timeout(60):
        assert process.stderr is not None
        while b"the model service was not told of a result" not in await process.stderr.readline():
            assert not process.stderr.at_eof()
        process.send_signal(signal.SIGTERM)
        await process.communicate()
    assert process.returncode == 0
    assert await pool.fetchval("SELECT count(*) FROM guard_states") == 2
    await client.aclose()
