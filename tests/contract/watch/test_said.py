"""What the services' database tells of forecasts, for those who watch a model: written by the services."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from redis import Redis

from livebet.domain.games import SIMULATOR, Sport
from livebet.domain.messages import GameUpdate, Prediction, PredictionUpdate, Shadow
from livebet.services.guard_board import GuardBoard
from livebet.services.reviewer import Reviewer
from livebet.storage.writer import Writer
from training.watch.said import fed, forecasts, shadows

pytestmark = pytest.mark.servers

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)


class Standing:
    def now(self) -> datetime:
        return NOW


def with_features(told: PredictionUpdate, *others: Shadow, **features: float) -> PredictionUpdate:
    changed: Prediction = replace(told.prediction, features=features, shadows=others)
    return replace(told, prediction=changed)


async def nobody(*_: Any) -> None:
    """No model service is there to be told."""


async def store(pool: asyncpg.Pool, redis_url: str, *told: GameUpdate | PredictionUpdate) -> None:
    """Through the very services that write."""
    await Writer(pool).write(told)
    with Redis.from_url(redis_url) as client:
        await Reviewer(pool, GuardBoard(client), nobody, Standing()).review(told, {"livebet:out:0": "1-1"})


async def test_what_services_wrote_is_told_to_who_watches(
    pool: asyncpg.Pool, redis_url: str, database_url: str, teller: Callable[..., Any]
) -> None:
    over, running, played = teller(1), teller(2), teller(3, feed=SIMULATOR)
    for game in (over, running, played):
        await store(
            pool,
            redis_url,
            game.update(1, 1, "14:00"),
            with_features(
                game.forecast(1, 0.55),
                Shadow(model_version="4", home_win_probability=0.5),
                period=1.0,
                margin=0.0,
            ),
            game.update(2, 1, "07:00"),
            with_features(game.forecast(2, 0.6), period=1.0, margin=3.0),
        )
    for game in (over, played):
        await store(pool, redis_url, game.final(3, 20, 17), game.forecast(3, 1.0, "rules"))
    since = NOW - timedelta(days=1)
    told = forecasts(database_url, Sport.NFL, since)
    assert sorted(told.fillna(-1).itertuples(index=False, name=None)) == sorted(
        (str(game.game.game_id), 1, chance, won)
        for game, won in ((over, 1.0), (running, -1.0), (played, 1.0))
        for chance in (0.55, 0.6)
    )
    assert forecasts(database_url, Sport.NBA, since).empty
    assert len(forecasts(database_url, Sport.NFL, NOW + timedelta(days=1))) == 2, "what is on is always told"
    for simulated, game in ((False, over), (True, played)):
        (row,) = fed(database_url, Sport.NFL, since, simulated).to_dict("records")
        assert row == {"game": str(game.game.game_id), "phase": 1, "period": 1.0, "margin": 3.0}
    assert fed(database_url, Sport.NFL, NOW + timedelta(days=1), simulated=False).empty
    beside = shadows(database_url, Sport.NFL)
    assert sorted(beside["game"]) == sorted(str(game.game.game_id) for game in (over, played))
    assert set(beside.drop(columns="game").itertuples(index=False, name=None)) == {("4", "3", 0.5, 0.55, 1.0)}
