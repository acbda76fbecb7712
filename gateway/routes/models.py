"""GET: the model that predicts, those that run beside it, and how often forecasts were right."""

from fastapi import APIRouter, Depends

from gateway.accuracy import LiveAccuracy
from gateway.auth import get_current_user
from gateway.champion import LiveChampion
from gateway.problems import documented
from gateway.shadows import LiveShadow
from gateway.wiring import TheLive
from livebet.domain.games import Sport

router = APIRouter(prefix="/live", tags=["models"], dependencies=[Depends(get_current_user)])


@router.get("/models/champion", responses=documented(401, 404, 422, 503), operation_id="get_live_champion")
async def get_live_champion(live: TheLive, sport: Sport = Sport.NFL) -> LiveChampion:
    """Get a sport's champion: the version that serves, its features in order, its card, the alarms."""
    return await live.champion(sport)


@router.get("/models/shadows", responses=documented(401, 422, 503), operation_id="get_live_shadows")
async def get_live_shadows(live: TheLive, sport: Sport = Sport.NFL) -> list[LiveShadow]:
    """Get the challengers that ran beside the champion on the games of the newest 24 hours."""
    return await live.shadows(sport)


@router.get("/accuracy", responses=documented(401, 422, 503), operation_id="get_live_accuracy")
async def get_live_accuracy(live: TheLive, sport: Sport = Sport.NFL) -> LiveAccuracy:
    """Get how often forecasts of finished games were right, by phase, and how calls kept what they promise.

    Each accuracy stands beside its coverage and a 95 % interval over games. Accuracy is no profit.
    """
    return await live.accuracy(sport)
