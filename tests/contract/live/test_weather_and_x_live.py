"""The weather's pollers and X's stream, against local servers that answer as the services do."""

import asyncio
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from livebet.domain.games import Sport
from livebet.feeds.items import GameTold
from livebet.feeds.live import weather, x_twitter
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.http import Answer, Attempts
from livebet.feeds.live.interest import Interest, Worth
from livebet.feeds.live.wiring import MissingCredentialError, Wiring
from livebet.feeds.x_twitter.rules import LETTERS_AT_MOST, RULES_AT_MOST, rules
from livebet.settings import Settings

NOW = datetime(2031, 1, 11, 18, 0, tzinfo=UTC)
KEY = "k3y-that-nobody-may-see"
QUICK = Attempts(number=2, first_wait=0.001, longest_wait=0.005, jitter=0.0)
NE = "42.0909,-71.2643"
OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


def told(home: str, sport: str = "nfl", phase: str = "in_play", **changes: Any) -> GameTold:
    return GameTold(
        **{
            "feed": "espn", "native_id": home, "observed_at": NOW, "sport": sport, "home": home,
            "away": "DEN", "kickoff": NOW, "phase": phase, **changes,
        }
    )  # fmt: skip


def interest(*items: Any) -> Interest:
    known = Interest()
    known.learn(items)
    return known


@pytest.fixture
def wired(client: Any, set_clock: Any) -> Callable[..., Wiring]:
    def wired(**settings: Any) -> Wiring:
        ours = Settings(**settings)
        return Wiring(settings=ours, client=client, clock=set_clock(NOW), attempts=QUICK)

    return wired


async def run_until(feed: Any, outlet: Any) -> None:
    """Run a feed until its outlet has heard enough, or it fails."""
    task = asyncio.create_task(feed.run(outlet))
    waiting = asyncio.create_task(outlet.done.wait())
    async with asyncio.timeout(10):
        await asyncio.wait({task, waiting}, return_when="FIRST_COMPLETED")
    waiting.cancel()
    if task.done():
        task.result()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_only_outdoor_parks_of_games_that_are_on_or_near_are_asked_about(wired: Any) -> None:
    games = interest(
        told("New England Patriots"),
        told("DET"),
        told("GB", phase="final"),
        told("KC", kickoff=NOW + timedelta(days=2), phase="scheduled"),
        told("JAX", venue="Wembley Stadium"),
        told("Nobody"),
        told("BOS", sport="nba"),
        told("PIT", phase="scheduled", kickoff=NOW + timedelta(minutes=30), venue="Acrisure Stadium"),
    )
    found = {one.key: one.worth for one in weather.WeatherPlan(wired()).targets(games, NOW)}
    assert found == {
        f"open_meteo/{NE}": Worth.CLOSE,
        f"points/{NE}": Worth.CLOSE,
        "open_meteo/40.4468,-80.0158": Worth.SOON,
        "points/40.4468,-80.0158": Worth.SOON,
    }


def test_in_play_what_is_measured_is_asked_for_and_before_it_forecasts(wired: Any) -> None:
    plan = weather.WeatherPlan(wired(openweathermap_key=SecretStr(KEY)))
    on = {one.key.partition("/")[0]: one.ask for one in plan.targets(interest(told("NE")), NOW)}
    assert list(on) == ["open_meteo", "points", "openweathermap"]
    assert "hourly" not in on["open_meteo"].params
    assert on["openweathermap"].where == (
        "https://api.openweathermap.org/data/2.5/weather?lat=42.0909&lon=-71.2643&units=metric"
    )
    soon = interest(told("NE", phase="scheduled", kickoff=NOW + timedelta(minutes=50)))
    before = {one.key.partition("/")[0]: one.ask for one in plan.targets(soon, NOW)}
    assert "temperature_2m" in before["open_meteo"].params["hourly"]


