"""A feed that pushes: connected, greeted, its gap filled, then read until it breaks off."""

from collections.abc import AsyncIterator, Awaitable, Callable

from livebet.domain.clock import Clock
from livebet.feeds.live.errors import FeedError
from livebet.feeds.live.feed import Outlet, Payload
from livebet.feeds.live.links import Link, Transport

Greet = Callable[[Link], AsyncIterator[bytes]]
"""What is said as a connection begins (credentials, subscriptions, clocks to go on from). It sends and
receives over the link, and yields what of the answers the feed's session should know."""

Fill = Callable[[Outlet], Awaitable[None]]
"""Fills the gap that a connection leaves before it, by REST; called once the new one is open."""


async def _nothing_to_say(_link: Link) -> AsyncIterator[bytes]:
    return
    yield b""


async def _no_gap(_outlet: Outlet) -> None:
    return


class StreamedFeed:
    """Reads one connection a run. Reconnecting is the supervisor's: it runs the feed again, after a pause.

    `session` is that of every connection (the target's own unless named), for feeds whose sessions go on
    after a break; with `session_each` every connection begins one of its own.
    """

    def __init__(
        self,
        name: str,
        transport: Transport,
        clock: Clock,
        *,
        target: str,
        greet: Greet = _nothing_to_say,
        fill: Fill = _no_gap,
        session: str | None = None,
        session_each: bool = False,
    ) -> None:
        """Wire it; `target` names the stream in archives, without secrets."""
        self.name = name
        self._transport = transport
        self._clock = clock
        self._target = target
        self._greet = greet
        self._fill = fill
        self._session = target if session is None else session
        self._session_each = session_each
        self._connections = 0

    async def run(self, outlet: Outlet) -> None:
        """Read one connection to its end.

        Raises:
            FeedError: it broke off, or could not be made.
        """
        try:
            async with self._transport() as link:
                self._connections += 1
                async for told in self._greet(link):
                    await self._hand(outlet, told)
                await self._fill(outlet)
                while True:
                    await self._hand(outlet, await link.receive())
        except FeedError as error:
            if error.body:
                await self._hand(outlet, error.body, of_fault=True)
            raise

    async def _hand(self, outlet: Outlet, message: bytes, *, of_fault: bool = False) -> None:
        if not message:
            outlet.alive()
            return
        session = f"{self._session}#{self._connections}" if self._session_each else self._session
        await outlet.hand(
            Payload(
                feed=self.name,
                target=self._target,
                session=session,
                received_at=self._clock.now(),
                body=message,
                of_fault=of_fault,
            )
        )
