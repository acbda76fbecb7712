"""A feed that is read in several ways at once: by REST and by a stream for each sport, as one."""

import asyncio
from collections.abc import Sequence

from livebet.feeds.live.errors import FeedError
from livebet.feeds.live.feed import LiveFeed, Outlet


class Together:
    """Runs the parts side by side; the first fault of any ends all, so that the feed backs off as a whole."""

    def __init__(self, name: str, parts: Sequence[LiveFeed]) -> None:
        """Take parts that hand payloads over under this name."""
        self.name = name
        self._parts = parts

    async def run(self, outlet: Outlet) -> None:
        """Read all of them.

        Raises:
            FeedError: the first fault of a part.
        """
        try:
            async with asyncio.TaskGroup() as group:
                for part in self._parts:
                    group.create_task(part.run(outlet))
        except* FeedError as faults:
            fault = faults.exceptions[0]
            while isinstance(fault, ExceptionGroup):
                fault = fault.exceptions[0]
            first = fault
        raise first
