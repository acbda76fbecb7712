"""Who asks: the `get_current_user` of every endpoint, the WebSocket included.

A token comes in the Authorization header; in a browser's socket, which cannot set one, in the
subprotocol `bearer.<token>` or in the first message `{"type": "authenticate", "token": …}`. A token in
the URL is refused even when it holds: URLs are kept in logs and histories.
"""

import asyncio
from typing import NoReturn

from fastapi import HTTPException, Security, WebSocket, WebSocketException
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketDisconnect

from gateway.clientframes import Authenticate, BadFrame, parse
from gateway.closing import UNAUTHENTICATED
from gateway.frames import error_frame
from gateway.tokens import TokenRefused, Tokens, User, read_key
from gateway.wiring import parts_of
from livebet.domain.clock import SystemClock
from livebet.settings import settings

SUBPROTOCOL = "livebet"
"""Offered beside `bearer.<token>` it is the one we answer, so that the token is not echoed."""

_BEARER = "bearer."
_URL_NAMES = {"token", "access_token", "jwt", "bearer"}
_IN_URL = "a token in the URL is refused, since URLs are logged: send it in the Authorization header"
_FIRST_MESSAGE_SECONDS = 10.0
_FIRST_MESSAGE_TRIES = 5


class _Scheme(SecurityBase):
    """The HTTP bearer scheme as OpenAPI describes it, for HTTP and WebSocket alike."""

    def __init__(self) -> None:
        self.model = HTTPBearer(bearerFormat="JWT", description="The token that `livebet up` prints.")
        self.scheme_name = "token"

    async def __call__(self, connection: HTTPConnection) -> str | None:
        kind, _, token = connection.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else None


_scheme = _Scheme()


def issue_token(user: str, minutes: float) -> str:
    """A token for `user` signed with this run's key; for the command line, never for a log."""
    return Tokens(read_key(settings().home / "secret")).issue(user, minutes=minutes, now=SystemClock().now())


async def get_current_user(connection: HTTPConnection, token: str | None = Security(_scheme)) -> User:
    """The user of a request or socket; a socket is accepted here and refused with code 4401.

    Raises:
        HTTPException: 401, a request without a token that holds.
        WebSocketException: 4401, a socket without one.
    """
    tokens = parts_of(connection).tokens
    in_url = not _URL_NAMES.isdisjoint(connection.query_params)
    if isinstance(connection, WebSocket):
        return await _socket_user(connection, tokens, token, in_url)
    try:
        if in_url:
            raise TokenRefused(_IN_URL)
        if token is None:
            raise TokenRefused("send a token: Authorization: Bearer <token>")
        return tokens.check(token)
    except TokenRefused as refused:
        raise HTTPException(401, str(refused), {"WWW-Authenticate": "Bearer"}) from None


async def _socket_user(socket: WebSocket, tokens: Tokens, token: str | None, in_url: bool) -> User:
    offered: list[str] = socket.scope["subprotocols"]
    carried = next((name for name in offered if name.startswith(_BEARER)), None)
    await socket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else carried)
    try:
        if in_url:
            raise TokenRefused("a token in the URL is refused: send it in the first message")
        if token is None and carried is not None:
            token = carried.removeprefix(_BEARER)
        return tokens.check(token) if token is not None else await _first_message(socket, tokens)
    except TokenRefused as refused:
        _refuse(str(refused))
    except TimeoutError:
        _refuse(f"no token within {_FIRST_MESSAGE_SECONDS:g} seconds")


async def _first_message(socket: WebSocket, tokens: Tokens) -> User:
    async with asyncio.timeout(_FIRST_MESSAGE_SECONDS):
        for _ in range(_FIRST_MESSAGE_TRIES):
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message["code"])
            try:
                frame = parse(message)
            except BadFrame as bad:
                await socket.send_text(error_frame(str(bad)))
                continue
            if isinstance(frame, Authenticate):
                return tokens.check(frame.token)
            await socket.send_text(error_frame('first send {"type": "authenticate", "token": …}'))
    raise TokenRefused("no token in the first messages")


def _refuse(reason: str) -> NoReturn:
    raise WebSocketException(UNAUTHENTICATED, reason)
