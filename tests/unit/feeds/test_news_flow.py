"""News and weather from bytes to messages: ESPN's injured and X's posts go one way, weather beside them."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from livebet.domain.games import Side
from livebet.domain.messages import NewsSeen, Refused, WeatherSeen
from livebet.feeds.items import GameTold, Item, NewsTold
from livebet.feeds.pipeline import LiveDataPipeline, ProcessedData, UnifiedGameState
from livebet.feeds.registry import FEEDS

KICKOFF = datetime(2031, 1, 11, 18, 0, tzinfo=UTC)
GAME = GameTold(
    feed="espn", native_id="e1", observed_at=KICKOFF - timedelta(hours=2), sport="nfl", home="KC",
    away="DEN", kickoff=KICKOFF, phase="scheduled",
)  # fmt: skip
INJURED = NewsTold(
    feed="espn", native_id="e1", observed_at=KICKOFF - timedelta(days=20), sport="nfl",
    team="Kansas City Chiefs", player="Marcus Vale", status="questionable", text="hamstring",
    confidence=0.95, news_id="7",
)  # fmt: skip


def post(text: str, minutes: int, handle: str = "AdamSchefter") -> list[Item]:
    line = {
        "data": {
            "id": f"90000000000000{minutes + 5000}", "author_id": "1", "text": text,
            "created_at": (KICKOFF + timedelta(minutes=minutes)).isoformat(),
        },
        "includes": {"users": [{"id": "1", "username": handle}]},
    }  # fmt: skip
    return list(FEEDS["x_twitter"].parse(json.dumps(line).encode()))


async def told(pipeline: LiveDataPipeline, *items: Item) -> UnifiedGameState:
    streams = tuple(item for item in items if not isinstance(item, Refused))
    return await pipeline.merge_data_streams([ProcessedData(streams=(streams,))])


def news(state: UnifiedGameState) -> list[tuple[Any, ...]]:
    return [
        (one.feed, one.side, one.player, one.status, one.confidence)
        for one in state.messages
        if isinstance(one, NewsSeen)
    ]


async def test_an_injury_report_and_a_post_about_the_same_player_come_out_alike() -> None:
    pipeline = LiveDataPipeline()
    before = await told(pipeline, GAME, INJURED)
    assert news(before) == [("espn", Side.HOME, "Marcus Vale", "questionable", 0.95)]
    after = await told(pipeline, *post("Chiefs WR Marcus Vale has been ruled out vs. the Broncos", -60))
    assert news(after) == [("x_twitter", Side.HOME, "Marcus Vale", "out", 0.8)]
    assert news(await told(pipeline, *post("Marcus Vale Jr. is OUT tonight", -50, "sbdy"))) == [
        ("x_twitter", Side.HOME, "Marcus Vale", "out", 0.2)
    ]


async def test_a_post_about_nobody_known_is_refused_by_name() -> None:
    pipeline = LiveDataPipeline()
    state = await told(pipeline, GAME, INJURED, *post("Chiefs say Rex Moody is out", -60))
    assert [one.reason for one in state.refused] == ["identity: unknown nfl player 'Rex Moody' of KC"]


async def test_news_after_the_end_are_not_of_that_game() -> None:
    pipeline = LiveDataPipeline()
    await told(pipeline, GAME, INJURED)
    final = replace(GAME, phase="final", observed_at=KICKOFF + timedelta(hours=3))
    state = await told(pipeline, final, *post("Marcus Vale is out for the season", 200))
    assert news(state) == []
    assert pipeline.merger.left_out["NewsTold after the end"] == 1


async def test_a_measurement_at_the_park_becomes_the_weather_of_the_game() -> None:
    answer = {
        "latitude": 39.05, "longitude": -94.48, "utc_offset_seconds": 0,
        "current_units": {"temperature_2m": "°C", "wind_speed_10m": "km/h"},
        "current": {"time": "2031-01-11T18:15", "temperature_2m": -4.5, "wind_speed_10m": 22.0},
    }  # fmt: skip
    items = FEEDS["weather"].parse(json.dumps(answer).encode())
    state = await told(LiveDataPipeline(), GAME, *items)
    (seen,) = [one for one in state.messages if isinstance(one, WeatherSeen)]
    assert (seen.temperature, seen.wind, seen.observed_at) == (-4.5, 22.0, KICKOFF + timedelta(minutes=15))
