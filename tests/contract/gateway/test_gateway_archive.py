"""Games that left the live picture are answered from PostgreSQL, in the same words."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest

from livebet.storage.writer import Writer

pytestmark = pytest.mark.servers


async def _store(database_url: str, *messages: Any) -> None:
    async with asyncpg.create_pool(database_url, min_size=1, max_size=1) as pool:
        await Writer(pool).write(messages)


async def _answers(gateway: Any, game_id: object) -> list[Any]:
    async with gateway.client() as client:
        return [
            (await client.get(path)).json()
            for path in (
                f"/live/games/{game_id}/state", f"/live/games/{game_id}/predictions",
                f"/live/value-bets/{game_id}?min_edge=0.05", "/live/games/active?sport=nfl",
            )
        ]  # fmt: skip


async def test_a_stored_game_is_told_as_the_live_one_was(
    gateway: Any, story: Callable[..., Any], database_url: str
) -> None:
    tale = story("2019102700")
    messages = [
        tale.predicted(0.25), tale.bet(0.03, "small"), tale.bet(0.07, "good"), tale.bet(0.09, "gone"),
        tale.withdrawn("gone"), tale.state(7, 3, "04:12"),
    ]  # fmt: skip
    await _store(database_url, *messages)
    stored = await _answers(gateway, tale.game_id)
    await gateway.say(*messages)
    live = await _answers(gateway, tale.game_id)
    assert stored == live
    assert [bet["edge"] for bet in stored[2]] == [0.07]
    assert stored[3][0]["home_win_probability"] == 0.25


async def test_a_stored_prediction_tells_all_that_the_live_one_told(
    gateway: Any, story: Callable[..., Any], database_url: str
) -> None:
    tale = story("2019102700")
    messages = [tale.state(), tale.foretold(0.64)]
    await _store(database_url, *messages)
    stored = (await _answers(gateway, tale.game_id))[1]
    await gateway.say(*messages)
    assert stored == (await _answers(gateway, tale.game_id))[1]
    assert (stored["low"], stored["blended_probability"], stored["game_call"]) == (0.6, 0.655, 0.85)
    assert stored["next_event"]["until_score"] == 4.5


async def test_a_socket_is_for_games_in_the_live_picture_only(
    gateway: Any, story: Callable[..., Any], database_url: str
) -> None:
    tale = story("2019102700")
    await _store(database_url, tale.state())
    async with gateway.socket(tale.game_id) as socket:
        await socket.wait_closed()
    assert socket.close_code == 4404
