"""A link: one open connection that a feed pushes messages through, whatever carries it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

MESSAGE_AT_MOST = 16 * 1024 * 1024
"""Bytes of one message; a whole image of one exchange market has less than 1 MB."""


class Link(Protocol):
    """An open connection. Faults are `FeedError`."""

    async def receive(self) -> bytes:
        """The next message; empty for a keep-alive.

        Raises:
            FeedError: silence for longer than the feed's terms allow, or the connection is over.
        """
        ...

    async def send(self, message: bytes) -> None:
        """Send one message.

        Raises:
            FeedError: the connection is over, or nothing can be sent over it.
        """
        ...


Transport = Callable[[], AbstractAsyncContextManager[Link]]
"""Opens a connection and closes it with the block; raises FeedError where it cannot."""
