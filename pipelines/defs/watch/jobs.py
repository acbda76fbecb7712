"""When it is watched: daily, hourly while games are on; and a retrain where live games have drifted away."""

import json

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.watch.assets import FOUND

COOLDOWN_S = 7 * 24 * 3600.0
"""After a retrain was asked for because of drift: what it has learnt must be seen live first."""
LOOK_SECONDS = 600
DAILY = "30 7 * * *"
HOURLY = "10 * * * *"
ZONE = "America/New_York"


def while_games_are_on(sport: Sport) -> dg.ScheduleDefinition:
    """The schedule of live performance, which needs no result of a game."""

    @dg.schedule(
        name=f"{sport.value}_performance_while_games_are_on",
        job_name=f"{sport.value}_performance",
        cron_schedule=HOURLY,
        execution_timezone=ZONE,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def hourly(_context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        """Every hour in which a game of the sport is on."""
        from livebet.settings import settings
        from training.promotion.games import asking

        address = settings().database_url
        games = asking(sport, address.get_secret_value() if address else None)()
        return dg.RunRequest() if games else dg.SkipReason("no game is on")

    return hourly


def retrain_on_drift(sport: Sport) -> dg.SensorDefinition:
    """The sensor that asks for a retrain once drift is found, and not again for a while."""

    @dg.sensor(
        name=f"{sport.value}_retrain_on_drift",
        job_name=f"{sport.value}_retrain",
        minimum_interval_seconds=LOOK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def on_drift(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        """Ask once the newest comparison found drift; the cursor keeps which was seen, and when was asked."""
        seen, asked = json.loads(context.cursor) if context.cursor else (0.0, -COOLDOWN_S)
        event = context.instance.get_latest_materialization_event(dg.AssetKey(f"{sport.value}_drift"))
        if event is None or event.asset_materialization is None or event.timestamp <= seen:
            return dg.SensorResult(skip_reason="no new comparison")
        found = event.asset_materialization.metadata[FOUND].value
        at = event.timestamp
        if not found or at - asked < COOLDOWN_S:
            why = "it was asked for within the week" if found else "no drift"
            return dg.SensorResult(skip_reason=why, cursor=json.dumps((at, asked)))
        request = dg.RunRequest(run_key=f"drift {at}", tags={"because": "drift"})
        return dg.SensorResult(run_requests=[request], cursor=json.dumps((at, at)))

    return on_drift
