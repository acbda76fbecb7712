"""The parts of a running gateway, as the endpoints ask for them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from gateway.hub import Hub
from gateway.live import Live
from gateway.metrics import Metrics
from gateway.sockets import LiveBettingWebSocket
from gateway.subscriptions import Subscriptions
from gateway.tokens import Tokens
from livebet.domain.clock import Clock
from livebet.services.feed_states import FeedStates


@dataclass(frozen=True, slots=True)
class Parts:
    """Wired once, by `gateway.app`."""

    tokens: Tokens
    clock: Clock
    metrics: Metrics
    sockets: LiveBettingWebSocket
    subscriptions: Subscriptions
    hub: Hub
    live: Live
    feeds: FeedStates


def parts_of(connection: HTTPConnection) -> Parts:
    """The parts of the gateway that serves this request or socket."""
    parts: Parts = connection.app.state.parts
    return parts


async def _parts(connection: HTTPConnection) -> Parts:
    return parts_of(connection)


async def _live(connection: HTTPConnection) -> Live:
    return parts_of(connection).live


# Dependencies are coroutines: FastAPI sends plain functions to a thread, which costs more than they do.
TheParts = Annotated[Parts, Depends(_parts)]
TheLive = Annotated[Live, Depends(_live)]
