"""The champion, as training told the database of it."""

from datetime import UTC, datetime
from typing import Any

import asyncpg
import httpx
import pytest

from livebet.storage.queries import ChampionRow, remember_champion

pytestmark = pytest.mark.servers

CHAMPION = "/live/models/champion"


async def _remember(database_url: str, version: str) -> None:
    row = ChampionRow(
        name="nfl_win_probability",
        alias="champion",
        version=version,
        features=("seconds_left", "score_differential"),
        updated=datetime(2019, 10, 27, 12, int(version), tzinfo=UTC),
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
    }


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
