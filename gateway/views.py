"""From a game's live picture to the answers of the endpoints and the snapshot of the socket."""

import math
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from gateway.forecasts import forecast_of
from gateway.frames import Data, data_of, encode, text_frame
from gateway.models import LiveGame, LiveGameState, LivePrediction, LiveValueBet
from gateway.picture import Picture
from livebet.domain.games import SIMULATOR
from livebet.domain.messages import GameUpdate, OddsUpdate, ValueBet


def _shared(picture: Picture, update: GameUpdate) -> Data:
    game = update.game
    return {
        "game_id": game.game_id,
        "sport": game.sport,
        "home_team": game.home_team,
        "away_team": game.away_team,
        "phase": update.phase,
        "current_score": {"home": update.home_score, "away": update.away_score},
        "game_clock": update.game_clock,
        "quarter_period": update.period,
        "last_updated": picture.observed_at or update.observed_at,
        "wall_clock": game.wall_clock.value,
        "offset": picture.offset,
    }


def live_game(picture: Picture) -> LiveGame | None:
    """The game in short; None before its first state is known."""
    if (update := picture.update) is None:
        return None
    game, told = update.game, picture.predicted
    return LiveGame.model_validate(
        _shared(picture, update)
        | {
            "is_active": picture.is_active,
            "kickoff": game.kickoff,
            "season": game.season,
            "week": game.week,
            "replayed": bool(game.replay_id),
            "simulated": game.feed == SIMULATOR,
            "home_win_probability": None if told is None else told.prediction.home_win_probability,
            "value_bets": len(picture.value_bets),
            "best_edge": max((bet.edge for bet in picture.value_bets.values()), default=None),
        }
    )


def live_state(picture: Picture) -> LiveGameState | None:
    """The state of the game; None before it is known."""
    if (update := picture.update) is None:
        return None
    return LiveGameState.model_validate(
        _shared(picture, update)
        | {
            "revision": update.revision,
            "possession": update.possession,
            "down": update.down,
            "distance": update.distance,
            "yards_to_goal": update.yards_to_goal,
            "timeouts": {"home": update.timeouts_home, "away": update.timeouts_away},
            "momentum": update.momentum,
            "description": update.description,
            "detail": update.detail,
        }
    )


def known_features(features: Mapping[str, float | None]) -> dict[str, float | None]:
    """Features with null where the model was given NaN: JSON has no word for it."""
    return {name: None if value is None or math.isnan(value) else value for name, value in features.items()}


def live_prediction(picture: Picture) -> LivePrediction | None:
    """The newest prediction; None before the first."""
    if (told := picture.predicted) is None:
        return None
    prediction = told.prediction
    return LivePrediction.model_validate(
        {
            "game_id": picture.game_id,
            "model_version": prediction.model_version,
            "home_win_probability": prediction.home_win_probability,
            "away_win_probability": prediction.away_win_probability,
            "confidence_score": prediction.confidence,
            "features_used": known_features(prediction.features),
            "prediction_timestamp": prediction.observed_at,
        }
        | forecast_of(told)
    )


def live_value_bet(bet: ValueBet) -> LiveValueBet:
    """One open value bet."""
    return LiveValueBet.model_validate(data_of(bet) | {"game_id": bet.game_id})


def live_value_bets(picture: Picture, min_edge: float) -> list[LiveValueBet]:
    """The open value bets of at least this edge, the best first."""
    bets = sorted(picture.value_bets.values(), key=lambda bet: -bet.edge)
    return [live_value_bet(bet) for bet in bets if bet.edge >= min_edge]


def quote_data(picture: Picture, quote: OddsUpdate) -> Data:
    """A quote with the status that its market has by now."""
    newer = picture.statuses.get((quote.bookmaker, quote.market.kind))
    return data_of(quote) | ({} if newer is None else {"status": newer.status})


def snapshot(picture: Picture) -> bytes:
    """The whole picture as one frame, to begin a socket with."""
    game, state, prediction = live_game(picture), live_state(picture), live_prediction(picture)
    data: Data = {
        "recovered": False,
        "game": game and game.model_dump(),
        "state": state and state.model_dump(),
        "prediction": prediction and prediction.model_dump(),
        "quotes": [quote_data(picture, quote) for quote in picture.quotes.values()],
        "value_bets": [bet.model_dump() for bet in live_value_bets(picture, 0.0)],
        "game_events": [data_of(event) for event in picture.events],
        "rival_forecasts": [data_of(forecast) for forecast in picture.forecasts.values()],
        "history": list(picture.points),
    }
    return service_frame("snapshot", picture.game_id, picture.observed_at, data, picture.offset)


def service_frame(
    kind: str, game_id: UUID | None, at: datetime | None, data: Data, offset: int | None
) -> bytes:
    """A frame that is no published message."""
    return text_frame(encode(kind, game_id, at, data, offset))
