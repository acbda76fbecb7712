"""The live picture of one game: a fold of what was published of it, bounded."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from livebet.domain.markets import MarketKind, Selection
from livebet.domain.messages import (
    ForecastUpdate,
    GameUpdate,
    KeyEvent,
    OddsUpdate,
    PredictionRetracted,
    PredictionUpdate,
    Published,
    StatusUpdate,
    ValueBet,
    ValueBetSettled,
    ValueBetWithdrawn,
)
from livebet.game.state import OVER

KEPT_FRAMES = 1024
"""Messages kept for resuming, about 400 bytes each: a minute or more of a lively game."""
KEPT_EVENTS = 100
KEPT_POINTS = 1500
"""Predictions kept for the chart; the longest recorded game has fewer than 250 plays."""

QuoteKey = tuple[str, MarketKind, str, Selection]
"""Bookmaker, kind, period, selection: a line that moves stays the same quote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of the win-probability chart: the prediction, and the game as it stood then."""

    offset: int
    prediction_id: UUID
    observed_at: datetime
    home_win_probability: float
    quarter_period: int
    game_clock: str
    home_score: int
    away_score: int
    low: float | None
    high: float | None
    market_probability: float | None
    blended_probability: float | None
    game_call: float


@dataclass(slots=True)
class Picture:
    """What is known of a game now, and its newest frames.

    `offset` is the newest message's. `kept` runs up to it without a gap, so a client that has seen any
    offset from `resumable_from` on can be told just what it missed.
    """

    game_id: UUID
    offset: int = 0
    observed_at: datetime | None = None
    update: GameUpdate | None = None
    predicted: PredictionUpdate | None = None
    quotes: dict[QuoteKey, OddsUpdate] = field(default_factory=dict)
    statuses: dict[tuple[str, MarketKind], StatusUpdate] = field(default_factory=dict)
    forecasts: dict[str, ForecastUpdate] = field(default_factory=dict)
    """The newest of each rival."""
    value_bets: dict[UUID, ValueBet] = field(default_factory=dict)
    events: deque[KeyEvent] = field(default_factory=lambda: deque(maxlen=KEPT_EVENTS))
    points: deque[Point] = field(default_factory=lambda: deque(maxlen=KEPT_POINTS))
    kept: deque[bytes] = field(default_factory=lambda: deque(maxlen=KEPT_FRAMES))

    @property
    def is_active(self) -> bool:
        """Known, and neither final nor abandoned."""
        return self.update is not None and self.update.phase not in OVER

    @property
    def resumable_from(self) -> int:
        """The least offset after which every frame is kept."""
        return self.offset - len(self.kept)

    def after(self, offset: int) -> list[bytes] | None:
        """The frames after `offset`; None where some are gone, or `offset` is not of this game's past."""
        if not self.resumable_from <= offset <= self.offset:
            return None
        return list(self.kept)[offset - self.resumable_from :]

    def apply(self, message: Published, frame: bytes) -> bool:
        """Fold one message in; False for one that was seen before, which changes nothing."""
        if message.offset <= self.offset:
            return False
        if message.offset != self.offset + 1:
            self.kept.clear()
        self.offset = message.offset
        self.observed_at = message.observed_at
        self.kept.append(frame)
        self._fold(message)
        return True

    def _fold(self, message: Published) -> None:
        match message:
            case GameUpdate():
                self.update = message
            case OddsUpdate(bookmaker=bookmaker, market=market):
                self.quotes[bookmaker, market.kind, market.period, message.selection] = message
                self.statuses.pop((bookmaker, market.kind), None)
            case StatusUpdate():
                self.statuses[message.bookmaker, message.kind] = message
            case PredictionUpdate():
                self._predicted(message)
            case PredictionRetracted():
                kept = (point for point in self.points if point.prediction_id not in message.retracts)
                self.points = deque(kept, maxlen=KEPT_POINTS)
            case ForecastUpdate():
                self.forecasts[message.forecaster] = message
            case ValueBet():
                self.value_bets[message.value_bet_id] = message
            case ValueBetWithdrawn() | ValueBetSettled():
                self.value_bets.pop(message.value_bet_id, None)
            case KeyEvent():
                self._happened(message)
            case _:
                pass

    def _happened(self, event: KeyEvent) -> None:
        """Keep a key event; one that takes another back (`data["retracts"]`, its id) leaves neither."""
        if (false := event.data.get("retracts")) is None:
            self.events.append(event)
            return
        kept = (one for one in self.events if str(one.message_id) != false)
        self.events = deque(kept, maxlen=KEPT_EVENTS)

    def _predicted(self, message: PredictionUpdate) -> None:
        self.predicted = message
        if (game := self.update) is not None:
            self.points.append(_point(message, game))


def _point(message: PredictionUpdate, game: GameUpdate) -> Point:
    told = message.prediction
    return Point(
        offset=message.offset,
        prediction_id=message.message_id,
        observed_at=message.observed_at,
        home_win_probability=told.home_win_probability,
        quarter_period=game.period,
        game_clock=game.game_clock,
        home_score=game.home_score,
        away_score=game.away_score,
        low=told.low,
        high=told.high,
        market_probability=message.market,
        blended_probability=message.blended,
        game_call=message.game_call,
    )
