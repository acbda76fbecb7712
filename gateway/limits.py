"""A bound on what a request may bring, kept before anything reads it."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.problems import problem

MOST_BYTES = 64 * 1024
"""A subscription of two hundred games takes about 8 KiB."""
_WORDS = f"a request may bring {MOST_BYTES} bytes, this one brings more"


class BoundedBody:
    """Refuses a longer body with 413, whether its length was told or not."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through with its body counted; a socket as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        if _told_length(request) > MOST_BYTES:
            await problem(request, 413, _WORDS)(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                raise HTTPException(413, _WORDS)
            return message

        await self._app(scope, counted, send)


def _told_length(request: Request) -> int:
    told = request.headers.get("content-length", "0")
    return int(told) if told.isascii() and told.isdigit() else 0
