"""What live feeds ask for, and how they go on from what they heard, against local servers."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from livebet.domain.games import Score
from livebet.feeds.items import GameTold, ScoreTold
from livebet.feeds.live import espn, mlb_gumbo, nba_cdn, the_odds_api
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.http import Answer, Attempts
from livebet.feeds.live.interest import Interest, Worth
from livebet.feeds.live.mlb_gumbo import Cursor
from livebet.feeds.live.wiring import MissingCredentialError, Wiring
from livebet.settings import Settings

NOW = datetime(2026, 6, 12, 2, 0, tzinfo=UTC)
"""Ten in the evening of the 11th, Eastern."""
KEY = SecretStr("k3y-that-nobody-may-see")
QUICK = Attempts(number=2, first_wait=0.001, longest_wait=0.005, jitter=0.0)


def told(feed: str, native_id: str, sport: str, phase: str = "in_play") -> GameTold:
    return GameTold(
        feed=feed, native_id=native_id, observed_at=NOW, sport=sport, home="LAD", away="TEX", kickoff=NOW,
        phase=phase,
    )  # fmt: skip


def interest(*items: Any) -> Interest:
    known = Interest()
    known.learn(items)
    return known


@pytest.fixture
def wired(client: Any, set_clock: Any) -> Callable[..., Wiring]:
    def wired(clock: Any = None, **settings: Any) -> Wiring:
        ours = Settings(the_odds_api_key=KEY, **settings)
        return Wiring(settings=ours, client=client, clock=clock or set_clock(NOW), attempts=QUICK)

    return wired


def test_espn_is_asked_for_its_own_day_and_for_the_games_on_it(wired: Any) -> None:
    games = interest(told("espn", "7", "mlb"), told("espn", "8", "nba", "final"), told("nba_cdn", "9", "nba"))
    targets = {one.key: one for one in espn.EspnPlan(wired()).targets(games, NOW)}
    assert {key: one.worth for key, one in targets.items()} == {
        "scoreboard/nfl": Worth.FAR,
        "scoreboard/nba": Worth.FAR,
        "scoreboard/mlb": Worth.CLOSE,
        "summary/7": Worth.CLOSE,
        "summary/8": Worth.NOTHING,
    }
    site = "https://site.api.espn.com/apis/site/v2/sports/baseball/mlb"
    assert targets["scoreboard/mlb"].ask.where == f"{site}/scoreboard?dates=20260611&limit=300"
    assert targets["summary/7"].ask.where == f"{site}/summary?event=7"
    assert espn.day_of(NOW + timedelta(hours=6)).day == 11
    assert espn.day_of(NOW + timedelta(hours=8)).day == 12


def test_the_nba_is_asked_for_the_actions_of_games_that_are_on(wired: Any) -> None:
    games = interest(told("nba_cdn", "0022000001", "nba"), told("nba_cdn", "0022000002", "nba", "scheduled"))
    targets = {one.key: one for one in nba_cdn.NbaPlan(wired()).targets(games, NOW - timedelta(hours=2))}
    assert {key: one.worth for key, one in targets.items()} == {
        "games": Worth.CLOSE,
        "odds": Worth.CLOSE,
        "plays/0022000001": Worth.CLOSE,
        "plays/0022000002": Worth.FAR,
    }
    assert targets["plays/0022000001"].ask.where == (
        "https://cdn.nba.com/static/json/liveData/playbyplay/playbyplay_0022000001.json"
    )


def test_odds_are_worth_what_feeds_that_see_the_games_say(wired: Any) -> None:
    plan = the_odds_api.OddsPlan(wired(the_odds_api_regions="us,eu"))
    ours = told("the_odds_api", "abc", "nba", "scheduled")
    alone = {one.key: one.worth for one in plan.targets(interest(ours), NOW)}
    assert alone == {
        "games/nfl": Worth.FAR, "odds/nfl": Worth.NOTHING,
        "games/nba": Worth.FAR, "odds/nba": Worth.IN_PLAY,
        "games/mlb": Worth.FAR, "odds/mlb": Worth.NOTHING,
    }  # fmt: skip
    over = interest(ours, told("espn", "8", "nba", "final"))
    beside = {one.key: one for one in plan.targets(over, NOW)}
    assert beside["odds/nba"].worth is Worth.NOTHING
    assert (beside["odds/nba"].cost, beside["games/nba"].cost) == (6, 0)
    assert "apiKey" not in beside["odds/nba"].ask.where


def test_a_key_that_is_not_set_is_named(client: Any, set_clock: Any) -> None:
    wiring = Wiring(settings=Settings(the_odds_api_key=None), client=client, clock=set_clock(NOW))
    with pytest.raises(MissingCredentialError, match=r"^LIVEBET_THE_ODDS_API_KEY is not set$"):
        the_odds_api.live(wiring)


def whole(stamp: str, wait: float = 10) -> bytes:
    return json.dumps({"gamePk": 745, "metaData": {"timeStamp": stamp, "wait": wait}}).encode()


def test_a_ball_game_goes_on_from_its_own_timecode_and_is_whole_again_now_and_then() -> None:
    first = mlb_gumbo.after(Cursor(), whole("20260612_020000", 7), NOW)
    assert first == Cursor("20260612_020000", 7.0, NOW)
    patch = [{"diff": [{"op": "replace", "path": "/metaData/timeStamp", "value": "20260612_020011"}]}]
    later = NOW + timedelta(seconds=11)
    second = mlb_gumbo.after(first, json.dumps(patch).encode(), later)
    assert second == Cursor("20260612_020011", 7.0, NOW)
    assert mlb_gumbo.after(second, b"[]", later) == mlb_gumbo.after(second, None, later) == second
    assert mlb_gumbo.after(second, b"<html>", later) == Cursor()


def test_a_ball_games_patches_are_of_one_session(wired: Any) -> None:
    plan, games = mlb_gumbo.GumboPlan(wired()), interest(told("mlb_gumbo", "745", "mlb"))
    asked = []
    for seconds in (0, 10, 20, 301):
        now = NOW + timedelta(seconds=seconds)
        schedule, game = plan.targets(games, now)
        asked.append(game.ask.where.removeprefix("https://statsapi.mlb.com/api/v1.1/game/745/feed/live"))
        body = whole("20260612_020000") if not asked[-1] else b"[]"
        plan.heard(game, Answer(status=200, body=body, headers={}, received_at=now))
        assert (game.session, schedule.session) == ("745", "")
    since = "/diffPatch?startTimecode=20260612_020000"
    assert asked == ["", since, since, ""]
    assert schedule.ask.where.endswith("/v1/schedule?sportId=1&date=2026-06-11")


async def read_until(feed: Any, outlet: Any) -> None:
    """Run a feed until its outlet has heard enough."""
    task = asyncio.create_task(feed.run(outlet))
    async with asyncio.timeout(10):
        await asyncio.wait({task, asyncio.create_task(outlet.done.wait())}, return_when="FIRST_COMPLETED")
    if task.done():
        task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_credits_are_spent_down_to_the_last_but_one_and_no_further(
    server: Any, wired: Any, reply: Any, heard: Any
) -> None:
    left = 10

    def answer(asked: Any) -> Any:
        nonlocal left
        left -= 3 if "/odds" in asked.path else 0
        return reply(json.dumps([left]).encode(), headers={
            "x-requests-remaining": str(left), "x-requests-used": "0", "x-requests-last": "3",
        })  # fmt: skip

    server.answer = answer
    address = {"the_odds_api": server.url}
    feed = the_odds_api.live(wired(feed_addresses=address, monthly_credits={"the_odds_api": 10}))
    outlet = heard(
        interest=interest(*(told("espn", sport, sport) for sport in ("nfl", "nba", "mlb"))),
        enough=lambda outlet: len(outlet.left) == 6,
    )
    await read_until(feed, outlet)
    odds = [asked.path for asked in server.asked if "/odds" in asked.path]
    assert len(odds) == 3
    assert left == min(outlet.left) == 1


async def test_a_game_that_is_not_there_does_not_stop_the_others(
    server: Any, wired: Any, reply: Any, heard: Any
) -> None:
    def answer(asked: Any) -> Any:
        if "event=404" in asked.path:
            return reply(b'{"code":404}', 404)
        return reply(f'{{"{asked.path[-12:]}": 1}}'.encode())

    server.answer = answer
    games = interest(told("espn", "404", "nfl"), told("espn", "405", "nfl"))
    outlet = heard(interest=games, enough=lambda outlet: len(outlet.payloads) == 5)
    await read_until(espn.live(wired(feed_addresses={"espn": server.url})), outlet)
    by_target = {one.target.partition("/sports/")[2]: one for one in outlet.payloads}
    missing = by_target["football/nfl/summary?event=404"]
    assert (missing.body, missing.of_fault) == (b'{"code":404}', True)
    assert not by_target["football/nfl/summary?event=405"].of_fault


async def test_a_server_that_is_down_ends_the_run_and_the_next_one_goes_on(
    server: Any, wired: Any, reply: Any, heard: Any
) -> None:
    server.answer = lambda _asked: reply(b"<html>", 503)
    feed = nba_cdn.live(wired(feed_addresses={"nba_cdn": server.url}))
    outlet = heard()
    with pytest.raises(FeedError) as fault:
        await feed.run(outlet)
    assert fault.value.kind is FaultKind.FAILING
    assert {one.of_fault for one in outlet.payloads} == {True}


async def test_what_a_cancelled_reader_could_not_hand_over_is_read_anew(
    server: Any, wired: Any, reply: Any, heard: Any
) -> None:
    server.answer = lambda _asked: reply(b'{"games": []}', headers={"ETag": '"1"'})
    feed = nba_cdn.live(wired(feed_addresses={"nba_cdn": server.url}))
    stuck = asyncio.Event()

    class Full(heard):  # type: ignore[misc]
        async def hand(self, payload: Any) -> None:
            stuck.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(feed.run(Full()))
    await stuck.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    server.asked.clear()
    again = nba_cdn.live(wired(feed_addresses={"nba_cdn": server.url}))
    again._poller = feed._poller
    outlet = heard(enough=lambda outlet: len(outlet.payloads) == 2)
    await read_until(again, outlet)
    assert [asked.headers.get("if-none-match") for asked in server.asked[:2]] == [None, None]


def test_a_blowout_is_asked_about_less(wired: Any) -> None:
    score = ScoreTold(
        feed="espn", native_id="7", observed_at=NOW, score=Score(38, 3), phase="in_play", period=4,
        clock_seconds=120,
    )  # fmt: skip
    targets = espn.EspnPlan(wired()).targets(interest(told("espn", "7", "nfl"), score), NOW)
    assert next(one.worth for one in targets if one.key == "summary/7") is Worth.IN_PLAY
