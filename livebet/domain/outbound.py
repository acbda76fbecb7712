"""Messages that go out: all that is published of a game, and what the engine asks of the rim.

What is published carries `offset`, its place among everything said of that game, from 1 without a gap, so a
client that was away knows what it missed; and `message_id`, deterministic, so that a repeat is known as one.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from livebet.domain.games import Game, Sport
from livebet.domain.inbound import FeatureRow, Prediction
from livebet.domain.markets import Market, MarketKind, MarketStatus, Selection
from livebet.domain.prices import Price


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionWanted:
    """The engine asks for a prediction of this row; the rim fetches it. Not published.

    `after`: plays were corrected, and of what was asked before only revisions up to this one still hold.
    `step` counts the plays that are over: rows of one step tell of the same play to come, the later one more.
    """

    game_id: UUID
    sport: Sport
    revision: int
    play_id: str
    row: FeatureRow
    observed_at: datetime
    after: int | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketRow:
    """The market's features at an instant, for the feature store. Not published."""

    game_id: UUID
    revision: int
    row: FeatureRow
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextRow:
    """Weather and absences as features of a game, for the feature store. Not published."""

    game_id: UUID
    revision: int
    row: FeatureRow
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What every published message carries."""

    message_id: UUID
    game_id: UUID
    offset: int
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GameUpdate(Outgoing):
    """The state of the game, whole, in the words of the boundary (one row of `live_games`).

    `detail` is what only this sport has: team fouls and bonus in basketball; half, outs, bases and count in
    baseball; empty in football.
    """

    game: Game
    revision: int
    phase: str
    period: int
    game_clock: str
    home_score: int
    away_score: int
    possession: str | None
    down: int
    distance: int
    yards_to_goal: int | None
    timeouts_home: int
    timeouts_away: int
    momentum: float
    description: str
    detail: dict[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEvent(Outgoing):
    """A significant happening that we inferred.

    `impact_score` is the change of the home side's win probability it caused (away: the negative),
    as far as predictions tell when it is published; `probability_change` gives both sides.
    """

    event_type: str
    description: str
    side: str | None
    play_id: str
    game_clock: str
    period: int
    impact_score: float
    probability_change: dict[str, float]
    data: dict[str, str | int | float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsUpdate(Outgoing):
    """One bookmaker's price or line moved, or was shown for the first time (`price_before` None).

    `line_movement` is in points; `significance` in [0, 1]: how far the move stands out of this market's
    own noise; `status` is the market's at that bookmaker.
    """

    bookmaker: str
    market: Market
    selection: Selection
    price_before: Price | None
    price_after: Price
    line_before: float | None
    line_after: float | None
    line_movement: float
    significance: float
    status: MarketStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusUpdate(Outgoing):
    """A bookmaker's markets of one kind opened, were suspended or closed."""

    bookmaker: str
    kind: MarketKind
    status: MarketStatus
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionUpdate(Outgoing):
    """A prediction, published.

    `market` is the bookmakers' fair home probability just then, `blended` ours and theirs mixed by
    `Prediction.model_share`: for reading, never to judge a price by, for that price is in it. Both are None
    where there are no open quotes or no share. `game_call` is the promise (.85, .9) of one call a game where
    this forecast is the game's first to reach its threshold, else 0.
    """

    prediction: Prediction
    market: float | None = None
    blended: float | None = None
    game_call: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionRetracted(Outgoing):
    """Predictions that rested on plays which were corrected since: their message ids, oldest first, and why.

    What replaces them comes as a `PredictionUpdate` of a later revision.
    """

    retracts: tuple[UUID, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastUpdate(Outgoing):
    """A rival's win probability, to compare ours with; never a feature of ours."""

    forecaster: str
    home_win_probability: float
    play_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueBet(Outgoing):
    """An open, fresh quote that pays more than our probability asks.

    `edge` = model probability × price − 1; `fair_odds` is the market's view, margin removed;
    `recommended_stake` is a share of the bankroll in [0, 1]. `value_bet_id` stays the same while the
    same offer stands.
    """

    value_bet_id: UUID
    bookmaker: str
    market: Market
    selection: Selection
    price: Price
    fair_odds: float
    model_probability: float
    edge: float
    confidence: float
    recommended_stake: float
    model_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueBetWithdrawn(Outgoing):
    """A value bet no longer stands, and why."""

    value_bet_id: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueBetSettled(Outgoing):
    """The truth about a value bet that was offered. `outcome`: won, lost, push or void."""

    value_bet_id: UUID
    outcome: str
    price: Price
    recommended_stake: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Outgoing):
    """Something odd that was repaired or tolerated, and how."""

    finding: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An item that could not be placed. Never dropped in silence: stored, counted, shown.

    `payload` is the item as it came, cut to a bounded length; `native_id` is the feed's name of the game.
    """

    feed: str
    reason: str
    payload: str
    native_id: str
    observed_at: datetime


Published = (
    GameUpdate
    | KeyEvent
    | OddsUpdate
    | StatusUpdate
    | PredictionUpdate
    | PredictionRetracted
    | ForecastUpdate
    | ValueBet
    | ValueBetWithdrawn
    | ValueBetSettled
    | Finding
)

Outbound = PredictionWanted | MarketRow | ContextRow | Refused | Published
"""All that the engine answers: what it wants of the rim, what it could not place, what it says."""
