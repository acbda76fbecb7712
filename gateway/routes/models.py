"""GET: the model that predicts."""

from fastapi import APIRouter, Depends

from gateway.auth import get_current_user
from gateway.models import LiveChampion
from gateway.problems import documented
from gateway.wiring import TheLive
from livebet.domain.games import Sport

router = APIRouter(prefix="/live/models", tags=["models"], dependencies=[Depends(get_current_user)])


@router.get("/champion", responses=documented(401, 404, 503), operation_id="get_live_champion")
async def get_live_champion(live: TheLive, sport: Sport = Sport.NFL) -> LiveChampion:
    """Get a sport's champion: the model version that serves, with the features that it reads, in order."""
    return await live.champion(sport)
