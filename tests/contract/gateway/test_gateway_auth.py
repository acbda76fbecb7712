"""Tokens, on every endpoint and in every way that they may and may not travel."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import jwt
import pytest
from websockets.exceptions import ConnectionClosed

pytestmark = pytest.mark.servers

GAME = "3f0a4ff2-52c7-5d4f-9e2e-6f0f5a3f9b11"
ENDPOINTS = [
    ("GET", "/live/games/active"),
    ("GET", f"/live/games/{GAME}/state"),
    ("GET", f"/live/games/{GAME}/predictions"),
    ("GET", f"/live/value-bets/{GAME}"),
    ("GET", "/live/models/champion"),
    ("POST", "/live/alerts/subscribe"),
]


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
async def test_every_endpoint_wants_a_token_and_says_how(gateway: Any, method: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=gateway.url, verify=False) as client:
        answer = await client.request(method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "send a token: Authorization: Bearer <token>"


async def test_a_token_that_has_run_out_or_is_another_s_is_refused(gateway: Any) -> None:
    foreign = jwt.encode({"sub": "ann", "iss": "livebet", "exp": 4_000_000_000}, b"another key" * 4)
    unsigned = jwt.encode({"sub": "ann", "iss": "livebet", "exp": 4_000_000_000}, None, algorithm="none")
    said = {}
    async with httpx.AsyncClient(base_url=gateway.url, verify=False) as client:
        for name, token in (
            ("old", gateway.token(minutes=-1)), ("foreign", foreign), ("unsigned", unsigned), ("junk", "x"),
        ):  # fmt: skip
            answer = await client.get("/live/games/active", headers={"Authorization": f"Bearer {token}"})
            said[name] = (answer.status_code, answer.json()["detail"])
    altered = (401, "the token is not one of ours, or was altered")
    assert said == {
        "old": (401, "the token has expired: ask for a new one"),
        "foreign": altered,
        "unsigned": altered,
        "junk": altered,
    }


@pytest.mark.parametrize("name", ["token", "access_token"])
async def test_a_token_in_the_url_is_refused_even_when_it_holds(gateway: Any, name: str) -> None:
    async with gateway.client() as client:
        answer = await client.get("/live/games/active", params={name: gateway.token()})
    assert answer.status_code == 401
    assert answer.json()["detail"].startswith("a token in the URL is refused")


async def test_a_socket_with_a_token_in_the_url_is_closed_with_4401(gateway: Any) -> None:
    async with gateway.socket(GAME, query=f"?token={gateway.token()}") as socket:
        code, reason = await _end(socket)
    assert code == 4401
    assert reason == "a token in the URL is refused: send it in the first message"


async def test_a_browser_s_token_comes_in_the_subprotocol_and_is_not_echoed(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state())
    offered = ["livebet", f"bearer.{gateway.token()}"]
    async with gateway.socket(tale.game_id, additional_headers={}, subprotocols=offered) as socket:
        assert socket.subprotocol == "livebet"
        assert (await read(socket))["message_type"] == "snapshot"


async def test_a_browser_s_token_comes_in_the_first_message(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state())
    async with gateway.socket(tale.game_id, additional_headers={}) as socket:
        await socket.send('{"type": "ping"}')
        assert (await read(socket))["data"]["detail"].startswith("first send")
        await socket.send(json.dumps({"type": "authenticate", "token": gateway.token()}))
        assert (await read(socket))["message_type"] == "snapshot"


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        (-1, "the token has expired: ask for a new one"),
        (None, "the token is not one of ours, or was altered"),
    ],
)
async def test_a_socket_with_a_token_that_does_not_hold_is_closed_with_4401(
    gateway: Any, minutes: int | None, reason: str
) -> None:
    token = "junk" if minutes is None else gateway.token(minutes=minutes)
    async with gateway.socket(GAME, additional_headers={"Authorization": f"Bearer {token}"}) as socket:
        assert await _end(socket) == (4401, reason)
    async with gateway.socket(GAME, additional_headers={}, subprotocols=[f"bearer.{token}"]) as socket:
        assert await _end(socket) == (4401, reason)
    async with gateway.socket(GAME, additional_headers={}) as socket:
        await socket.send(json.dumps({"type": "authenticate", "token": token}))
        assert await _end(socket) == (4401, reason)


async def test_a_socket_ends_when_its_token_runs_out(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state())
    short = {"Authorization": f"Bearer {gateway.token(minutes=2 / 60)}"}
    async with gateway.socket(tale.game_id, additional_headers=short) as socket:
        await read(socket)
        assert await _end(socket) == (4401, "the token has expired: come back with a new one")


async def test_a_newer_token_keeps_a_socket_alive_and_another_user_s_does_not_count(
    gateway: Any, story: Callable[..., Any], read: Any
) -> None:
    tale = story("2019102700")
    await gateway.say(tale.state())
    async with gateway.socket(tale.game_id) as socket:
        await read(socket)
        await socket.send(json.dumps({"type": "authenticate", "token": gateway.token(minutes=60)}))
        assert (await read(socket))["message_type"] == "authenticated"
        await socket.send(json.dumps({"type": "authenticate", "token": gateway.token("bob")}))
        assert (await read(socket))["message_type"] == "error"


async def _end(socket: Any) -> tuple[int, str]:
    with pytest.raises(ConnectionClosed) as closed:
        await socket.recv()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason
