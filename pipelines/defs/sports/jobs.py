"""Jobs of each sport, its weekly schedule, and the sensor on new data."""

import json

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.sports.after_games import after_games_of
from pipelines.defs.sports.graph import Graph
from pipelines.defs.sports.partitions import fill

LOOK_SECONDS = 300
WEEKLY: dict[Sport, str] = {Sport.NFL: "0 9 * * 2", Sport.NBA: "0 9 * * 1", Sport.MLB: "0 9 * * 4"}
"""Mornings in New York, hours before a game: the NFL's when the week's last game is over."""


def definitions_of(graph: Graph) -> dg.Definitions:
    """A sport's assets and checks with its jobs, its weekly retrain and its sensor."""
    sport = graph.sport
    backfill = dg.define_asset_job(
        f"{sport.value}_backfill",
        dg.AssetSelection.assets(graph.plays, graph.features),
        description="A season to plays to features; weeks that are there already are left.",
    )
    retrain = dg.define_asset_job(
        f"{sport.value}_retrain",
        dg.AssetSelection.assets(graph.training_set, graph.hyperparameters, graph.model, graph.evaluation),
        description="All features that are there to a training set, a challenger, and perhaps a champion.",
    )
    decision = dg.define_asset_job(
        f"{sport.value}_decision",
        dg.AssetSelection.assets(graph.evaluation),
        description="The newest version considered once more, as this hour allows: nothing is trained.",
    )
    return dg.Definitions(
        assets=graph.assets,
        asset_checks=graph.checks,
        jobs=[backfill, retrain, decision],
        schedules=[weekly_of(sport)],
        sensors=[new_data_of(sport), after_games_of(sport)],
    )


def weekly_of(sport: Sport) -> dg.ScheduleDefinition:
    """The weekly retrain."""
    return dg.ScheduleDefinition(
        name=f"{sport.value}_weekly_retrain",
        job_name=f"{sport.value}_retrain",
        cron_schedule=WEEKLY[sport],
        execution_timezone="America/New_York",
        description="Once a week, in the morning.",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )


def new_data_of(sport: Sport) -> dg.SensorDefinition:
    """The sensor on files of `livebet data` and on recordings."""

    @dg.sensor(
        name=f"{sport.value}_new_data",
        job_name=f"{sport.value}_backfill",
        minimum_interval_seconds=LOOK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def new_data(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        """Backfill seasons that came or whose data changed since they were last looked at."""
        from livebet.settings import settings
        from training.seasons import available
        from training.seasons.made import data_mark

        fill(context.instance, sport)
        now = {one.key: data_mark(one) for one in available(sport, settings().home)}
        seen: dict[str, str] | None = json.loads(context.cursor) if context.cursor else None
        changed = [] if seen is None else [key for key, told in now.items() if seen.get(key) != told]
        return dg.SensorResult(
            run_requests=[dg.RunRequest(run_key=f"{key} {now[key]}", partition_key=key) for key in changed],
            cursor=json.dumps(now),
        )

    return new_data
