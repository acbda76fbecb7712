"""The port that every live feed fills: it reads, and hands what it read to an outlet.

A feed's module under `livebet/feeds/live/` makes one of the building blocks: `PolledFeed` from a plan of what
to ask, `StreamedFeed` from a link that pushes. It knows nothing of archives, streams or metrics.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from livebet.feeds.live.interest import Interest


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """Bytes as they came, uncompressed.

    `target` says what was read, without secrets; `session` names the feed's session that reads it: payloads
    of one session are parsed in order, and a new name begins a new one. `of_fault`: it came with a fault;
    what it says is read, and the feed does not count as heard.
    """

    feed: str
    target: str
    session: str
    received_at: datetime
    body: bytes = field(repr=False)
    of_fault: bool = False


class Outlet(Protocol):
    """Where a live feed hands what it read, and where it sees what is of interest."""

    @property
    def interest(self) -> Interest:
        """What is of interest, as all feeds tell it."""
        ...

    async def hand(self, payload: Payload) -> None:
        """Pass a payload on; waits while those who read it are behind."""
        ...

    def alive(self) -> None:
        """The feed was heard, with nothing new: an unchanged answer, a keep-alive."""
        ...

    def quota(self, left: int) -> None:
        """So many credits are left to us."""
        ...


class LiveFeed(Protocol):
    """A feed that is read as it happens."""

    name: str

    async def run(self, outlet: Outlet) -> None:
        """Read for ever. Run again after a fault, it resumes by the feed's own rule.

        Raises:
            FeedError: it cannot be read now; what was handed over before stands.
        """
        ...