def test_the_weather_service_is_followed_from_point_to_grid_and_station(wired: Any) -> None:
    plan, games = weather.WeatherPlan(wired()), interest(told("NE"))

    def hear(what: str, body: object) -> None:
        target = next(one for one in plan.targets(games, NOW) if one.key == f"{what}/{NE}")
        raw = json.dumps(body).encode()
        plan.heard(target, Answer(status=200, body=raw, headers={}, received_at=NOW))

    api = "https://api.weather.gov"
    hear("points", {"properties": {"observationStations": "https://else.where/stations"}})
    assert [one.key for one in plan.targets(games, NOW)] == [f"open_meteo/{NE}"]
    plan = weather.WeatherPlan(wired())
    links = {"observationStations": f"{api}/g/BOX/6,8/stations", "forecastGridData": f"{api}/g/BOX/6,8"}
    hear("points", {"properties": links})
    hear("stations", {"observationStations": [f"{api}/stations/KOWD", f"{api}/stations/KBOS"]})
    asked = {one.key.partition("/")[0]: one.ask.url for one in plan.targets(games, NOW)}
    assert asked["latest"] == f"{api}/stations/KOWD/observations/latest"
    assert "grid" not in asked
    soon = interest(told("NE", phase="scheduled", kickoff=NOW + timedelta(hours=9)))
    later = {one.key.partition("/")[0]: one.ask.url for one in plan.targets(soon, NOW)}
    assert later["grid"] == f"{api}/g/BOX/6,8"
    assert "latest" not in later


