"""How often forecasts of finished games were right, as the database tells it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from gateway.accuracy import NO_PROFIT
from livebet.domain.messages import Shadow
from livebet.storage.writer import Writer

pytestmark = pytest.mark.servers


async def store(database_url: str, *messages: Any) -> None:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=1) as pool:
        await Writer(pool).write(messages)


async def ask(gateway: Any, path: str) -> Any:
    async with gateway.client() as client:
        answer = await client.get(path)
    assert answer.status_code == 200
    return answer.json()


def told(tale: Any, home: float, period: int, update: dict[str, Any] | None = None, **more: Any) -> Any:
    return tale.predicted(home, update, features={"period": float(period)}, **more)


async def test_accuracy_and_coverage_are_told_by_phase_with_every_promise(
    gateway: Any, story: Callable[..., Any], database_url: str
) -> None:
    won, lost = story("2019102700"), story("2019102701")
    await store(
        database_url,
        told(won, 0.4, 1), told(won, 0.8, 4, called=0.85), told(won, 0.9, 4, {"game_call": 0.9}, called=0.9),
        won.predicted(1.0, features={}), won.state(20, 17, "00:00", phase="final"),
        told(lost, 0.7, 4, {"game_call": 0.85}, called=0.85), lost.state(3, 17, "00:00", phase="final"),
    )  # fmt: skip
    answer = await ask(gateway, "/live/accuracy?sport=nfl")
    assert (answer["sport"], answer["games"], answer["model_versions"]) == ("nfl", 2, ["3"])
    assert answer["note"] == NO_PROFIT
    assert [phase["phase"] for phase in answer["phases"]] == ["quarter 1", "quarter 4", "whole game"]
    assert answer["phases"][1] == {
        "phase": "quarter 4",
        "games": 2,
        "forecasts": 3,
        "accuracy": {"value": 0.6667, "low": None, "high": None},
        "expected": 0.8,
        "called": [
            {
                "promised": 0.85,
                "coverage": 1.0,
                "called": 3,
                "accuracy": {"value": 0.6667, "low": None, "high": None},
            },
            {
                "promised": 0.9,
                "coverage": 0.3333,
                "called": 1,
                "accuracy": {"value": 1.0, "low": None, "high": None},
            },
        ],
    }
    assert answer["phases"][2]["accuracy"]["value"] == 0.5
    assert answer["game_calls"] == [
        {
            "promised": 0.85,
            "coverage": 1.0,
            "called": 2,
            "accuracy": {"value": 0.5, "low": 0.0945, "high": 0.9055},
        },
        {
            "promised": 0.9,
            "coverage": 0.5,
            "called": 1,
            "accuracy": {"value": 1.0, "low": 0.2065, "high": 1.0},
        },
    ]


async def test_only_standing_forecasts_of_finished_games_of_the_sport_count_and_each_state_once(
    gateway: Any, story: Callable[..., Any], database_url: str
) -> None:
    over, playing = story("2019102700"), story("2019102701")
    first = told(over, 0.8, 1, revision=5)
    again = told(over, 0.2, 1, revision=5)
    false = told(over, 0.1, 1, revision=6)
    await store(
        database_url, first, again, false, over.retracted(false), told(playing, 0.1, 1),
        over.state(20, 17, "00:00", phase="final"), playing.state(),
    )  # fmt: skip
    (quarter, whole) = (await ask(gateway, "/live/accuracy?sport=nfl"))["phases"]
    assert (quarter["forecasts"], quarter["accuracy"]["value"]) == (1, 1.0)
    assert whole["forecasts"] == 1
    empty = await ask(gateway, "/live/accuracy?sport=nba")
    assert (empty["games"], empty["phases"], empty["game_calls"]) == (0, [], [])


async def test_ten_games_have_an_interval_that_draws_whole_games(
    gateway: Any, story: Callable[..., Any], database_url: str
) -> None:
    tales = [story(f"20191027{number:02d}") for number in range(10)]
    said = [told(tale, 0.9, 4) for tale in tales for _ in range(4)]
    finals = [
        tale.state(20 if number < 8 else 3, 17, "00:00", phase="final") for number, tale in enumerate(tales)
    ]
    await store(database_url, *said, *finals)
    accuracy = (await ask(gateway, "/live/accuracy?sport=nfl"))["phases"][0]["accuracy"]
    assert accuracy["value"] == 0.8
    assert (accuracy["low"], accuracy["high"]) == (0.5, 1.0)


async def test_challengers_are_told_beside_the_champion_and_judged_on_final_games_only(
    gateway: Any, story: Callable[..., Any], database_url: str
) -> None:
    over, playing = story("2019102700"), story("2019102701")
    bold, shy = shadow("7", 0.9), shadow("8", 0.6)
    await store(
        database_url, told(over, 0.8, 1, shadows=(bold, shy)), told(playing, 0.5, 1, shadows=(bold,)),
        over.state(20, 17, "00:00", phase="final"), playing.state(),
    )  # fmt: skip
    seventh, eighth = await ask(gateway, "/live/models/shadows?sport=nfl")
    assert seventh == {
        "model_version": "7",
        "beside": ["3"],
        "games": 2,
        "forecasts": 2,
        "mean_absolute_difference": 0.25,
        "final_games": 1,
        "log_loss_difference": {"value": -0.1178, "low": None, "high": None},
    }
    assert (eighth["games"], eighth["log_loss_difference"]["value"]) == (1, 0.2877)
    assert await ask(gateway, "/live/models/shadows?sport=mlb") == []


async def test_a_challenger_of_another_day_is_not_of_today(
    gateway: Any, story: Callable[..., Any], database_url: str
) -> None:
    before, today = story("2019102700"), story("2019110300")
    later = told(today, 0.8, 1, shadows=(shadow("8", 0.9),))
    await store(
        database_url, told(before, 0.8, 1, shadows=(shadow("7", 0.9),)), before.state(),
        replace(later, observed_at=later.observed_at + timedelta(days=7)), today.state(),
    )  # fmt: skip
    assert [one["model_version"] for one in await ask(gateway, "/live/models/shadows?sport=nfl")] == ["8"]


def shadow(version: str, home: float) -> Shadow:
    return Shadow(model_version=version, home_win_probability=home)
