"""The hub: one task reads what is said of all games, keeps the picture of each and fans it out."""

import asyncio
from uuid import UUID

import structlog
from redis.exceptions import RedisError

from gateway.alerted import Alerted
from gateway.frames import MESSAGE_TYPES, frame_of
from gateway.metrics import Metrics
from gateway.picture import Picture
from gateway.sockets import LiveBettingWebSocket
from gateway.subscriptions import Subscriptions
from livebet.alerts.rules import taken_back
from livebet.domain.clock import stamp_ns
from livebet.domain.messages import KeyEvent, OddsUpdate, Published, ValueBet, ValueBetWithdrawn
from livebet.stream.bus import Bus, Entry, Trace, outbound

MOST_GAMES = 256
"""Games in the live picture; the one silent for longest makes room for a new one."""

_RETRY_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)

log = structlog.get_logger()


class Hub:
    """Reads every outbound partition from the start of what is kept, so a restart rebuilds the picture."""

    def __init__(
        self, bus: Bus, sockets: LiveBettingWebSocket, subscriptions: Subscriptions, metrics: Metrics
    ) -> None:
        """Begin with an empty picture."""
        self.pictures: dict[UUID, Picture] = {}
        self.sockets = sockets
        self._bus = bus
        self._subscriptions = subscriptions
        self._metrics = metrics
        self._alerted = Alerted()
        self._read_to = {outbound(partition): "0-0" for partition in range(bus.partitions)}
        self._ahead: dict[str, str] = {}
        self.is_rebuilt = False
        """Whether all that was said before the start has been read; once true, true for good."""
        self.is_current = False
        """Whether it has now, and the bus answers."""

    async def run(self) -> None:
        """Follow the bus for ever; when it is lost, go on from the same place once it answers again."""
        losses = 0
        while True:
            try:
                await self._mark_tips()
                async for batch in self._bus.read(self._read_to):
                    losses = 0
                    await self._take(batch)
            except (RedisError, OSError) as lost:
                self.is_current = False
                self._metrics.reconnects.inc()
                log.warning("bus_lost", reason=type(lost).__name__)
                await asyncio.sleep(_RETRY_SECONDS[min(losses, len(_RETRY_SECONDS) - 1)])
                losses += 1

    async def _mark_tips(self) -> None:
        tips = {stream: await self._bus.tip(stream) for stream in self._read_to}
        self._ahead = {stream: tip for stream, tip in tips.items() if tip != self._read_to[stream]}
        self._note_progress()

    def _note_progress(self) -> None:
        self.is_current = not self._ahead
        self.is_rebuilt = self.is_rebuilt or self.is_current

    async def _take(self, batch: list[Entry]) -> None:
        for entry in batch:
            if isinstance(entry.message, Published):
                await self._try_publish(entry.message, entry.trace)
            self._read_to[entry.stream] = entry.entry_id
            if self._ahead.get(entry.stream) == entry.entry_id:
                del self._ahead[entry.stream]
        if not batch:
            self._ahead.clear()
        self._note_progress()

    async def _try_publish(self, message: Published, trace: Trace) -> None:
        try:
            await self._publish(message, trace)
        except Exception:  # one message that we cannot tell must not silence all games
            self._metrics.untold.inc()
            log.exception("message_untold", kind=type(message).__name__, message_id=str(message.message_id))

    async def _publish(self, message: Published, trace: Trace) -> None:
        picture = self._picture(message.game_id)
        before = picture.value_bets.get(message.value_bet_id) if isinstance(message, ValueBet) else None
        frame = frame_of(message)
        if not picture.apply(message, frame):
            return
        await self._fan_out(message, frame)
        kind = MESSAGE_TYPES[type(message)]
        self._metrics.messages.labels(kind).inc()
        if self.is_current:
            self._metrics.passed(trace, stamp_ns(), kind)
        if isinstance(message, (ValueBet, KeyEvent)):
            await self._alert(message, before, picture)
        if isinstance(message, (ValueBetWithdrawn, KeyEvent)):
            await self._take_back(message)

    async def _fan_out(self, message: Published, frame: bytes) -> None:
        subscribers = self.sockets.subscribers(message.game_id)
        if isinstance(message, OddsUpdate):
            await self.sockets.broadcast_odds_update(frame, subscribers)
        else:
            self.sockets.broadcast(frame, subscribers)

    async def _alert(self, message: ValueBet | KeyEvent, before: ValueBet | None, picture: Picture) -> None:
        sport = None if picture.update is None else picture.update.game.sport
        told = self._subscriptions.answered(self.sockets.users, message, before, sport)
        thing = message.value_bet_id if isinstance(message, ValueBet) else message.message_id
        for user, subscription in told:
            await self.sockets.send_value_alert(message, user, subscription)
            self._alerted.note(thing, user, subscription)

    async def _take_back(self, message: ValueBetWithdrawn | KeyEvent) -> None:
        """Tell those who were alerted of what does not stand any more."""
        false = taken_back(message)
        if false is not None:
            for user, subscription in self._alerted.take_back(false):
                await self.sockets.send_value_alert(message, user, subscription)

    def _picture(self, game_id: UUID) -> Picture:
        """The game's picture, moved to the young end of the table."""
        picture = self.pictures.pop(game_id, None) or Picture(game_id)
        self.pictures[game_id] = picture
        if len(self.pictures) > MOST_GAMES:
            oldest = next(iter(self.pictures))
            del self.pictures[oldest]
            self.sockets.forget(oldest)
        self._metrics.games.set(len(self.pictures))
        return picture
