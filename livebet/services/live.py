"""Odds and events of live games, in the requirements' own words: asynchronous faces of the one pure engine.

They await nothing to decide, so a decision costs what `engine.handle` costs. All of one game's messages go
through both faces in the order of the log, since it is one engine that stands behind them.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from uuid import UUID

from livebet.domain.messages import (
    FindingSeen,
    ForecastSeen,
    GameAbandoned,
    GameListed,
    Inbound,
    KeyEvent,
    NewsSeen,
    OddsUpdate,
    Outbound,
    PlayBegan,
    PlayDeleted,
    PlaySeen,
    Prediction,
    Published,
    QuoteSeen,
    StatusSeen,
    WeatherSeen,
)
from livebet.stream.bus import Bus, outbound, partition_of

BesidePlays = GameListed | PlayBegan | GameAbandoned | WeatherSeen | NewsSeen | FindingSeen
"""What is known of a game without a play that is over."""

Handle = Callable[[Inbound], list[Outbound]]


class LiveOddsEngine:
    """The market's side of live games."""

    def __init__(self, bus: Bus, handle: Handle) -> None:
        """Take the bus that odds are said on, and the engine's `handle`."""
        self._bus = bus
        self._handle = handle

    async def stream_odds(self, game_id: UUID) -> AsyncIterator[OddsUpdate]:
        """A game's prices and lines as they move from now on, each once, for ever."""
        stream = outbound(partition_of(game_id, self._bus.partitions))
        newest = 0
        async for batch in self._bus.read({stream: await self._bus.tip(stream)}):
            for entry in batch:
                update = entry.message
                if isinstance(update, OddsUpdate) and update.game_id == game_id and update.offset > newest:
                    newest = update.offset
                    yield update

    async def detect_line_movement(self, odds: QuoteSeen | StatusSeen | ForecastSeen) -> list[Outbound]:
        """How a quote or status moves the market, and which value bets come and go; what rivals foretell."""
        return self._handle(odds)

    async def calculate_live_value(self, prediction: Prediction) -> list[Outbound]:
        """What a prediction makes of all quotes that stand: value bets, and the impact of key events."""
        return self._handle(prediction)


class LiveEventDetector:
    """The field's side of live games."""

    def __init__(self, handle: Handle) -> None:
        """Take the engine's `handle`."""
        self._handle = handle

    async def update_game_state(self, told: BesidePlays) -> list[Outbound]:
        """What is known before a play, or of a game: its state, and the prediction wanted of it, if any."""
        return self._handle(told)

    async def process_score_update(self, play: PlaySeen | PlayDeleted) -> list[Outbound]:
        """What a finished, corrected or deleted play makes of the score and of all that rested on it."""
        return self._handle(play)

    async def detect_key_events(self, said: Sequence[Published]) -> list[KeyEvent]:
        """The key events among what is said. One is told when its impact is known, so not by its own play."""
        return [message for message in said if isinstance(message, KeyEvent)]
