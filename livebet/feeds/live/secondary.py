"""A part of a feed that may fail by itself: the others go on, and it is tried again as a circuit allows."""

import asyncio
from dataclasses import dataclass

import structlog

from livebet.domain.clock import Clock
from livebet.feeds.live.circuit import Circuit, Patience
from livebet.feeds.live.errors import HOPELESS, FeedError
from livebet.feeds.live.feed import LiveFeed, Outlet, Payload
from livebet.feeds.live.interest import Interest
from livebet.feeds.noise import uniform

log = structlog.get_logger()


class Secondary:
    """Runs a part for ever. Its faults are logged, not raised: the feed is as well as its other parts are."""

    def __init__(self, part: LiveFeed, clock: Clock, patience: Patience | None = None) -> None:
        """Take the part."""
        self.name = part.name
        self._part = part
        self._clock = clock
        self._circuit = Circuit(patience=patience or Patience())

    async def run(self, outlet: Outlet) -> None:
        """Run the part again and again."""
        while True:
            hearing = _Hearing(outlet)
            try:
                await self._part.run(hearing)
            except FeedError as error:
                await self._wait(error, well=hearing.heard)

    async def _wait(self, error: FeedError, *, well: bool) -> None:
        now = self._clock.now()
        if well:
            self._circuit = self._circuit.succeeded()
        self._circuit = self._circuit.failed(
            now,
            uniform("secondary", self.name, now),
            at_least_seconds=error.wait_seconds,
            hopeless=error.kind in HOPELESS,
        )
        seconds = self._circuit.wait_seconds(now)
        log.warning("a feed's socket failed; it is polled meanwhile", feed=self.name, fault=str(error),
                    again_in_seconds=round(seconds, 1))  # fmt: skip
        await asyncio.sleep(seconds)


@dataclass(slots=True)
class _Hearing:
    """An outlet that notes whether anything good came."""

    outlet: Outlet
    heard: bool = False

    @property
    def interest(self) -> Interest:
        """What is of interest."""
        return self.outlet.interest

    async def hand(self, payload: Payload) -> None:
        """Pass a payload on."""
        self.heard = self.heard or not payload.of_fault
        await self.outlet.hand(payload)

    def alive(self) -> None:
        """The feed was heard."""
        self.heard = True
        self.outlet.alive()

    def quota(self, left: int) -> None:
        """So many credits are left."""
        self.outlet.quota(left)
