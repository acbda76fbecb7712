"""A client's bounded buffer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from gateway.client import WAITING_BYTES, Client
from gateway.tokens import User

ANN = User("ann", datetime(2030, 1, 1, tzinfo=UTC))


@dataclass
class Narrow:
    """A socket that takes `room` frames before it is full."""

    room: int
    on_writable: Callable[[], None] | None = None
    written: list[bytes] = field(default_factory=list)
    closed: tuple[int, str] | None = None

    @property
    def is_open(self) -> bool:
        return self.closed is None

    @property
    def is_flowing(self) -> bool:
        return self.is_open and self.room > 0

    def write_frame(self, frame: bytes) -> None:
        self.room -= 1
        self.written.append(frame)

    def close_now(self, code: int, reason: str) -> None:
        self.closed = (code, reason)

    def drain(self, room: int) -> None:
        self.room += room
        assert self.on_writable is not None
        self.on_writable()


def connect(socket: Narrow) -> tuple[Client, list[str]]:
    slow: list[str] = []
    return Client(ANN, UUID(int=1), socket, on_slow=lambda: slow.append("slow")), slow


@given(st.lists(st.one_of(st.binary(min_size=1, max_size=9), st.integers(0, 4)), max_size=40))
def test_frames_leave_in_the_order_they_were_sent_in_whenever_there_is_room(steps: list[bytes | int]) -> None:
    socket = Narrow(room=2)
    client, _ = connect(socket)
    sent: list[bytes] = []
    for step in steps:
        if isinstance(step, bytes):
            sent.append(step)
            client.send(step)
        else:
            socket.drain(step)
    socket.drain(len(sent))
    assert socket.written == sent


def test_a_client_that_leaves_too_much_waiting_is_closed_and_nothing_more_is_kept_for_it() -> None:
    socket = Narrow(room=0)
    client, slow = connect(socket)
    frame = b"x" * (WAITING_BYTES // 4)
    for _ in range(4):
        client.send(frame)
    assert socket.closed is None
    client.send(frame)
    assert socket.closed == (4408, "too slow: come back with ?after=<last offset>")
    assert slow == ["slow"]
    client.send(frame)
    socket.drain(10)
    assert socket.written == []