async def test_a_service_that_denies_leaves_the_others_and_its_key_is_in_no_log(
    server: Any, wired: Any, reply: Any, heard: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    def answer(asked: Any) -> Any:
        if asked.path.startswith("/data/2.5/weather"):
            return reply(b'{"cod":401, "message": "Invalid API key."}', 401)
        if asked.path.startswith("/points"):
            return reply(b'{"type":"https://api.weather.gov/problems/Unexpected","status":500}', 500)
        return reply(b'{"latitude":42.09,"longitude":-71.26,"current":{}}')

    server.answer = answer
    ours = {"feed_addresses": {"weather": server.url}, "openweathermap_key": SecretStr(KEY)}
    outlet = heard(interest=interest(told("NE")), enough=lambda outlet: len(outlet.payloads) == 3)
    await run_until(weather.live(wired(**ours)), outlet)
    assert sorted(one.of_fault for one in outlet.payloads) == [False, True, True]
    assert any(f"appid={KEY}" in asked.path for asked in server.asked)
    assert KEY not in caplog.text + repr(outlet.payloads)
    assert {asked.headers["user-agent"] for asked in server.asked} == {"livebet/0.1 (sports data reader)"}


async def test_when_open_meteo_has_enough_all_wait(server: Any, wired: Any, reply: Any, heard: Any) -> None:
    server.answer = lambda _asked: reply(b'{"error":true,"reason":"limit"}', 429, {"Retry-After": "60"})
    outlet = heard(interest=interest(told("NE")))
    with pytest.raises(FeedError) as fault:
        await run_until(weather.live(wired(feed_addresses={"weather": server.url})), outlet)
    assert (fault.value.kind, fault.value.wait_seconds) == (FaultKind.BUSY, 60.0)


def test_rules_name_the_reporters_of_a_sport_and_the_teams_of_a_game() -> None:
    found = rules([(Sport.NFL, "KC", "DEN"), (Sport.NFL, "NYG", "ARI"), (Sport.NFL, "KC", "DEN")])
    assert [rule.tag for rule in found] == ["nfl/accounts", "nfl/DEN@KC", "nfl/ARI@NYG"]
    assert found[0].value.startswith("(from:AdamSchefter OR from:RapSheet")
    assert found[1].value.startswith('(Chiefs OR Broncos) ("ruled out" OR questionable')
    assert found[2].value.startswith('("New York Giants" OR "Arizona Cardinals")')
    many = rules((sport, home, away) for sport in Sport for home in ("ATL", "DET") for away in ("CLE", "MIA"))
    assert len(many) <= RULES_AT_MOST
    assert all(len(rule.value) <= LETTERS_AT_MOST for rule in many)


class X:
    """A server that keeps rules and streams lines to whoever has some."""

    def __init__(self, reply: Any, *lines: bytes, standing: tuple[dict[str, str], ...] = ()) -> None:
        self.reply = reply
        self.lines = lines
        self.rules = list(standing)
        self.changes: list[dict[str, Any]] = []
        self.tokens: set[str] = set()
        self.hold = asyncio.Event()

    async def talk(self, asked: Any, writer: asyncio.StreamWriter) -> None:
        self.tokens.add(asked.headers.get("authorization", ""))
        if not asked.path.startswith("/2/tweets/search/stream/rules"):
            writer.write(OPEN)
            for line in self.lines:
                writer.write(b"%x\r\n%s\r\n" % (len(line), line))
            await writer.drain()
            await self.hold.wait()
            return
        if asked.method == "POST":
            self._change(json.loads(asked.body))
        writer.write(
            self.reply(json.dumps({"data": self.rules}).encode(), 200, {"Connection": "close"}).wire()
        )
        await writer.drain()

    def _change(self, change: dict[str, Any]) -> None:
        self.changes.append(change)
        gone = change.get("delete", {}).get("ids", [])
        self.rules = [rule for rule in self.rules if rule["id"] not in gone]
        self.rules += [{"id": f"n{number}", **rule} for number, rule in enumerate(change.get("add", []))]


POST = b'{"data":{"id":"1868700000000000000","text":"Chiefs say Rex Moody is out"}}\r\n'
CUT = b'{"errors":[{"title":"operational-disconnect","disconnect_type":"UpstreamOperationalDisconnect"}]}\r\n'


def x_settings(server: Any) -> dict[str, Any]:
    return {"feed_addresses": {"x_twitter": server.url}, "x_bearer_token": SecretStr(KEY)}


async def test_rules_are_set_before_the_stream_is_opened_and_other_peoples_stay(
    server: Any, wired: Any, reply: Any, heard: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mine, other = (
        {"id": "1", "value": "Bears", "tag": "nfl/old"},
        {"id": "2", "value": "cats", "tag": "pets"},
    )
    x = X(reply, b"\r\n", POST, standing=(mine, other))
    server.talk = x.talk
    games = interest(told("KC"))
    outlet = heard(interest=games, enough=lambda outlet: bool(outlet.payloads))
    await run_until(x_twitter.live(wired(**x_settings(server))), outlet)
    assert x.changes[0] == {"delete": {"ids": ["1"]}}
    wanted = [rule._asdict() for rule in rules([(Sport.NFL, "KC", "DEN")])]
    assert x.changes[1] == {"add": wanted}
    assert other in x.rules
    assert outlet.bodies == [POST.strip()]
    assert x.tokens == {f"Bearer {KEY}"}
    stream = server.asked[-1].path
    assert stream.startswith("/2/tweets/search/stream?tweet.fields=created_at%2Cauthor_id")
    assert KEY not in caplog.text + repr(outlet.payloads)


async def test_a_disconnect_in_band_ends_the_connection_though_it_stays_open(
    server: Any, wired: Any, reply: Any, heard: Any
) -> None:
    server.talk = X(reply, POST, CUT).talk
    outlet = heard(interest=interest(told("KC")))
    with pytest.raises(FeedError, match=r"^cut off: the feed ended the connection: UpstreamOperational"):
        await run_until(x_twitter.live(wired(**x_settings(server))), outlet)
    assert outlet.bodies == [POST.strip(), CUT.strip()]


async def test_silence_is_death_and_keep_alives_are_life(
    server: Any, wired: Any, reply: Any, heard: Any
) -> None:
    server.talk = X(reply, b"\r\n").talk
    outlet = heard(interest=interest(told("KC")))
    with pytest.raises(FeedError) as fault:
        await run_until(x_twitter.live(wired(**x_settings(server)), silence_seconds=0.1), outlet)
    assert fault.value.kind is FaultKind.SILENT
    assert outlet.alive_times == 2


@pytest.mark.parametrize(
    ("status", "kind", "wait"),
    [(401, FaultKind.DENIED, 0.0), (429, FaultKind.BUSY, 90.0), (503, FaultKind.FAILING, 0.0)],
)
async def test_what_x_refuses_ends_the_run(
    server: Any, wired: Any, reply: Any, heard: Any, status: int, kind: FaultKind, wait: float
) -> None:
    reset = {"x-rate-limit-reset": str(int(NOW.timestamp()) + 90)} if status == 429 else {}
    server.answer = lambda _asked: reply(b'{"title":"no"}', status, reset)
    with pytest.raises(FeedError) as fault:
        await run_until(x_twitter.live(wired(**x_settings(server))), heard(interest=interest(told("KC"))))
    assert (fault.value.kind, fault.value.wait_seconds) == (kind, wait)


async def test_without_games_nothing_is_asked(server: Any, wired: Any, heard: Any) -> None:
    outlet = heard(interest=interest(told("KC", phase="final")), enough=lambda outlet: outlet.alive_times > 0)
    await run_until(x_twitter.live(wired(**x_settings(server))), outlet)
    assert server.asked == []


def test_a_token_that_is_not_set_is_named(wired: Any) -> None:
    with pytest.raises(MissingCredentialError, match=r"^LIVEBET_X_BEARER_TOKEN is not set$"):
        x_twitter.live(wired(x_bearer_token=None))
