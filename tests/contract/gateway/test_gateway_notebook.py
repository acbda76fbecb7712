"""The notebook that follows a live game, as one more client of the public protocol."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbclient.exceptions import CellExecutionError

from livebet.embedded.server import free_port

pytestmark = [pytest.mark.servers, pytest.mark.slow]


async def test_it_follows_a_game_to_its_end_and_lists_the_bets_that_were_told(
    gateway: Any, story: Callable[..., Any], wait_until: Any, key: bytes, run_notebook: Any, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_bytes(key)
    game = story("2019102700")
    await gateway.say(game.state(), game.predicted(0.55), game.quoted(1.91), game.bet(0.03, "early"))
    sockets = gateway.server.config.app.state.parts.sockets

    async def tell() -> None:
        await wait_until(lambda: sockets.subscribers(game.game_id), 120)
        await gateway.say(
            game.event(), game.state(home=7), game.predicted(0.66), game.bet(0.06, "late"),
            game.withdrawn("early"), game.state(home=7, clock="00:00", phase="final"),
        )  # fmt: skip

    over = {"LIVEBET_GATEWAY_PORT": str(gateway.port)}
    async with asyncio.TaskGroup() as both:
        both.create_task(tell())
        running = both.create_task(run_notebook("follow_a_live_game", over, SECONDS=60))
    seen = running.result()

    active, events, heard, open_bets = seen.tables
    assert [(row["away_team"], row["home_team"]) for row in active] == [("SEA", "BAL")]
    assert "The game is over, offset 10." in seen.printed
    assert [(row["event_type"], row["impact_score"]) for row in events] == [("touchdown", "0.11")]
    assert [(row["edge"], row["status"]) for row in heard] == [
        ("0.03", "withdrawn: suspended"),
        ("0.06", "open"),
    ]
    assert [(row["bookmaker"], row["selection"], row["odds"], row["edge"]) for row in open_bets] == [
        ("sim:anchor", "home", "2.1", "0.06")
    ]
    assert seen.pictures == 1


async def test_without_a_gateway_it_says_so_once_and_how_to_start_one(run_notebook: Any) -> None:
    nobody = free_port()

    seen = await run_notebook("follow_a_live_game", {"LIVEBET_GATEWAY_PORT": str(nobody)})

    assert seen.printed == (
        "No gateway answers: start one with `livebet up` (LIVEBET_GATEWAY_PORT says where, "
        f"now 127.0.0.1:{nobody}) and run this notebook again.\n"
    )
    assert (seen.tables, seen.pictures) == ([], 0)


async def test_a_token_of_another_home_is_refused_in_the_gateway_s_own_words(
    gateway: Any, run_notebook: Any
) -> None:
    with pytest.raises(CellExecutionError, match="the token is not one of ours"):
        await run_notebook("follow_a_live_game", {"LIVEBET_GATEWAY_PORT": str(gateway.port)})
