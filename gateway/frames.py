"""From published messages to frames: each is encoded once, whoever gets it."""

from datetime import datetime
from typing import assert_never
from uuid import UUID

import orjson
from websockets.frames import Frame as WireFrame
from websockets.frames import Opcode

from gateway.forecasts import forecast_of
from livebet.domain.markets import Market
from livebet.domain.messages import (
    Finding,
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
from livebet.domain.quotes import SIMULATED

Data = dict[str, object]

MESSAGE_TYPES: dict[type, str] = {
    OddsUpdate: "odds_update",
    KeyEvent: "game_event",
    ValueBet: "value_bet",
    PredictionUpdate: "prediction_update",
    GameUpdate: "game_state",
    StatusUpdate: "market_status",
    ValueBetWithdrawn: "value_bet_withdrawn",
    ValueBetSettled: "value_bet_settled",
    PredictionRetracted: "prediction_retracted",
    ForecastUpdate: "rival_forecast",
    Finding: "finding",
}
"""The boundary's names; the first four are the specification's."""


_FORECAST = ("forecaster", "home_win_probability", "play_id")


def data_of(message: Published) -> Data:
    """The `data` of a message's frame."""
    match message:
        case OddsUpdate():
            return _odds(message)
        case KeyEvent():
            return _event(message)
        case ValueBet():
            return _value_bet(message)
        case PredictionUpdate():
            return _prediction(message)
        case GameUpdate():
            return _state(message)
        case StatusUpdate():
            return _stands(message)
        case ValueBetWithdrawn():
            return {"value_bet_id": message.value_bet_id, "reason": message.reason}
        case ValueBetSettled():
            return _settled(message)
        case PredictionRetracted():
            return {"retracts": list(message.retracts), "reason": message.reason}
        case ForecastUpdate():
            return {name: getattr(message, name) for name in _FORECAST}
        case Finding():
            return {"finding": message.finding, "detail": message.detail}
        case _:
            assert_never(message)


def text_frame(body: bytes) -> bytes:
    """A server's WebSocket frame around UTF-8 text, ready for any client's transport."""
    return WireFrame(Opcode.TEXT, body).serialize(mask=False)


def encode(
    message_type: str,
    game_id: UUID | None,
    at: datetime | None,
    data: Data,
    offset: int | None,
    alert: UUID | None = None,
) -> bytes:
    """The JSON of one frame."""
    frame: Data = {
        "message_type": message_type,
        "game_id": game_id,
        "timestamp": at,
        "data": data,
        "offset": offset,
    }
    if alert is not None:
        frame["alert"] = alert
    return orjson.dumps(frame, option=orjson.OPT_UTC_Z)


def frame_of(message: Published, alert: UUID | None = None) -> bytes:
    """A published message on the wire; `alert` names the subscription that it answers, if it does."""
    kind = MESSAGE_TYPES[type(message)]
    body = encode(kind, message.game_id, message.observed_at, data_of(message), message.offset, alert)
    return text_frame(body)


def error_frame(detail: str) -> str:
    """The JSON that answers a frame that we cannot use."""
    return encode("error", None, None, {"detail": detail}, None).decode()


def _market(bookmaker: str, market: Market, message: OddsUpdate | ValueBet) -> Data:
    return {
        "bookmaker": bookmaker,
        "bet_type": market.kind,
        "selection": message.selection,
        "line": market.line,
        "period": market.period,
        "simulated": bookmaker.startswith(SIMULATED),
        "observed_at": message.observed_at,
    }


def _odds(message: OddsUpdate) -> Data:
    before = message.price_before
    return _market(message.bookmaker, message.market, message) | {
        "line": message.line_after,
        "old_line": message.line_before,
        "old_odds": float(message.price_after if before is None else before),
        "new_odds": float(message.price_after),
        "first": before is None,
        "line_movement": message.line_movement,
        "significance": message.significance,
        "status": message.status,
    }


def _event(message: KeyEvent) -> Data:
    return {
        "event_type": message.event_type,
        "description": message.description,
        "impact_score": message.impact_score,
        "probability_change": message.probability_change,
        "event_id": message.message_id,
        "side": message.side,
        "play_id": message.play_id,
        "game_clock": message.game_clock,
        "quarter_period": message.period,
        "observed_at": message.observed_at,
        "data": message.data,
    }


def _value_bet(message: ValueBet) -> Data:
    return _market(message.bookmaker, message.market, message) | {
        "odds": float(message.price),
        "fair_odds": message.fair_odds,
        "edge": message.edge,
        "confidence": message.confidence,
        "recommended_stake": message.recommended_stake,
        "value_bet_id": message.value_bet_id,
        "model_probability": message.model_probability,
        "model_version": message.model_version,
        "status": "open",
    }


def _stands(message: StatusUpdate) -> Data:
    return {
        "bookmaker": message.bookmaker,
        "bet_type": message.kind,
        "status": message.status,
        "reason": message.reason,
    }


def _settled(message: ValueBetSettled) -> Data:
    return {
        "value_bet_id": message.value_bet_id,
        "outcome": message.outcome,
        "odds": float(message.price),
        "recommended_stake": message.recommended_stake,
    }


def _prediction(message: PredictionUpdate) -> Data:
    prediction = message.prediction
    return {
        "prediction_id": message.message_id,
        "home_win_probability": prediction.home_win_probability,
        "away_win_probability": prediction.away_win_probability,
        "confidence_score": prediction.confidence,
        "model_version": prediction.model_version,
        "revision": prediction.revision,
        "play_id": prediction.play_id,
        "prediction_timestamp": prediction.observed_at,
    } | forecast_of(message)


def _state(message: GameUpdate) -> Data:
    game = message.game
    return {
        "sport": game.sport,
        "home_team": game.home_team,
        "away_team": game.away_team,
        "phase": message.phase,
        "quarter_period": message.period,
        "game_clock": message.game_clock,
        "current_score": {"home": message.home_score, "away": message.away_score},
        "possession": message.possession,
        "down": message.down,
        "distance": message.distance,
        "yards_to_goal": message.yards_to_goal,
        "timeouts": {"home": message.timeouts_home, "away": message.timeouts_away},
        "momentum": message.momentum,
        "description": message.description,
        "detail": message.detail,
        "revision": message.revision,
        "wall_clock": game.wall_clock,
    }
