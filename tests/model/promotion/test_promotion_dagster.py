"""What Dagster does about a challenger that waits, and about the chain of cards."""

import asyncio
from typing import Any

import dagster as dg
import pytest

from livebet.domain.games import Sport
from livebet.settings import Settings, settings
from pipelines.definitions import defs

pytestmark = [pytest.mark.servers, pytest.mark.slow]


@pytest.fixture
def housed(registry: Any, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The registry as the MLflow of the settings, beside a services' database."""
    monkeypatch.setenv("LIVEBET_DATABASE_URL", database_url)
    monkeypatch.setattr(Settings, "mlflow_uri", registry.uri)
    settings.cache_clear()
    return registry


def tick() -> Any:
    sensor = defs.resolve_sensor_def("nfl_after_games")
    with dg.DagsterInstance.ephemeral() as instance:
        return sensor(dg.build_sensor_context(instance=instance))


def test_a_challenger_that_a_game_held_up_is_considered_again_after_it(
    housed: Any, database_url: str, tell_game: Any
) -> None:
    nobody = tick()
    for weight in (0.5, 1.0):
        version = housed.register(weight)
        housed.consider(version, on=lambda: ("BAL at PIT",))
    asyncio.run(tell_game(database_url, "in_play"))
    during = tick()
    asyncio.run(tell_game(database_url, "final"))
    after = tick()
    housed.consider(version)
    done = tick()

    assert nobody.skip_message == done.skip_message == "no challenger waits for the end of games"
    assert during.skip_message == "version 2 waits for the end of BAL at PIT"
    assert after.tags == {"because": "version 2 waited for the end of games"}
    job = defs.resolve_job_def(defs.resolve_sensor_def("nfl_after_games").job_name)
    assert set(job.asset_layer.selected_asset_keys) == {dg.AssetKey("nfl_evaluation")}


def test_a_card_that_was_removed_fails_the_check_of_the_chain(housed: Any) -> None:
    housed.consider(housed.register(1.0))
    whole = checked()
    housed.client.delete_registered_model_tag(housed.model, "evidence_0001")
    broken = checked()

    assert (whole.passed, whole.metadata["cards"].value) == (True, 1)
    assert not broken.passed
    assert broken.description is not None
    assert broken.description.startswith("card 1 is gone")


def checked() -> Any:
    """The check, run alone."""
    key = dg.AssetCheckKey(dg.AssetKey(f"{Sport.NFL.value}_evaluation"), "the_chain_of_evidence_holds")
    job = dg.Definitions.merge(
        defs, dg.Definitions(jobs=[dg.define_asset_job("chain", dg.AssetSelection.checks(key))])
    ).resolve_job_def("chain")
    (found,) = job.execute_in_process().get_asset_check_evaluations()
    return found
