"""Bookmakers and exchanges live: DraftKings' and Kalshi's sockets beside their polling, FanDuel's pages."""

import asyncio
import base64
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from pydantic import SecretStr
from websockets.asyncio.server import ServerConnection, serve

from livebet.feeds import draftkings as draftkings_feed
from livebet.feeds.items import GameTold
from livebet.feeds.live import draftkings, fanduel, kalshi
from livebet.feeds.live.circuit import Patience
from livebet.feeds.live.http import Answer, Attempts
from livebet.feeds.live.interest import Interest, Worth
from livebet.feeds.live.registry import hindrances
from livebet.feeds.live.wiring import MissingCredentialError, Wiring
from livebet.settings import Settings

NOW = datetime(2026, 6, 12, 2, 0, tzinfo=UTC)
KEY = "k3y-that-nobody-may-see"
QUICK = Attempts(number=1, first_wait=0.001, longest_wait=0.005, jitter=0.0)


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """DraftKings' rate, one request in five seconds, is not waited for."""
    terms = replace(draftkings_feed.FEED.terms, requests_per_second=None)
    monkeypatch.setattr(draftkings_feed, "FEED", replace(draftkings_feed.FEED, terms=terms))


def wired(client: Any, clock: Any, addresses: dict[str, str], **settings: Any) -> Wiring:
    ours = Settings(feed_addresses=addresses, **settings)
    return Wiring(settings=ours, client=client, clock=clock, attempts=QUICK)


def game(feed: str, native_id: str, sport: str, phase: str = "in_play", **more: Any) -> GameTold:
    told = {"home": "NYK", "away": "IND", "kickoff": NOW, **more}
    return GameTold(feed=feed, native_id=native_id, observed_at=NOW, sport=sport, phase=phase, **told)


def interest(*items: GameTold) -> Interest:
    known = Interest()
    known.learn(items)
    return known


def answer(body: bytes | None) -> Answer:
    return Answer(status=200, body=body, headers={}, received_at=NOW)


Talk = Callable[[ServerConnection], Awaitable[None]]


@asynccontextmanager
async def socket_server(talk: Talk) -> AsyncIterator[str]:
    quiet = logging.Logger("server", logging.CRITICAL)
    async with serve(talk, "127.0.0.1", 0, logger=quiet) as listening:
        yield f"ws://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def running(feed: Any, outlet: Any) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(feed.run(outlet))
    try:
        async with asyncio.timeout(10):
            yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def test_a_page_of_fanduel_is_worth_its_game_and_nothing_once_it_must_be_over(
    client: Any, set_clock: Any
) -> None:
    plan = fanduel.FanduelPlan(wired(client, set_clock(NOW), {}, fanduel_page_key=SecretStr(KEY)))
    games = interest(game("fanduel", "31", "nba"), game("fanduel", "32", "nhl"), game("espn", "9", "nfl"))
    worths = {one.key: one.worth for one in plan.targets(games, NOW)}
    assert worths == {
        "games/nfl": Worth.CLOSE, "games/nba": Worth.CLOSE, "games/mlb": Worth.FAR, "page/31": Worth.CLOSE,
    }  # fmt: skip
    later = {one.key: one.worth for one in plan.targets(games, NOW + timedelta(hours=7))}
    assert (later["page/31"], later["games/nba"]) == (Worth.NOTHING, Worth.FAR)


