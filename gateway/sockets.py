"""The sockets that are open, and what is sent over them."""

from collections.abc import Awaitable, Collection
from uuid import UUID

from gateway.client import Client
from gateway.frames import frame_of
from gateway.metrics import Metrics
from gateway.picture import Picture
from gateway.views import service_frame, snapshot
from livebet.domain.messages import KeyEvent, ValueBet, ValueBetWithdrawn


class LiveBettingWebSocket:
    """Fans frames out to clients. Nothing here waits for one: a client that does not read is closed."""

    def __init__(self, metrics: Metrics) -> None:
        """Begin with no socket open."""
        self._metrics = metrics
        self._by_game: dict[UUID, set[Client]] = {}
        self._by_user: dict[str, set[Client]] = {}
        self._snapshots: dict[UUID, tuple[int, bytes]] = {}

    @property
    def users(self) -> Collection[str]:
        """Who has a socket open now."""
        return self._by_user.keys()

    def subscribers(self, game_id: UUID) -> Collection[Client]:
        """The sockets open on a game."""
        return self._by_game.get(game_id, ())

    async def broadcast_odds_update(self, odds: bytes, subscribers: Collection[Client]) -> None:
        """Send an encoded odds update to these sockets."""
        self.broadcast(odds, subscribers)

    async def send_value_alert(
        self, value_bet: ValueBet | KeyEvent | ValueBetWithdrawn, user_id: str, subscription_id: UUID
    ) -> None:
        """Send a value bet (or key event) to every socket of a user, marked with the subscription.

        What takes it back is sent in the same way.
        """
        frame = frame_of(value_bet, alert=subscription_id)
        for client in tuple(self._by_user.get(user_id, ())):
            client.send(frame)
            self._metrics.alerts.inc()

    async def stream_game_events(
        self, client: Client, picture: Picture, after: int | None, until: Awaitable[None]
    ) -> None:
        """Serve one socket `until` it ends: the snapshot, or what it missed `after` an offset; then all.

        The caller must not wait between getting `picture` and this, so that no message falls between.
        """
        self._begin(client, picture, after)
        self._join(client)
        try:
            await until
        finally:
            self._leave(client)

    def broadcast(self, frame: bytes, subscribers: Collection[Client]) -> None:
        """Send one encoded frame to these sockets."""
        for client in tuple(subscribers):
            client.send(frame)
        self._metrics.deliveries.inc(len(subscribers))

    def forget(self, game_id: UUID) -> None:
        """Drop what was prepared for a game that left the live picture."""
        self._snapshots.pop(game_id, None)

    def _begin(self, client: Client, picture: Picture, after: int | None) -> None:
        missed = None if after is None else picture.after(after)
        if missed is None:
            client.send(self._snapshot(picture))
            return
        data: dict[str, object] = {"recovered": True, "missed": len(missed)}
        client.send(service_frame("resumed", picture.game_id, picture.observed_at, data, after))
        for frame in missed:
            client.send(frame)

    def _snapshot(self, picture: Picture) -> bytes:
        """Encoded once however many ask between two messages."""
        ready = self._snapshots.get(picture.game_id)
        if ready is None or ready[0] != picture.offset:
            ready = picture.offset, snapshot(picture)
            self._snapshots[picture.game_id] = ready
        return ready[1]

    def _join(self, client: Client) -> None:
        self._by_game.setdefault(client.game_id, set()).add(client)
        self._by_user.setdefault(client.user.name, set()).add(client)
        self._metrics.connections.inc()

    def _leave(self, client: Client) -> None:
        of_game = self._by_game[client.game_id]
        of_game.discard(client)
        if not of_game:
            del self._by_game[client.game_id]
        of_user = self._by_user[client.user.name]
        of_user.discard(client)
        if not of_user:
            del self._by_user[client.user.name]
        self._metrics.connections.dec()
