"""The champion, as training told the database of it."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
import pytest
from redis import Redis

from livebet.domain.games import Sport
from livebet.services.guard_board import Alarm, GuardBoard
from livebet.services.weight_board import WeightBoard, Weights
from livebet.storage.queries import ChampionRow, remember_champion

pytestmark = pytest.mark.servers

CHAMPION = "/live/models/champion"


async def _remember(database_url: str, version: str, card: dict[str, Any] | None = None) -> None:
    row = ChampionRow(
        name="nfl_win_probability",
        alias="champion",
        version=version,
        features=("seconds_left", "score_differential"),
        updated=datetime(2019, 10, 27, 12, int(version), tzinfo=UTC),
        card=card or {},
    )
    async with asyncpg.create_pool(database_url, min_size=1, max_size=1) as pool:
        await remember_champion(pool, row)


async def test_the_champion_is_told_with_its_features_in_order_and_a_new_one_takes_its_place(
    gateway: Any, database_url: str
) -> None:
    async with gateway.client() as client:
        await _remember(database_url, "3")
        before = (await client.get(CHAMPION)).json()["version"]
        await _remember(database_url, "4")
        answer = await client.get(CHAMPION)
    assert (answer.status_code, before) == (200, "3")
    assert answer.json() == {
        "name": "nfl_win_probability",
        "alias": "champion",
        "version": "4",
        "features": ["seconds_left", "score_differential"],
        "updated": "2019-10-27T12:04:00Z",
        "card": NOTHING_TOLD,
        "weights_now": None,
        "guard": [],
        "roll_back": 'livebet rollback --sport nfl --reason "…"',
    }


NOTHING_TOLD = {
    "learnt_from": None,
    "kind": None,
    "seasons_learnt": [],
    "games_learnt": None,
    "seasons_judged": [],
    "games_judged": None,
    "metrics": {},
    "weights": {},
    "calls": {"game": {}, "plays": {}, "frozen_on": []},
    "market": None,
    "momentum": None,
}

CARD = {
    "sport": "nfl",
    "learnt_from": "simulated seasons",
    "kind": "ensemble",
    "features": ["seconds_left", "score_differential"],
    "seasons_learnt": [2014, 2015],
    "games_learnt": 512,
    "seasons_judged": [2016],
    "games_judged": 256,
    "metrics": {"log_loss": 0.4421, "next score": None},
    "ensemble": {"blend": {"members": ["diffusion", "base", "momentum"], "weights": [0.45, 0.4, 0.15]}},
    "calls": {"game": {"0.85": 0.915}, "plays": {"0.85": 0.685}, "frozen_on": [2014, 2015]},
    "market": {"shares": {"1": 0.0, "4": 0.16}, "learnt_on": "200 games with prices"},
    "momentum": {"worth": 0.0001, "low": -0.0002, "high": 0.0004, "says": "none"},
}


async def test_the_champions_card_is_told_from_what_it_learnt_to_what_momentum_is_worth(
    gateway: Any, database_url: str
) -> None:
    await _remember(database_url, "3", CARD)
    async with gateway.client() as client:
        card = (await client.get(CHAMPION)).json()["card"]
    same = {name: value for name, value in CARD.items() if name not in {"sport", "features", "ensemble"}}
    assert card == same | {"weights": {"diffusion": 0.45, "base": 0.4, "momentum": 0.15}}


async def test_weights_are_told_as_the_model_service_last_told_them_of_the_version_that_serves(
    gateway: Any, database_url: str, redis_url: str
) -> None:
    await _remember(database_url, "3", CARD)
    moved = {"diffusion": 0.5, "base": 0.38, "momentum": 0.12}
    with Redis.from_url(redis_url) as redis:
        board = WeightBoard(redis)
        board.tell({Sport.NFL: Weights("2", moved)})
        async with gateway.client() as client:
            of_another = (await client.get(CHAMPION)).json()["weights_now"]
            board.tell({Sport.NFL: Weights("3", moved), Sport.NBA: Weights("3", {"base": 1.0})})
            now = (await client.get(CHAMPION)).json()["weights_now"]
    assert (of_another, now) == (None, moved)


async def test_the_phases_in_alarm_are_told_with_their_evidence(
    gateway: Any, database_url: str, redis_url: str
) -> None:
    await _remember(database_url, "3")
    alarm = Alarm(
        first_period=4, phase="quarter 4", model_version="3", evidence=240.0, games=61,
        direction="home too high", since="2019-10-27T20:31:07Z",
    )  # fmt: skip
    with Redis.from_url(redis_url) as redis:
        GuardBoard(redis).sound(Sport.NFL, alarm)
    async with gateway.client() as client:
        football = (await client.get(CHAMPION)).json()
    assert football["guard"] == [
        {
            "phase": "quarter 4",
            "first_period": 4,
            "last_period": 4,
            "since": "2019-10-27T20:31:07Z",
            "games": 61,
            "evidence": 240.0,
            "direction": "home too high",
        }
    ]


async def test_before_the_first_champion_there_is_a_problem_that_says_so(gateway: Any) -> None:
    async with gateway.client() as client:
        answer = await client.get(CHAMPION)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "there is no champion of nfl_win_probability yet",
        "instance": CHAMPION,
    }


async def test_who_has_no_token_is_not_told_of_the_champion(gateway: Any, database_url: str) -> None:
    await _remember(database_url, "3")
    async with httpx.AsyncClient(base_url=gateway.url, verify=False) as client:
        answer = await client.get(CHAMPION)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "version" not in answer.json()
