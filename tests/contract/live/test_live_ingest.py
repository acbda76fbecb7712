"""Live feeds into a real Redis: read, archived, made one truth, told; each failing for itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as LostError

from livebet.archive.reader import days, read
from livebet.archive.writer import ArchiveWriter
from livebet.domain.clock import SystemClock
from livebet.domain.markets import MONEYLINE, Selection
from livebet.domain.messages import GameAbandoned, GameListed, Inbound, PlaySeen, QuoteSeen, Refused
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.feeds.live.circuit import Circuit, Patience
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.feed import Outlet, Payload
from livebet.feeds.live.http import Attempts
from livebet.feeds.live.registry import LIVE
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.registry import FEEDS
from livebet.services.feed_states import FeedState, FeedStates, credits_left
from livebet.services.feed_watch import FeedWatch
from livebet.services.live_ingest import LiveIngest, keeping, without_simulated
from livebet.settings import ROOT, Settings
from livebet.stream.bus import REFUSED, inbound
from livebet.stream.codec import decode
from livebet.stream.redis_streams import RedisBus

pytestmark = pytest.mark.servers

PAYLOADS = ROOT / "tests" / "contract" / "payloads"
PARTITIONS = 2
KEY = "k3y-that-nobody-may-see"
NOW = datetime(2031, 9, 21, 18, 0, tzinfo=UTC)
QUICK = Attempts(number=2, first_wait=0.001, longest_wait=0.005, jitter=0.0)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as client:
        yield client


@dataclass
class Run:
    """A live ingest that runs, and what it tells."""

    ingest: LiveIngest
    redis: Redis
    home: Path

    async def inbound(self) -> list[Inbound]:
        found = []
        for partition in range(PARTITIONS):
            for _, fields in await self.redis.xrange(inbound(partition)):
                found.append(decode(fields[b"k"].decode(), fields[b"b"]))
        return found

    async def refused(self) -> list[Refused]:
        return [decode(f[b"k"].decode(), f[b"b"]) for _, f in await self.redis.xrange(REFUSED)]

    async def until(self, holds: Callable[[list[Inbound]], bool]) -> list[Inbound]:
        """What was told, once that holds of it."""
        async with asyncio.timeout(20):
            while not holds(told := await self.inbound()):  # noqa: ASYNC110 - the pipeline tells it
                await asyncio.sleep(0.02)
        return told

    async def watched(self, feed: str, holds: Callable[[FeedWatch], object]) -> None:
        """Until something holds of a feed."""
        async with asyncio.timeout(10):
            while not holds(self.ingest.watches[feed]):  # noqa: ASYNC110 - the readers bring it about
                await asyncio.sleep(0.01)

    async def states(self) -> dict[str, FeedState]:
        return {state.feed: state for state in await FeedStates(self.redis).read()}


@asynccontextmanager
async def running(redis: Redis, home: Path, *readers: Any) -> AsyncIterator[Run]:
    ingest = LiveIngest(
        readers, FEEDS, RedisBus(redis, PARTITIONS, 100_000), FeedStates(redis),
        keeping(ArchiveWriter(home), 14), SystemClock(), expected=lambda game: 3.0,
    )  # fmt: skip
    for watch in ingest.watches.values():
        watch.circuit = Circuit(patience=Patience(faults=3, first_seconds=0.01, longest_seconds=0.05))
    task = asyncio.create_task(ingest.run())
    try:
        yield Run(ingest, redis, home)
    finally:
        ingest.stop()
        await task


def espn_like(asked: Any, reply: Any) -> Any:
    """One NFL game on the scoreboard, and its summary; other sports have nothing on."""
    if "/football/nfl/scoreboard" in asked.path:
        return reply((PAYLOADS / "espn" / "scoreboard_nfl.json").read_bytes())
    if "/football/nfl/summary?event=900000001" in asked.path:
        return reply((PAYLOADS / "espn" / "summary_nfl.json").read_bytes())
    if "/summary" in asked.path:
        return reply(b'{"code":404,"message":"No event found."}', 404)
    return reply(b'{"events": []}')


def wiring(client: Any, server: Any, *feeds: str, **settings: Any) -> Wiring:
    ours = Settings(feed_addresses=dict.fromkeys(feeds, server.url), **settings)
    return Wiring(settings=ours, client=client, clock=SystemClock(), attempts=QUICK)


async def test_a_server_like_espns_becomes_messages_of_one_game(
    server: Any, client: Any, reply: Any, redis: Redis, tmp_path: Path
) -> None:
    server.answer = lambda asked: espn_like(asked, reply)
    reader = LIVE["espn"](wiring(client, server, "espn"))
    async with running(redis, tmp_path, reader) as run:
        told = await run.until(lambda told: any(isinstance(one, PlaySeen) for one in told))
    listed = {one.game_id: one for one in told if isinstance(one, GameListed)}
    (atlanta,) = (one for one in listed.values() if one.game.home_team == "ATL")
    assert (atlanta.game.away_team, atlanta.game.replay_id, atlanta.expected_margin) == ("GB", "", 3.0)
    assert atlanta.game.kickoff == datetime(2031, 9, 21, 17, tzinfo=UTC)
    plays = [one.play for one in told if isinstance(one, PlaySeen) and one.game_id == atlanta.game_id]
    assert plays[0].description == "B.Boot kicks 65 yards from ATL 35 to end zone, Touchback."
    assert [one for one in told if isinstance(one, QuoteSeen) and one.quote.simulated] == []
    assert [one for one in await run.inbound() if isinstance(one, GameAbandoned)] == []
    state = (await run.states())["espn"]
    assert (state.reading, state.circuit, state.fault) == (False, "closed", "")
    assert state.payloads >= 2


async def test_every_payload_is_archived_as_it_came(
    server: Any, client: Any, reply: Any, redis: Redis, tmp_path: Path
) -> None:
    server.answer = lambda asked: espn_like(asked, reply)
    async with running(redis, tmp_path, LIVE["espn"](wiring(client, server, "espn"))) as run:
        await run.until(lambda told: any(isinstance(one, PlaySeen) for one in told))
    kept = [record for day in days(tmp_path) for record in read(tmp_path, day)]
    summary = next(one for one in kept if "summary?event=900000001" in one.target)
    assert summary.payload == (PAYLOADS / "espn" / "summary_nfl.json").read_bytes()
    assert (summary.feed, summary.target) == (
        "espn", f"{server.url}/apis/site/v2/sports/football/nfl/summary?event=900000001",
    )  # fmt: skip
    assert len(kept) == run.ingest.watches["espn"].payloads


async def test_a_refusal_told_again_and_again_is_stored_once(redis: Redis, tmp_path: Path) -> None:
    reader = Scripted("the_odds_api", [b"<html>", b"<html>", b"<html>"])
    async with running(redis, tmp_path, reader) as run:
        await reader.told.wait()
    assert [one.payload for one in await run.refused()] == ["<html>"]


@dataclass
class Scripted:
    """A reader that hands bodies over, and then raises or waits."""

    name: str
    bodies: list[bytes]
    then: Callable[[], Exception] | None = None
    runs: int = 0
    told: asyncio.Event = field(default_factory=asyncio.Event)
    enough: int = 1

    async def run(self, outlet: Outlet) -> None:
        self.runs += 1
        for body in self.bodies:
            at = SystemClock().now()
            await outlet.hand(Payload(feed=self.name, target="t", session="", received_at=at, body=body))
        if self.runs >= self.enough:
            self.told.set()
        if self.then is not None:
            raise self.then()
        await asyncio.Event().wait()


async def test_a_feed_that_fails_or_breaks_is_tried_again_and_the_others_carry_on(
    redis: Redis, tmp_path: Path
) -> None:
    espn = (PAYLOADS / "espn" / "scoreboard_nfl.json").read_bytes()
    well = Scripted("espn", [espn])
    down = Scripted("nba_cdn", [], then=lambda: FeedError(FaultKind.FAILING, "status 503"), enough=6)
    odd = Scripted("mlb_gumbo", [], then=lambda: ZeroDivisionError("our own defect"), enough=6)
    async with running(redis, tmp_path, down, odd, well) as run:
        await asyncio.gather(well.told.wait(), down.told.wait(), odd.told.wait())
        await run.until(lambda told: any(isinstance(one, GameListed) for one in told))
        watches = run.ingest.watches
        assert (watches["espn"].fault, watches["nba_cdn"].fault) == ("", "failing: status 503")
        assert watches["mlb_gumbo"].fault == "ended: a defect, ZeroDivisionError"
    states = await run.states()
    assert (well.runs, states["espn"].circuit) == (1, "closed")
    assert [states[name].circuit for name in ("nba_cdn", "mlb_gumbo")] == ["open", "open"]
    assert states["nba_cdn"].faults >= 5


async def test_a_feed_that_comes_back_is_well_again(redis: Redis, tmp_path: Path) -> None:
    faults = iter([FeedError(FaultKind.SILENT, "nothing for 20 s")] * 4)

    class Returning(Scripted):
        async def run(self, outlet: Outlet) -> None:
            fault = next(faults, None)
            if fault is not None:
                raise fault
            outlet.alive()
            self.told.set()
            await asyncio.Event().wait()

    reader = Returning("espn", [])
    async with running(redis, tmp_path, reader) as run:
        await reader.told.wait()
        watch = run.ingest.watches["espn"]
        assert (watch.circuit.state, watch.circuit.faults, watch.fault) == ("closed", 0, "")


async def test_a_wrong_key_says_what_the_api_said_and_no_secret(
    server: Any, client: Any, reply: Any, redis: Redis, tmp_path: Path, caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    caplog.set_level("DEBUG")
    body = (PAYLOADS / "the_odds_api" / "unknown_key.json").read_bytes()
    server.answer = lambda _asked: reply(body, 401)
    feeds = wiring(client, server, "the_odds_api", the_odds_api_key=SecretStr(KEY))
    async with running(redis, tmp_path, LIVE["the_odds_api"](feeds)) as run:
        await run.watched("the_odds_api", lambda watch: watch.fault and watch.items)
    state = (await run.states())["the_odds_api"]
    assert (state.circuit, state.fault, state.heard_at) == ("open", "denied: status 401", None)
    assert all(f"apiKey={KEY}" in asked.path for asked in server.asked)
    kept = [record for day in days(tmp_path) for record in read(tmp_path, day)]
    said = capsys.readouterr()
    streams = [
        str(await redis.xrange(name)) for name in await redis.keys("livebet:*") if b"feeds" not in name
    ]
    places = [caplog.text, said.out, said.err, str(kept), str(state), str(feeds), *streams]
    assert [place for place in places if KEY in place] == []


async def test_the_quota_that_is_left_is_shown_and_known_after_a_restart(
    server: Any, client: Any, reply: Any, redis: Redis, tmp_path: Path
) -> None:
    quota = {"x-requests-remaining": "412", "x-requests-used": "88", "x-requests-last": "0"}
    server.answer = lambda _asked: reply(b"[]", headers=quota)
    feeds = wiring(client, server, "the_odds_api", the_odds_api_key=SecretStr(KEY))
    async with running(redis, tmp_path, LIVE["the_odds_api"](feeds)) as run:
        await run.watched("the_odds_api", lambda watch: watch.quota_left is not None)
    states = await FeedStates(redis).read()
    assert credits_left(states, SystemClock().now()) == {"the_odds_api": 412}
    assert credits_left(states, NOW) == {}


async def test_a_lost_bus_ends_it_with_its_reason(redis: Redis, tmp_path: Path) -> None:
    class LostBus(RedisBus):
        async def tell(self, *_: Any) -> None:
            raise LostError("gone")

    reader = Scripted("espn", [(PAYLOADS / "espn" / "scoreboard_nfl.json").read_bytes()])
    ingest = LiveIngest(
        [reader], FEEDS, LostBus(redis, PARTITIONS, 1_000), FeedStates(redis),
        keeping(ArchiveWriter(tmp_path), 14), SystemClock(),
    )  # fmt: skip
    with pytest.raises(ExceptionGroup) as lost:
        async with asyncio.timeout(10):
            await ingest.run()
    assert lost.group_contains(LostError, match="gone")
    assert [record.feed for day in days(tmp_path) for record in read(tmp_path, day)] == ["espn"]


def test_no_simulated_bookmaker_quotes_a_live_game() -> None:
    def quoted(bookmaker: str) -> QuoteSeen:
        quote = Quote(bookmaker, MONEYLINE, Selection.HOME, Price(2.0))
        return QuoteSeen(game_id=UUID(int=1), quote=quote, observed_at=NOW)

    kept, refused = without_simulated([quoted("draftkings"), quoted("sim:anchor")])
    assert kept == [quoted("draftkings")]
    assert [one.reason for one in refused] == ["simulated: sim:anchor does not quote live games"]
