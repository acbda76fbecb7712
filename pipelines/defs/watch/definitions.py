"""What watching adds to Dagster; `<sport>_training_set` and `<sport>_retrain` are the sport's own."""

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.watch.assets import drift_asset_of, live_performance_of, shadow_of
from pipelines.defs.watch.jobs import DAILY, ZONE, retrain_on_drift, while_games_are_on


def watch_of(sport: Sport) -> dg.Definitions:
    """A sport's assets with their checks, jobs, schedules and the sensor on drift."""
    performance, drift, shadow = live_performance_of(sport), drift_asset_of(sport), shadow_of(sport)
    live = dg.define_asset_job(
        f"{sport.value}_performance",
        dg.AssetSelection.assets(performance),
        description="How forecasts do, from the forecasts alone while games are on.",
    )
    watch = dg.define_asset_job(
        f"{sport.value}_watch",
        dg.AssetSelection.assets(performance, drift, shadow),
        description="How forecasts do, what live games look like, how challengers do.",
    )
    daily = dg.ScheduleDefinition(
        name=f"{sport.value}_daily_watch",
        job=watch,
        cron_schedule=DAILY,
        execution_timezone=ZONE,
        description="Every morning.",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    return dg.Definitions(
        assets=[performance, drift, shadow],
        jobs=[live, watch],
        schedules=[daily, while_games_are_on(sport)],
        sensors=[retrain_on_drift(sport)],
    )


defs = dg.Definitions.merge(*map(watch_of, Sport))
