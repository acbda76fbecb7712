"""One connected client and what waits for it."""

from collections import deque
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from gateway.closing import TOO_SLOW
from gateway.tokens import User

WAITING_BYTES = 1 << 20
"""Kept for a client that does not read, beside the transport's own 64 KiB; more and it is closed."""


class Socket(Protocol):
    """What a client needs of its connection (`gateway.transport.PreparedSocket`)."""

    is_flowing: bool
    on_writable: Callable[[], None] | None

    @property
    def is_open(self) -> bool:
        """Whether frames may still be sent, now or later."""
        ...

    def write_frame(self, frame: bytes) -> None:
        """Hand one serialised frame to the transport."""
        ...

    def close_now(self, code: int, reason: str) -> None:
        """Close, whatever still waits."""
        ...


class Client:
    """A user's socket on one game. Frames leave in the order they were sent in."""

    __slots__ = ("_on_slow", "_size", "_socket", "_waiting", "game_id", "user")

    def __init__(self, user: User, game_id: UUID, socket: Socket, on_slow: Callable[[], None]) -> None:
        """Take over the sending side of `socket`; `on_slow` is told when it is closed for slowness."""
        self.user = user
        self.game_id = game_id
        self._socket = socket
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._on_slow = on_slow
        socket.on_writable = self._drain

    def send(self, frame: bytes) -> None:
        """Write now if the client keeps up, else let it wait its turn; too much waiting closes the socket."""
        if self._socket.is_flowing and not self._waiting:
            self._socket.write_frame(frame)
        elif self._socket.is_open:
            self._hold(frame)

    def _hold(self, frame: bytes) -> None:
        self._waiting.append(frame)
        self._size += len(frame)
        if self._size > WAITING_BYTES:
            self._on_slow()
            self.close(TOO_SLOW, "too slow: come back with ?after=<last offset>")

    def close(self, code: int, reason: str) -> None:
        """End the connection; what waits is dropped."""
        self._waiting.clear()
        self._size = 0
        self._socket.close_now(code, reason)

    def _drain(self) -> None:
        while self._waiting and self._socket.is_flowing:
            frame = self._waiting.popleft()
            self._size -= len(frame)
            self._socket.write_frame(frame)
