"""The WebSocket over a real server."""

import asyncio
import json
import socket as sockets
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter
from websockets.exceptions import ConnectionClosed

from gateway.protocol import LiveServiceMessage, LiveWebSocketMessage
from livebet.domain.clock import stamp_ns

pytestmark = pytest.mark.servers

FRAME: TypeAdapter[Any] = TypeAdapter(LiveWebSocketMessage | LiveServiceMessage)


async def test_a_socket_starts_with_the_picture_and_goes_on_with_every_message_without_a_gap(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state(), tale.quoted(1.91), tale.predicted(0.5), tale.event(), tale.bet(0.05))
    later = [
        tale.quoted(1.87, before=1.91), tale.event("turnover"), tale.bet(0.06, "second"),
        tale.predicted(0.61), tale.state(7), tale.suspended(), tale.withdrawn(), tale.settled("second"),
        tale.finding(),
    ]  # fmt: skip
    async with gateway.socket(tale.game_id) as socket:
        first = await read(socket)
        await gateway.say(*later)
        frames = [await read(socket) for _ in later]
    assert (first["message_type"], first["offset"], first["data"]["recovered"]) == ("snapshot", 5, False)
    assert [frame["offset"] for frame in frames] == [6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert [frame["message_type"] for frame in frames] == [
        "odds_update", "game_event", "value_bet", "prediction_update", "game_state", "market_status",
        "value_bet_withdrawn", "value_bet_settled", "finding",
    ]  # fmt: skip
    assert {frame["game_id"] for frame in frames} == {str(tale.game_id)}
    for frame in (first, *frames):
        FRAME.validate_python(frame)


async def test_a_snapshot_holds_what_the_messages_made(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(
        tale.state(7, 3, "04:12"), tale.quoted(1.91), tale.quoted(1.87, before=1.91), tale.suspended(),
        tale.predicted(0.5), tale.predicted(0.6), tale.event(), tale.bet(0.05, "a"), tale.bet(0.06, "b"),
        tale.withdrawn("a"),
    )  # fmt: skip
    async with gateway.socket(tale.game_id) as socket:
        data = (await read(socket))["data"]
    assert data["game"]["home_win_probability"] == 0.6
    assert data["state"]["current_score"] == {"home": 7, "away": 3}
    assert [(quote["new_odds"], quote["status"]) for quote in data["quotes"]] == [(1.87, "suspended")]
    assert [bet["edge"] for bet in data["value_bets"]] == [0.06]
    assert [event["event_type"] for event in data["game_events"]] == ["touchdown"]
    assert [(point["home_win_probability"], point["game_clock"]) for point in data["history"]] == [
        (0.5, "04:12"),
        (0.6, "04:12"),
    ]


async def test_an_odds_update_has_the_specified_names_and_what_finds_the_bet(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state())
    async with gateway.socket(tale.game_id) as socket:
        await read(socket)
        await gateway.say(tale.quoted(1.91), tale.quoted(1.87, before=1.91))
        first, moved = (await read(socket))["data"], await read(socket)
    assert (first["old_odds"], first["new_odds"], first["first"]) == (1.91, 1.91, True)
    assert moved == {
        "message_type": "odds_update",
        "game_id": str(tale.game_id),
        "timestamp": "2019-10-27T17:00:03Z",
        "data": {
            "bookmaker": "sim:anchor",
            "bet_type": "spread",
            "selection": "home",
            "line": -3.5,
            "period": "game",
            "simulated": True,
            "observed_at": "2019-10-27T17:00:03Z",
            "old_line": -3.0,
            "old_odds": 1.91,
            "new_odds": 1.87,
            "first": False,
            "line_movement": -0.5,
            "significance": 0.4,
            "status": "open",
        },
        "offset": 3,
    }


async def test_a_prediction_update_keeps_its_names_and_tells_what_stands_around_the_probability(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state())
    async with gateway.socket(tale.game_id) as socket:
        await read(socket)
        await gateway.say(message := tale.foretold(0.64))
        data = (await read(socket))["data"]
    before = {
        "prediction_id": str(message.message_id),
        "home_win_probability": 0.64,
        "away_win_probability": 0.36,
        "confidence_score": 0.8,
        "model_version": "3",
        "revision": 2,
        "play_id": "41",
        "prediction_timestamp": "2019-10-27T17:00:02Z",
    }
    assert list(data)[: len(before)] == list(before)
    assert data == before | {
        "low": 0.6,
        "high": 0.68,
        "next_event": {
            "score": {"none": 0.25, "home touchdown": 0.75},
            "stop": {"none": 1.0},
            "until_score": 4.5,
        },
        "market_probability": 0.66,
        "blended_probability": 0.655,
        "model_share": 0.16,
        "game_call": 0.85,
        "called": 0.9,
    }


async def test_the_snapshots_history_holds_the_band_the_market_and_the_call(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state(), tale.predicted(0.5), message := tale.foretold(0.64))
    async with gateway.socket(tale.game_id) as socket:
        first, second = (await read(socket))["data"]["history"]
    assert (first["low"], first["market_probability"], first["game_call"]) == (None, None, 0.0)
    assert second == {
        "offset": 3,
        "prediction_id": str(message.message_id),
        "observed_at": "2019-10-27T17:00:03Z",
        "home_win_probability": 0.64,
        "quarter_period": 1,
        "game_clock": "15:00",
        "home_score": 0,
        "away_score": 0,
        "low": 0.6,
        "high": 0.68,
        "market_probability": 0.66,
        "blended_probability": 0.655,
        "game_call": 0.85,
    }


async def test_who_was_away_is_told_just_what_was_missed(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state(), tale.quoted(1.9), tale.predicted(0.5), tale.quoted(1.8, before=1.9))
    async with gateway.socket(tale.game_id, query="?after=2") as socket:
        frames = [await read(socket) for _ in range(3)]
    assert [(frame["message_type"], frame["offset"]) for frame in frames] == [
        ("resumed", 2),
        ("prediction_update", 3),
        ("odds_update", 4),
    ]
    assert frames[0]["data"] == {"recovered": True, "missed": 2}


@pytest.mark.parametrize("after", ["9", "junk", "-1", "99999999999999999999999"])
async def test_who_was_away_in_another_life_gets_the_picture_again(
    gateway: Any, story: Callable[..., Any], read: Any, after: str
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state())
    async with gateway.socket(tale.game_id, query=f"?after={after}") as socket:
        frame = await read(socket)
    assert (frame["message_type"], frame["offset"], frame["data"]["recovered"]) == ("snapshot", 1, False)


async def test_a_restarted_gateway_has_the_same_picture_and_resumes_its_clients(
    gateway: Any, start_gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state(), tale.quoted(1.9), tale.predicted(0.5), tale.bet(0.07))
    async with gateway.socket(tale.game_id) as socket:
        before = await read(socket)
    fresh = await start_gateway()
    async with fresh.socket(tale.game_id) as whole, fresh.socket(tale.game_id, query="?after=3") as resumed:
        assert await read(whole) == before
        assert (await read(resumed))["message_type"] == "resumed"
        assert (await read(resumed))["offset"] == 4


async def test_the_same_message_said_twice_reaches_clients_once(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    repeated = tale.state()
    await gateway.say(repeated, repeated)
    async with gateway.socket(tale.game_id) as socket:
        assert (await read(socket))["offset"] == 1
        await gateway.say(repeated, tale.predicted(0.5))
        assert (await read(socket))["offset"] == 2


@pytest.mark.parametrize(
    ("frame", "word"),
    [
        ("{", "not JSON"),
        ('{"type": "jump"}', "authenticate"),
        ("[1]", "authenticate"),
        (b"\x00", "not binary"),
        ('{"type": "authenticate", "token": "x"}', "not one of ours"),
    ],
)
async def test_a_bad_frame_gets_a_clear_word_and_the_socket_lives_on(
    gateway: Any, story: Callable[..., Any], read: Any, frame: str | bytes, word: str
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state())
    async with gateway.socket(tale.game_id) as socket:
        await read(socket)
        await socket.send(frame)
        error = await read(socket)
        assert error["message_type"] == "error"
        assert word in error["data"]["detail"]
        await socket.send('{"type": "ping"}')
        assert (await read(socket))["message_type"] == "pong"


@pytest.mark.parametrize("game", ["3f0a4ff2-52c7-5d4f-9e2e-6f0f5a3f9b11", "junk"])
async def test_a_socket_on_an_unknown_game_is_closed_with_4404_and_says_so(gateway: Any, game: str) -> None:
    async with gateway.socket(game) as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4404, f"there is no game {game}")


def _narrow(port: int) -> sockets.socket:
    """A connection whose receiver takes little before it is full."""
    narrow = sockets.socket()
    narrow.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", port))
    return narrow


async def test_a_client_that_does_not_read_is_closed_with_4408_and_holds_up_nobody(
    gateway: Any, story: Callable[..., Any], read: Any, wait_until: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state())
    metrics = gateway.server.config.app.state.parts.metrics
    few: dict[str, Any] = {"max_queue": 1, "close_timeout": 0.1}
    async with (
        gateway.socket(tale.game_id, sock=_narrow(gateway.port), **few) as slow,
        gateway.socket(tale.game_id, sock=_narrow(gateway.port), **few),
        gateway.socket(tale.game_id) as fast,
    ):
        await read(fast)
        reading = asyncio.create_task(_offsets(fast, 20_001))
        while metrics.slow_clients._value.get() < 2:
            await gateway.say(*(tale.quoted(1.9) for _ in range(500)))
        await gateway.say(*(tale.quoted(1.9) for _ in range(20_001 - tale.offset)))
        assert await reading == list(range(2, 20_002))
        with pytest.raises(ConnectionClosed) as closed:
            async with asyncio.timeout(10):
                while True:
                    await slow.recv()
        assert metrics.connections._value.get() == 1
        await wait_until(lambda: len(gateway.server.server_state.connections) == 1)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4408


async def _offsets(socket: Any, last: int) -> list[int]:
    seen: list[int] = []
    while not seen or seen[-1] != last:
        seen.append(json.loads(await socket.recv())["offset"])
    return seen


async def test_the_time_from_the_feed_to_the_socket_is_measured(
    gateway: Any, story: Callable[..., Any]
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state(), fed_ns=stamp_ns())
    async with gateway.client() as client:
        metrics = (await client.get("/metrics")).text
    assert 'livebet_latency_seconds_count{hop="sent",message_type="game_state"} 1.0' in metrics
