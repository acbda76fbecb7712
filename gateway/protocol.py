"""The WebSocket's messages as clients see them; the names are those of the specification.

`LiveWebSocketMessage` is what the specification says, with `offset` beside it; `LiveServiceMessage` has
the further kinds. All frames of one game, of either sort, are numbered together by `offset`, without a gap.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gateway.forecasts import CONFIDENCE, EXAMPLE, Forecast

_GAME = "3f0a4ff2-52c7-5d4f-9e2e-6f0f5a3f9b11"
_BET = "a4b3c2d1-0000-5000-8000-000000000001"
_WHEN = "2019-10-27T18:31:07Z"


class MarketFields(BaseModel):
    """What says which quote is meant, beside the specification's `bookmaker` and `bet_type`."""

    bookmaker: str = Field(description="Simulated bookmakers are named `sim:…`.")
    bet_type: str = Field(description="moneyline, spread or total")
    selection: str = Field(description="home, away, over or under")
    line: float | None = Field(
        description="Points: spread added to the home score, total asked about; null for a moneyline."
    )
    period: str = "game"
    simulated: bool = Field(description="True where no real money stands behind the quote.")
    observed_at: datetime = Field(description="The feed's instant.")


class OddsUpdate(MarketFields):
    """One bookmaker's price or line moved, or was shown for the first time."""

    old_odds: float = Field(description="The price before; the new one where `first` is true.")
    new_odds: float = Field(description="Decimal odds, stake included.")
    line_movement: float = Field(description="Points that the line moved by.")
    significance: float = Field(ge=0, le=1, description="How far the move stands out of the market's noise.")
    old_line: float | None = None
    first: bool = Field(default=False, description="True for a bookmaker's first quote of this selection.")
    status: str = Field(default="open", description="open, suspended (shown, not bettable) or closed")

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "bookmaker": "sim:anchor", "bet_type": "spread", "selection": "home", "line": -3.5,
                    "old_odds": 1.91, "new_odds": 1.87, "line_movement": 0.0, "significance": 0.42,
                    "old_line": -3.5, "first": False, "status": "open", "period": "game",
                    "simulated": True, "observed_at": _WHEN,
                }
            ]
        }
    )  # fmt: skip


class GameEvent(BaseModel):
    """A key event: a significant happening that we inferred."""

    event_type: str
    description: str
    impact_score: float = Field(description="Change of the home side's win probability.")
    probability_change: dict[str, float] = Field(description="By side: home, away.")
    event_id: UUID
    side: str | None = Field(description="home or away, null where neither")
    play_id: str
    game_clock: str
    quarter_period: int
    observed_at: datetime
    data: dict[str, str | int | float | None] = Field(
        default={},
        description="More of it. A `retracted` event takes back the one whose event_id is `retracts`.",
    )

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "event_type": "touchdown", "description": "L.Jackson 8 yd run, touchdown",
                    "impact_score": 0.113, "probability_change": {"home": 0.113, "away": -0.113},
                    "event_id": _BET, "side": "home", "play_id": "1893", "game_clock": "04:12",
                    "quarter_period": 2, "observed_at": _WHEN, "data": {},
                }
            ]
        }
    )  # fmt: skip


class ValueBet(MarketFields):
    """An open, fresh quote that pays more than our probability asks."""

    odds: float = Field(description="Decimal odds, stake included.")
    fair_odds: float = Field(description="The market's view, margin removed.")
    edge: float = Field(description="model_probability × odds − 1")
    confidence: float = Field(ge=0, le=1, description="How sure the model is of its probability.")
    recommended_stake: float = Field(ge=0, le=1, description="Share of the bankroll (fractional Kelly).")
    value_bet_id: UUID = Field(description="Stays the same while the same offer stands.")
    model_probability: float
    model_version: str
    status: Literal["open"] = "open"

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "bookmaker": "sim:harbour", "bet_type": "moneyline", "selection": "home", "line": None,
                    "odds": 2.1, "fair_odds": 2.04, "edge": 0.071, "confidence": 0.82,
                    "recommended_stake": 0.016, "value_bet_id": _BET, "model_probability": 0.51,
                    "model_version": "3", "status": "open", "period": "game", "simulated": True,
                    "observed_at": _WHEN,
                }
            ]
        }
    )  # fmt: skip


class PredictionUpdate(Forecast):
    """The champion's new answer; the features that it used are at `/predictions`.

    A `prediction_retracted` names in `retracts` the predictions that rested on plays corrected since.
    """

    prediction_id: UUID
    home_win_probability: float = Field(ge=0, le=1)
    away_win_probability: float = Field(ge=0, le=1)
    confidence_score: float = Field(ge=0, le=1, description=CONFIDENCE)
    model_version: str
    revision: int = Field(description="Of the game's state that was asked about.")
    play_id: str = Field(description="The last play known to it.")
    prediction_timestamp: datetime

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "prediction_id": _BET, "home_win_probability": 0.6312, "away_win_probability": 0.3688,
                    "confidence_score": 0.92, "model_version": "3", "revision": 141, "play_id": "1893",
                    "prediction_timestamp": _WHEN, **EXAMPLE,
                }
            ]
        }
    )  # fmt: skip


class LiveWebSocketMessage(BaseModel):
    """One message of a game on its WebSocket."""

    message_type: Literal["odds_update", "game_event", "value_bet", "prediction_update"]
    game_id: str = Field(examples=[_GAME])
    timestamp: datetime = Field(description="The feed's instant (its clock may be made: see wall_clock).")
    data: OddsUpdate | GameEvent | ValueBet | PredictionUpdate
    offset: int = Field(ge=1, description="Place among all messages of the game, from 1 without a gap.")
    alert: UUID | None = Field(
        default=None,
        description="Only on an alert: the subscription that it answers. An alert is a further frame,"
        " perhaps of another game, and no part of this socket's run of offsets.",
    )


class LiveServiceMessage(BaseModel):
    """The further kinds of message; `data` is an object whose fields depend on the kind."""

    message_type: Literal[
        "snapshot", "resumed", "game_state", "market_status", "value_bet_withdrawn", "value_bet_settled",
        "prediction_retracted", "rival_forecast", "finding", "authenticated", "pong", "error",
    ]  # fmt: skip
    game_id: str | None = Field(default=None, examples=[_GAME])
    timestamp: datetime | None = None
    data: dict[str, object]
    offset: int | None = Field(
        default=None, description="As above; null for what is no message of the game (pong, error …)."
    )