async def test_fanduels_key_is_on_the_wire_and_nowhere_else(
    server: Any, client: Any, set_clock: Any, reply: Any, heard: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer = lambda asked: reply(json.dumps({"asked": asked.path.partition("&_ak=")[0]}).encode())
    outlet = heard(enough=lambda outlet: len(outlet.payloads) == 1)
    outlet.interest.learn([game("fanduel", "31", "nba")])
    wiring = wired(client, set_clock(NOW), {"fanduel": server.url}, fanduel_page_key=SecretStr(KEY))
    async with running(fanduel.live(wiring), outlet):
        await outlet.done.wait()
    paths = [one.path for one in server.asked]
    assert all(path.endswith(f"_ak={KEY}") for path in paths)
    assert paths[0].startswith(("/api/event-page?eventId=31", "/api/content-managed-page?page=CUSTOM"))
    assert KEY not in caplog.text + repr(outlet.payloads)
    assert KEY.encode() not in b"".join(outlet.bodies)


def test_unofficial_feeds_are_read_only_where_named_and_their_keys_are_asked_for(
    client: Any, set_clock: Any
) -> None:
    bare = Settings(fanduel_page_key=None)
    assert list(hindrances(["draftkings", "kalshi"], bare)) == []
    assert list(hindrances(["fanduel"], bare)) == ["fanduel needs LIVEBET_FANDUEL_PAGE_KEY, which is not set"]
    with pytest.raises(MissingCredentialError, match=r"^LIVEBET_FANDUEL_PAGE_KEY is not set$"):
        fanduel.live(Wiring(settings=bare, client=client, clock=set_clock(NOW)))


def page(*tickers: str, cursor: str = "") -> bytes:
    return json.dumps({"cursor": cursor, "markets": [{"ticker": ticker} for ticker in tickers]}).encode()


SOON = Patience(first_seconds=0.001, longest_seconds=0.002)
TICK = b'{"type":"ticker","msg":{"yes_bid":40}}'
INDNYK = "KXNBAGAME-26JUN11INDNYK"
SASDAL = "KXNBAGAME-26JUN11SASDAL"


def test_kalshis_pages_are_followed_and_games_that_left_them_asked_for_alone(
    client: Any, set_clock: Any
) -> None:
    plan, known = (
        kalshi.KalshiPlan(wired(client, set_clock(NOW), {})),
        interest(game("kalshi", INDNYK, "nba")),
    )

    def keys() -> list[str]:
        return [one.key for one in plan.targets(known, NOW)]

    def told(key: str, body: bytes | None) -> None:
        plan.heard(next(one for one in plan.targets(known, NOW) if one.key == key), answer(body))

    assert keys() == ["nfl/0", "nba/0", "mlb/0"]
    told("nba/0", page(f"{SASDAL}-SAS", cursor="p2"))
    assert keys() == ["nfl/0", "nba/0", "nba/1", "mlb/0"]
    second = next(one for one in plan.targets(known, NOW) if one.key == "nba/1")
    assert "series_ticker=KXNBAGAME" in second.ask.where
    assert second.ask.where.endswith("&cursor=p2")
    told("nba/1", page(f"{INDNYK}-IND", f"{INDNYK}-NYK"))
    told("nba/0", None)
    assert keys() == ["nfl/0", "nba/0", "nba/1", "mlb/0"]
    assert plan.wanted(known, NOW) == {f"{SASDAL}-SAS", f"{INDNYK}-IND", f"{INDNYK}-NYK"}
    told("nba/1", page())
    assert keys() == ["nfl/0", "nba/0", "nba/1", "mlb/0", f"settled/{INDNYK}"]
    known.learn([game("kalshi", INDNYK, "nba", "final")])
    told("nba/0", b"<html>")
    assert keys() == ["nfl/0", "nba/0", "mlb/0"]


def test_kalshi_is_polled_alone_without_a_key_and_a_key_that_is_none_is_named(
    client: Any, set_clock: Any
) -> None:
    bare = wired(client, set_clock(NOW), {}, kalshi_key_id=None)
    assert type(kalshi.live(bare)).__name__ == "PolledFeed"
    broken = wired(
        client, set_clock(NOW), {}, kalshi_key_id=SecretStr("id"), kalshi_private_key=SecretStr(KEY)
    )
    with pytest.raises(ValueError, match=r"^LIVEBET_KALSHI_PRIVATE_KEY is no RSA key in PEM$"):
        kalshi.live(broken)


async def test_kalshis_socket_is_signed_for_and_tells_the_contracts_that_are_listed(
    server: Any, client: Any, set_clock: Any, reply: Any, heard: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    signed: list[tuple[str, str, str]] = []
    commands: list[dict[str, Any]] = []

    async def talk(socket: ServerConnection) -> None:
        headers = socket.request.headers
        signed.append(tuple(headers[f"KALSHI-ACCESS-{one}"] for one in ("KEY", "TIMESTAMP", "SIGNATURE")))
        commands.append(json.loads(await socket.recv()))
        await socket.send(TICK.decode())
        await socket.close(1012)

    server.answer = lambda asked: reply(
        page(f"{INDNYK}-IND", f"{INDNYK}-NYK") if "KXNBAGAME" in asked.path else page()
    )
    outlet = heard(enough=lambda outlet: outlet.bodies.count(TICK) == 2)
    outlet.interest.learn([game("kalshi", INDNYK, "nba")])
    async with socket_server(talk) as url:
        addresses = {"kalshi": server.url, "kalshi_socket": url}
        secrets = {"kalshi_key_id": SecretStr(KEY), "kalshi_private_key": SecretStr(pem)}
        feed = kalshi.live(wired(client, set_clock(NOW), addresses, **secrets), SOON)
        async with running(feed, outlet):
            await outlet.done.wait()
    milliseconds = str(int(NOW.timestamp() * 1000))
    assert [told[:2] for told in signed[:2]] == [(KEY, milliseconds)] * 2
    digest = hashes.SHA256()
    key.public_key().verify(
        base64.b64decode(signed[0][2]), f"{milliseconds}GET/trade-api/ws/v2".encode(),
        PSS(MGF1(digest), PSS.DIGEST_LENGTH), digest,
    )  # fmt: skip
    wanted = {"channels": ["ticker"], "market_tickers": [f"{INDNYK}-IND", f"{INDNYK}-NYK"]}
    assert commands[:2] == [{"id": 1, "cmd": "subscribe", "params": wanted}] * 2
    assert {one.session for one in outlet.payloads} == {""}
    assert KEY not in caplog.text
    assert pem.splitlines()[1] not in caplog.text


def snapshot(path: str) -> bytes:
    return json.dumps({"leagues": [], "events": [{"id": path.split("/leagues/")[1].split("/")[0]}]}).encode()


@pytest.mark.usefixtures("unhurried")
async def test_draftkings_is_subscribed_to_as_games_near_and_takes_snapshots_again_after_a_break(
    server: Any, client: Any, set_clock: Any, reply: Any, heard: Any
) -> None:
    server.answer = lambda asked: reply(snapshot(asked.path))
    outlet, commands = heard(), asyncio.Queue()
    outlet.interest.learn([
        game("draftkings", "77", "nba"),
        game("draftkings", "78", "nba", "scheduled", kickoff=NOW + timedelta(days=1)),
        game("draftkings", "79", "nba", "final"),
    ])  # fmt: skip
    over = asyncio.Event()

    async def talk(socket: ServerConnection) -> None:
        async for message in socket:
            told = json.loads(message)
            commands.put_nowait((told["id"], told["params"]["queryParams"]["query"].split("'")[1]))
            await socket.send(b'{"event":"update","frame":1}')
            if over.is_set():
                over.clear()
                return

    async with socket_server(talk) as url:
        addresses = {"draftkings": server.url, "draftkings_socket": url}
        feed = draftkings.live(wired(client, set_clock(NOW), addresses), SOON)
        async with running(feed, outlet):
            assert await commands.get() == ("1", "77")
            asked_before = len(server.asked)
            outlet.interest.learn([game("draftkings", "78", "nba")])
            over.set()
            assert await commands.get() == ("2", "78")
            assert [await commands.get(), await commands.get()] == [("1", "77"), ("2", "78")]
    again = [one.path for one in server.asked[asked_before:]]
    assert [path for path in again if "/leagues/42648/" in path] != []
    assert {one.session for one in outlet.payloads} == {""}
    assert b'{"event":"update","frame":1}' in outlet.bodies


def test_draftkings_leagues_are_worth_what_feeds_that_see_the_games_say(client: Any, set_clock: Any) -> None:
    plan = draftkings.DraftkingsPlan(wired(client, set_clock(NOW), {}))
    games = interest(game("draftkings", "77", "nba"), game("espn", "8", "nba", "final"))
    assert {one.key: one.worth for one in plan.targets(games, NOW)} == {
        "nfl": Worth.FAR, "nba": Worth.FAR, "mlb": Worth.FAR,
    }  # fmt: skip


@pytest.mark.usefixtures("unhurried")
async def test_a_socket_that_is_denied_leaves_the_polling_alone(
    server: Any, other_server: Any, client: Any, set_clock: Any, reply: Any, heard: Any
) -> None:
    server.answer = lambda asked: reply(snapshot(asked.path))
    denied = asyncio.Event()

    def deny(_asked: Any) -> Any:
        denied.set()
        return reply(b"", 403)

    other_server.answer = deny
    outlet, clock = heard(), set_clock(NOW)
    outlet.interest.learn([game("draftkings", "77", "nba")])
    addresses = {"draftkings": server.url, "draftkings_socket": other_server.url.replace("http", "ws")}
    async with running(draftkings.live(wired(client, clock, addresses), SOON), outlet) as task:
        await denied.wait()
        before = len(outlet.payloads)
        server.answer = lambda asked: reply(snapshot(asked.path) + b" ")
        outlet.enough = lambda outlet: len(outlet.payloads) > before
        clock.at = NOW + timedelta(minutes=5)
        await outlet.done.wait()
        assert not task.done()
