"""What Dagster knows of watching: what each sport adds, and when drift asks for a retrain."""

import json
from collections.abc import Iterator

import dagster as dg
import pytest

from livebet.domain.games import Sport
from pipelines.defs.watch.assets import FOUND
from pipelines.defs.watch.definitions import watch_of
from pipelines.defs.watch.jobs import COOLDOWN_S, retrain_on_drift

SENSOR = retrain_on_drift(Sport.NFL)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as opened:
        yield opened


def tell(instance: dg.DagsterInstance, found: bool) -> float:
    """Drift was compared; when."""
    said = dg.AssetMaterialization("nfl_drift", metadata={FOUND: dg.MetadataValue.bool(found)})
    instance.report_runless_asset_event(said)
    event = instance.get_latest_materialization_event(dg.AssetKey("nfl_drift"))
    assert event is not None
    return event.timestamp


def look(instance: dg.DagsterInstance, cursor: str | None = None) -> dg.SensorResult:
    with dg.build_sensor_context(instance=instance, cursor=cursor) as context:
        told = SENSOR(context)
    assert isinstance(told, dg.SensorResult)
    return told


@pytest.mark.parametrize("sport", Sport)
def test_each_sport_is_watched_by_assets_with_their_checks_daily_and_hourly(sport: Sport) -> None:
    watch = watch_of(sport)
    assets = [asset for asset in watch.assets or () if isinstance(asset, dg.AssetsDefinition)]
    told = {asset.key.to_user_string(): [check.name for check in asset.check_specs] for asset in assets}
    assert told == {
        f"{sport.value}_live_performance": ["forecasts_do_as_well_as_they_say"],
        f"{sport.value}_drift": ["live_games_look_like_learnt_ones"],
        f"{sport.value}_shadow": [],
    }
    crons = {schedule.name: schedule.cron_schedule for schedule in watch.schedules or ()}
    assert crons == {
        f"{sport.value}_daily_watch": "30 7 * * *",
        f"{sport.value}_performance_while_games_are_on": "10 * * * *",
    }
    assert [sensor.job_name for sensor in watch.sensors or ()] == [f"{sport.value}_retrain"]


def test_drift_asks_for_one_retrain_and_not_again_within_the_week(instance: dg.DagsterInstance) -> None:
    assert look(instance).run_requests in (None, [])
    at = tell(instance, found=True)
    told = look(instance)
    assert [request.run_key for request in told.run_requests or ()] == [f"drift {at}"]
    assert look(instance, told.cursor).skip_reason is not None, "the same comparison asks once"
    tell(instance, found=True)
    again = look(instance, told.cursor)
    assert again.run_requests in (None, [])
    assert str(again.skip_reason).find("within the week") > 0
    long_ago = json.dumps((at, at - COOLDOWN_S))
    assert len(look(instance, long_ago).run_requests or ()) == 1


def test_no_drift_asks_for_nothing(instance: dg.DagsterInstance) -> None:
    at = tell(instance, found=False)
    told = look(instance)
    assert told.run_requests in (None, [])
    assert json.loads(told.cursor or "")[0] == at
