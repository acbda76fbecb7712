"""Jobs, the weekly schedule, and the sensor on new recordings."""

import dagster as dg

from pipelines.defs.nfl.history import features, plays, raw_games
from pipelines.defs.nfl.model import evaluation, model, training_set
from pipelines.defs.nfl.partitions import SEASON, trainable

backfill = dg.define_asset_job(
    "backfill",
    dg.AssetSelection.assets(raw_games, plays, features),
    partitions_def=SEASON,
    description="Recordings of some seasons to plays to features.",
)
retrain = dg.define_asset_job(
    "retrain",
    dg.AssetSelection.assets(training_set, model, evaluation),
    description="All features that are there to a training set, a challenger, and perhaps a champion.",
)

weekly = dg.ScheduleDefinition(
    name="weekly_retrain",
    job=retrain,
    cron_schedule="0 9 * * 2",
    execution_timezone="America/New_York",
    description="Tuesday morning, when the week's last game is over.",
)


@dg.sensor(job=backfill, minimum_interval_seconds=60)
def new_recordings(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Backfill a season whose recordings have changed since they were last looked at."""
    from livebet.feeds.recordings import fingerprint

    seen: dict[str, str] = dict(pair.split("=") for pair in (context.cursor or "").split(",") if pair)
    now = {str(season): fingerprint(season) for season in trainable()}
    changed = [season for season, told in now.items() if seen.get(season, told) != told]
    return dg.SensorResult(
        run_requests=[dg.RunRequest(run_key=now[season], partition_key=season) for season in changed],
        cursor=",".join(f"{season}={told}" for season, told in now.items()),
    )
