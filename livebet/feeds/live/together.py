"""A feed that is read in several ways at once: by REST and by a stream for each sport, as one."""

import asyncio
from collections.abc import Coroutine, Sequence

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
        await side_by_side(*(part.run(outlet) for part in self._parts))


async def side_by_side(*under_way: Coroutine[None, None, None]) -> None:
    """Run all until one fails; the others are cancelled.

    Raises:
        FeedError: the first fault.
    """
    first: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            for one in under_way:
                group.create_task(one)
    except* FeedError as faults:
        first = faults.exceptions[0]
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
    if first is not None:
        raise first
