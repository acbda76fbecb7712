"""GET: the active games, a game's state, predictions and value bets."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from gateway.auth import get_current_user
from gateway.models import LiveGame, LiveGameState, LivePrediction, LiveValueBet
from gateway.problems import documented
from gateway.wiring import TheLive
from livebet.domain.games import Sport

router = APIRouter(prefix="/live", tags=["live"], dependencies=[Depends(get_current_user)])

MinEdge = Annotated[float, Query(ge=0, allow_inf_nan=False, description="0.02 is two per cent.")]


@router.get("/games/active", responses=documented(401, 422, 503), operation_id="get_active_games")
async def get_active_games(live: TheLive, sport: Sport | None = None) -> list[LiveGame]:
    """Get currently active games for live betting: those neither final nor abandoned, by kickoff."""
    return await live.active_games(sport)


@router.get(
    "/games/{game_id}/state", responses=documented(401, 404, 422, 503), operation_id="get_live_game_state"
)
async def get_live_game_state(live: TheLive, game_id: UUID) -> LiveGameState:
    """Get current state of a live game."""
    return await live.state(game_id)


@router.get(
    "/games/{game_id}/predictions",
    responses=documented(401, 404, 422, 503),
    operation_id="get_live_predictions",
)
async def get_live_predictions(live: TheLive, game_id: UUID) -> LivePrediction:
    """Get current ML predictions for live game, with the features that the model used."""
    return await live.prediction(game_id)


@router.get(
    "/value-bets/{game_id}", responses=documented(401, 404, 422, 503), operation_id="get_live_value_bets"
)
async def get_live_value_bets(live: TheLive, game_id: UUID, min_edge: MinEdge = 0.02) -> list[LiveValueBet]:
    """Get current value betting opportunities for live game: those that stand open, the best first."""
    return await live.value_bets(game_id, min_edge)
