"""A socket that tells what was subscribed to, which grows as games come to be of interest."""

import asyncio
from collections.abc import Callable, Sequence, Set
from datetime import datetime

from livebet.domain.clock import Clock
from livebet.feeds.live.feed import Outlet, Payload
from livebet.feeds.live.interest import Interest
from livebet.feeds.live.links import Link, Transport
from livebet.feeds.live.streamed import Fill
from livebet.feeds.live.together import side_by_side

_LOOK_AGAIN_SECONDS = 1.0

Wanted = Callable[[Interest, datetime], Set[str]]
"""The ids to be subscribed to now."""
Subscribe = Callable[[int, Sequence[str]], Sequence[bytes]]
"""The messages that subscribe to ids; they are numbered within their connection, from this number on."""


class SubscribedFeed:
    """Reads one connection a run, made once something is wanted; its gap is filled before it subscribes."""

    def __init__(
        self,
        name: str,
        transport: Transport,
        clock: Clock,
        *,
        target: str,
        wanted: Wanted,
        subscribe: Subscribe,
        fill: Fill,
        session: str = "",
    ) -> None:
        """Wire it; `target` names the socket in archives, without secrets."""
        self.name = name
        self._transport = transport
        self._clock = clock
        self._target = target
        self._wanted = wanted
        self._subscribe = subscribe
        self._fill = fill
        self._session = session

    async def run(self, outlet: Outlet) -> None:
        """Wait until something is wanted, then read one connection to its end.

        Raises:
            FeedError: it broke off, or could not be made.
        """
        await self._something_wanted(outlet)
        async with self._transport() as link:
            await self._fill(outlet)
            await side_by_side(self._subscribing(link, outlet), self._reading(link, outlet))

    async def _something_wanted(self, outlet: Outlet) -> None:
        while True:
            if self._wanted(outlet.interest, self._clock.now()):
                return
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def _subscribing(self, link: Link, outlet: Outlet) -> None:
        said: set[str] = set()
        number = 1
        while True:
            new = sorted(self._wanted(outlet.interest, self._clock.now()) - said)
            for message in self._subscribe(number, new) if new else ():
                await link.send(message)
                number += 1
            said.update(new)
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)

    async def _reading(self, link: Link, outlet: Outlet) -> None:
        while True:
            message = await link.receive()
            if not message:
                outlet.alive()
                continue
            await outlet.hand(
                Payload(
                    feed=self.name, target=self._target, session=self._session,
                    received_at=self._clock.now(), body=message,
                )
            )  # fmt: skip
