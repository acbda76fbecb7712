"""The watching assets over a real PostgreSQL and MLflow: what they show, and where the report lies."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import dagster as dg
import numpy as np
import pytest
from redis import Redis

from feature_repo.names import model_name
from livebet.domain.clock import SystemClock
from livebet.domain.games import Sport
from livebet.domain.messages import Shadow
from livebet.features.row import FEATURES_OF
from livebet.services.guard_board import GuardBoard
from livebet.services.reviewer import Reviewer
from livebet.settings import settings
from livebet.storage.queries import ChampionRow, remember_champion
from livebet.storage.writer import Writer
from pipelines.defs.watch.assets import drift_asset_of, live_performance_of, shadow_of
from pipelines.defs.watch.jobs import while_games_are_on
from training.data.rows import NOT_JUDGED, Rows
from training.seasons import Origin, Season
from training.seasons.joined import keep_training_rows
from training.tracking import connect

pytestmark = [pytest.mark.servers, pytest.mark.slow]

GAMES = 24
LEARNT_GAMES = 120


@pytest.fixture
def home(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path))
    monkeypatch.setenv("LIVEBET_DATABASE_URL", database_url)
    settings.cache_clear()
    yield tmp_path
    settings.cache_clear()


async def nobody(*_: Any) -> None:
    """No model service is there to be told."""


async def play(pool: asyncpg.Pool, redis_url: str, teller: Callable[..., Any], margin: float) -> None:
    """Games whose second quarter finds the home side ahead by a margin; it wins four in six."""
    dice = np.random.default_rng(5)
    with Redis.from_url(redis_url) as client:
        reviewer = Reviewer(pool, GuardBoard(client), nobody, SystemClock())
        for number in range(GAMES):
            game, home = teller(number), 17 if number % 6 < 4 else 3
            told = game.forecast(1, 0.7)
            features = {"period": 2.0, "margin": margin + float(dice.normal())}
            shadow = Shadow(model_version="4", home_win_probability=0.6)
            asked = replace(told.prediction, features=features, shadows=(shadow,))
            messages = (
                game.update(1, 2, "07:00"), replace(told, prediction=asked), game.final(2, home, 10)
            )  # fmt: skip
            await Writer(pool).write(messages)
            await reviewer.review(messages, {"livebet:out:0": f"{number}-1"})


def learnt() -> Rows:
    """What was learnt: games whose second quarter finds nobody ahead."""
    names = FEATURES_OF[Sport.NFL].names
    table = np.zeros((LEARNT_GAMES, len(names)), np.float32)
    table[:, names.index("margin")] = np.random.default_rng(6).normal(size=LEARNT_GAMES)
    zeros, numbers = np.zeros(LEARNT_GAMES, np.int64), np.arange(LEARNT_GAMES)
    return Rows(
        sport=Sport.NFL,
        games=tuple(map(str, numbers)),
        features=table,
        home_won=np.ones(LEARNT_GAMES),
        season=zeros + 2012,
        day=zeros,
        game=numbers,
        play=zeros,
        period=zeros + 2,
        left=np.full(LEARNT_GAMES, 2200.0),
        side=zeros,
        judged=np.ones(LEARNT_GAMES, bool),
        anchor=np.full(LEARNT_GAMES, np.nan),
        following=zeros + NOT_JUDGED,
    )


def champion(uri: str) -> str:
    """A version that serves; its run."""
    client = connect(uri)
    experiment = client.create_experiment("nfl")
    run = str(client.create_run(experiment).info.run_id)
    name = model_name(Sport.NFL)
    client.create_registered_model(name)
    version = client.create_model_version(name, f"runs:/{run}/model", run).version
    client.set_registered_model_alias(name, "champion", version)
    return run


def materialize(asset: dg.AssetsDefinition) -> tuple[dict[str, Any], list[tuple[str, bool, str | None]]]:
    """What an asset shows and what its checks say."""
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize([asset], instance=instance)
    (event,) = result.get_asset_materialization_events()
    checks = [(one.check_name, one.passed, one.description) for one in result.get_asset_check_evaluations()]
    metadata = event.step_materialization_data.materialization.metadata
    return {name: value.value for name, value in metadata.items()}, checks


async def test_performance_and_shadows_are_shown_of_what_services_wrote(
    home: Path, pool: asyncpg.Pool, redis_url: str, teller: Callable[..., Any]
) -> None:
    await play(pool, redis_url, teller, margin=0.0)
    told, checks = await asyncio.to_thread(materialize, live_performance_of(Sport.NFL))
    assert checks == [("forecasts_do_as_well_as_they_say", True, "24 games, 24 over")]
    assert "| quarter 2 |" in told["by_phase"] and "0.6109 (0.6109 to 0.6109)" in told["by_phase"]
    told, _ = await asyncio.to_thread(materialize, shadow_of(Sport.NFL))
    assert "no difference shown" in told["challengers"]
    told, checks = await asyncio.to_thread(materialize, live_performance_of(Sport.NBA))
    assert (told["by_phase"], checks[0][1:]) == ("none", (True, "nothing was forecast"))


def due(instance: dg.DagsterInstance) -> object:
    """What the hourly schedule answers."""
    return while_games_are_on(Sport.NFL)(dg.build_schedule_context(instance))


async def test_performance_is_looked_at_hourly_only_while_a_game_is_on(
    home: Path, pool: asyncpg.Pool, teller: Callable[..., Any]
) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert isinstance(await asyncio.to_thread(due, instance), dg.SkipReason)
        await Writer(pool).write([teller().update(1, 2, "07:00")])
        assert isinstance(await asyncio.to_thread(due, instance), dg.RunRequest)
        await Writer(pool).write([teller().final(2, 20, 17)])
        assert isinstance(await asyncio.to_thread(due, instance), dg.SkipReason)


async def test_drift_is_reported_to_the_champions_run(
    home: Path,
    pool: asyncpg.Pool,
    redis_url: str,
    teller: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uri = f"sqlite:///{home / 'mlflow.db'}"
    monkeypatch.setattr(type(settings()), "mlflow_uri", uri)
    monkeypatch.chdir(home)
    run = champion(uri)
    _, checks = await asyncio.to_thread(materialize, drift_asset_of(Sport.NFL))
    assert checks == [("live_games_look_like_learnt_ones", True, "nothing was learnt here yet")]
    served = ChampionRow(
        name=model_name(Sport.NFL),
        alias="champion",
        version="1",
        features=("margin",),
        updated=SystemClock().now(),
        card={},
    )
    await remember_champion(pool, served)
    keep_training_rows(learnt(), [Season(Sport.NFL, 2012, Origin.RECORDINGS)])
    await play(pool, redis_url, teller, margin=2.0)
    told, checks = await asyncio.to_thread(materialize, drift_asset_of(Sport.NFL))
    ((check, passed, says),) = checks
    assert (check, passed) == ("live_games_look_like_learnt_ones", False)
    assert says == "1 of 1 columns moved, 0 are lost; 24 live games beside 120 learnt ones"
    assert told["drift_found"] is True
    assert "margin · quarter 2" in told["moved"]
    assert Path(told["report"]) == home / "watch" / "nfl-drift.html"
    assert [one.path for one in connect(uri).list_artifacts(run, "watch")] == ["watch/nfl-drift.html"]
    assert told["champion_run"].endswith(run)
