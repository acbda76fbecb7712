"""Health and metrics, open to all."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from gateway.wiring import TheParts

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """Whether the gateway can serve."""

    status: str
    games: int
    bus: bool


@router.get("/healthz", response_class=PlainTextResponse)
async def healthz() -> str:
    """The process answers."""
    return "ok"


@router.get("/readyz", response_model=Health, responses={503: {"model": Health}})
async def readyz(parts: TheParts) -> Response:
    """Whether the picture is whole and the bus answers."""
    ready = parts.hub.is_rebuilt and parts.hub.is_current
    health = Health(
        status="ready" if ready else "not ready", games=len(parts.hub.pictures), bus=parts.hub.is_current
    )
    return JSONResponse(health.model_dump(), 200 if ready else 503)


@router.get("/metrics", include_in_schema=False)
async def metrics(parts: TheParts) -> Response:
    """For Prometheus."""
    return Response(generate_latest(parts.metrics.registry), media_type=CONTENT_TYPE_LATEST)
