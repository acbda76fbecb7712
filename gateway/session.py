"""The listening side of a socket: what its client says, and the end of its token."""

import asyncio
from typing import assert_never

from starlette.types import Message
from starlette.websockets import WebSocket

from gateway.client import Client
from gateway.clientframes import Authenticate, BadFrame, Ping, parse
from gateway.closing import UNAUTHENTICATED
from gateway.frames import Data
from gateway.tokens import TokenRefused, Tokens
from gateway.views import service_frame
from livebet.domain.clock import Clock


async def listen(client: Client, websocket: WebSocket, tokens: Tokens, clock: Clock) -> None:
    """Answer the client until it goes, or until its token runs out (closed with 4401)."""
    while True:
        left = (client.user.expires_at - clock.now()).total_seconds()
        try:
            async with asyncio.timeout(max(left, 0.0)):
                message = await websocket.receive()
        except TimeoutError:
            client.close(UNAUTHENTICATED, "the token has expired: come back with a new one")
            return
        if message["type"] == "websocket.disconnect":
            return
        _answer(client, message, tokens)


def _answer(client: Client, message: Message, tokens: Tokens) -> None:
    try:
        frame = parse(message)
    except BadFrame as bad:
        _tell(client, "error", {"detail": str(bad)})
        return
    match frame:
        case Ping():
            _tell(client, "pong", {})
        case Authenticate():
            _prolong(client, frame.token, tokens)
        case _:
            assert_never(frame)


def _prolong(client: Client, token: str, tokens: Tokens) -> None:
    """Take a newer token of the same user."""
    try:
        user = tokens.check(token)
    except TokenRefused as refused:
        _tell(client, "error", {"detail": str(refused)})
        return
    if user.name != client.user.name:
        _tell(client, "error", {"detail": "this socket is another user's: open one of your own"})
        return
    client.user = user
    _tell(client, "authenticated", {"expires_at": user.expires_at})


def _tell(client: Client, kind: str, data: Data) -> None:
    client.send(service_frame(kind, client.game_id, None, data, None))
