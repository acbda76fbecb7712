"""The decide process, wired: bus, engine, feature store, model service (`python -m cli.decide`)."""

import asyncio

import httpx
import uvloop
from prometheus_client import start_http_server

from feature_repo.online import LiveFeatures
from livebet.engine import Engine
from livebet.engine.config import EngineConfig
from livebet.services.calm import calm_collector
from livebet.services.decide import Decider
from livebet.services.live import LiveEventDetector, LiveOddsEngine
from livebet.services.logs import configure_logs
from livebet.services.predictor import LivePredictionEngine
from livebet.services.stopping import on_stop
from livebet.settings import Settings, settings
from livebet.stream.connect import open_bus


async def decide(of: Settings) -> None:
    """Decide for every partition until the process is told to stop."""
    bus = open_bus(of)
    engine = Engine(EngineConfig(min_edge=of.min_edge, kelly_multiplier=of.kelly_multiplier))
    async with httpx.AsyncClient(base_url=of.serving_url, timeout=2.0) as client:
        predictor = LivePredictionEngine(LiveFeatures.open(), client, bus.tell)
        odds, events = LiveOddsEngine(bus, engine.handle), LiveEventDetector(engine.handle)
        decider = Decider(bus, odds, events, predictor)
        calm_collector()
        running = asyncio.current_task()
        if running is None:
            raise RuntimeError("decide runs inside a task")
        on_stop(running.cancel)
        await decider.run(range(of.partitions))


def main() -> None:
    """Run the process; a signal ends it with status 0, a fault with its traceback."""
    of = settings()
    configure_logs()
    start_http_server(of.metrics_port, addr="127.0.0.1")
    try:
        uvloop.run(decide(of))
    except asyncio.CancelledError:
        return


if __name__ == "__main__":
    main()
