"""Messages: all that travels on the stream. Two closed unions: what comes in, what goes out.

Every message is of one game and carries `observed_at`, the feed's instant (UTC). What goes out carries
`offset`, its place among everything said of that game, from 1 without a gap, so a client that was away
knows what it missed; and `message_id`, deterministic, so that a repeat is known as one.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from livebet.domain.games import Game
from livebet.domain.markets import Market, MarketKind, MarketStatus, Selection
from livebet.domain.plays import Play, Situation
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote

FeatureRow = dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class GameListed:
    """A feed announces a game. `expected_margin`: home minus away points, from earlier games only."""

    game: Game
    observed_at: datetime
    expected_margin: float | None = None

    @property
    def game_id(self) -> UUID:
        """The game announced."""
        return self.game.game_id


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayBegan:
    """The teams line up: what is known as the play begins."""

    game_id: UUID
    situation: Situation
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaySeen:
    """A play is over, or an earlier one is told anew (its `revision` is then higher)."""

    game_id: UUID
    play: Play
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayDeleted:
    """The feed takes a play back: it never happened."""

    game_id: UUID
    play_id: str
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GameAbandoned:
    """Nothing more is to come of a game that is not over, and why. A later play takes it up again."""

    game_id: UUID
    reason: str
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSeen:
    """A bookmaker's price for one selection."""

    game_id: UUID
    quote: Quote
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSeen:
    """A bookmaker opens, suspends or closes its markets of one kind."""

    game_id: UUID
    bookmaker: str
    kind: MarketKind
    status: MarketStatus
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """The served champion's answer for one revision of the game's state.

    `confidence` in [0, 1] says how sure the model is of its probability; `features` are those it used;
    `play_id` is the last play known to it. It re-enters the engine once.
    """

    game_id: UUID
    revision: int
    play_id: str
    home_win_probability: float
    away_win_probability: float
    confidence: float
    model_version: str
    features: FeatureRow
    observed_at: datetime


Inbound = (
    GameListed | PlayBegan | PlaySeen | PlayDeleted | GameAbandoned | QuoteSeen | StatusSeen | Prediction
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionWanted:
    """The engine asks for a prediction of this row; the rim fetches it. Not published."""

    game_id: UUID
    revision: int
    play_id: str
    row: FeatureRow
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketRow:
    """The market's features at an instant, for the feature store. Not published."""

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
    """The state of the game, whole, in the words of the boundary (one row of `live_games`)."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionUpdate(Outgoing):
    """A prediction, published."""

    prediction: Prediction


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


Published = (
    GameUpdate
    | KeyEvent
    | OddsUpdate
    | StatusUpdate
    | PredictionUpdate
    | ValueBet
    | ValueBetWithdrawn
    | ValueBetSettled
    | Finding
)


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


Outbound = PredictionWanted | MarketRow | Refused | Published
"""All that the engine answers: two wishes of the rim, what it could not place, what it says."""
