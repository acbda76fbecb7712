"""Polymarket as it happens, against a local server that answers as its API does."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from livebet.feeds import polymarket as polymarket_feed
from livebet.feeds.live import polymarket
from livebet.feeds.live.http import Answer, Attempts
from livebet.feeds.live.interest import Interest, Worth
from livebet.feeds.live.wiring import Wiring
from livebet.settings import Settings

NOW = datetime(2031, 10, 18, 0, 41, tzinfo=UTC)
GAME = "nba-dal-phx-2031-10-17"
SPORTS = json.dumps([{"sport": "nba", "series": "10345"}, {"sport": "epl", "series": "2"}]).encode()
EVENT = json.dumps([{"slug": GAME, "title": "Mavericks vs. Suns", "markets": [], "live": True}]).encode()


def wired(client: Any, clock: Any, **addresses: str) -> Wiring:
    once = Attempts(number=1, first_wait=0.001, longest_wait=0.005, jitter=0.0)
    return Wiring(settings=Settings(feed_addresses=addresses), client=client, clock=clock, attempts=once)


def test_a_league_is_asked_for_once_its_series_is_known_and_a_game_until_it_is_over(
    client: Any, set_clock: Any
) -> None:
    plan, known = polymarket.PolymarketPlan(wired(client, set_clock(NOW))), Interest()

    def worths(now: datetime = NOW) -> dict[str, Worth]:
        return {one.key: one.worth for one in plan.targets(known, now)}

    def told(body: bytes | None) -> None:
        plan.heard(plan.targets(known, NOW)[0], Answer(status=200, body=body, headers={}, received_at=NOW))

    assert worths() == {"sports": Worth.FAR}
    told(SPORTS)
    told(None)
    told(b"<html>")
    assert worths() == {"sports": Worth.FAR, "games/nba": Worth.FAR}
    known.learn(polymarket_feed.FEED.parse(EVENT))
    assert worths() == {"sports": Worth.FAR, "games/nba": Worth.CLOSE, f"game/{GAME}": Worth.CLOSE}
    known.learn(polymarket_feed.FEED.parse(EVENT.replace(b'"live"', b'"ended"')))
    assert worths(NOW + timedelta(hours=1))[f"game/{GAME}"] is Worth.NOTHING


async def test_sports_then_a_leagues_games_then_each_game_are_read(
    server: Any, client: Any, set_clock: Any, reply: Any, heard: Any
) -> None:
    server.answer = lambda asked: reply(SPORTS if asked.path == "/sports" else EVENT)
    outlet = heard(enough=lambda outlet: len(outlet.payloads) == 2)
    async with asyncio.TaskGroup() as tasks:
        reading = tasks.create_task(
            polymarket.live(wired(client, set_clock(NOW), polymarket=server.url)).run(outlet)
        )
        async with asyncio.timeout(10):
            await outlet.done.wait()
        reading.cancel()
    assert [asked.path.partition("&")[0] for asked in server.asked[:2]] == [
        "/sports",
        "/events?series_id=10345",
    ]
    assert outlet.bodies == [SPORTS, EVENT]
