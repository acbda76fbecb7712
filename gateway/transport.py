"""The WebSocket protocol of the gateway: uvicorn's own, with prepared frames and a bounded end.

A frame is serialised once and the same bytes are written to every client's transport; bench/fanout.py
says what that saves. A client that stops reading would hold up a polite close for ever, so `close_now`
cuts the connection when its buffer has not drained in time.
"""

import asyncio
from collections.abc import Callable

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.protocol import State

_GRACE_SECONDS = 5.0


class PreparedSocket(WebSocketsSansIOProtocol):
    """One client's connection; the application finds it as `scope["state"]["socket"]`."""

    is_flowing = True
    """Whether frames may be written now: open, and the transport's buffer is not full."""
    on_writable: Callable[[], None] | None = None
    """Called when a transport that was full can take more."""

    async def run_asgi(self) -> None:
        """Run the application with this connection in its scope."""
        self.scope["state"]["socket"] = self
        await super().run_asgi()

    def pause_writing(self) -> None:
        """The transport's buffer is full."""
        super().pause_writing()
        self.is_flowing = False

    def resume_writing(self) -> None:
        """The transport's buffer has drained."""
        super().resume_writing()
        self.is_flowing = self.is_open
        if self.on_writable is not None:
            self.on_writable()

    def handle_close(self, event: Frame) -> None:
        """The client says goodbye, or answers ours."""
        self.is_flowing = False
        super().handle_close(event)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        self.is_flowing = False
        super().connection_lost(exc)

    @property
    def is_open(self) -> bool:
        """Whether frames may still be sent, now or once the transport has drained."""
        return self.conn.state is State.OPEN and not self.close_sent and not self.transport.is_closing()

    def write_frame(self, frame: bytes) -> None:
        """Hand one serialised frame to the transport."""
        self.transport.write(frame)

    def close_now(self, code: int, reason: str) -> None:
        """Say why, then close; cut the connection if that cannot be said within some seconds."""
        if not self.is_open:
            return
        self.is_flowing = False
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = asyncio.get_running_loop().call_later(_GRACE_SECONDS, self.transport.abort)
