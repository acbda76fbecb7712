"""Recordings to plays to features, a season a partition."""

import dagster as dg

from pipelines.defs.nfl.partitions import SEASON, seasons_of
from pipelines.metadata import table

GROUP = "nfl_history"


@dg.asset(partitions_def=SEASON, group_name=GROUP, kinds={"python", "parquet"})
def raw_games(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """The season's regular-season and playoff recordings as they lie in the package, with fingerprints."""
    from livebet.settings import settings
    from training.archive import GAMES, archive_file, games_table, keep

    games = 0
    for season in seasons_of(context):
        frame = games_table(season)
        keep(frame, archive_file(settings().home, GAMES, season))
        games += len(frame)
        context.log.info(f"season {season}: {len(frame)} recordings")
    return dg.MaterializeResult(metadata={"games": games, "newest": table(frame.tail(5))})


@dg.asset(
    deps=[raw_games],
    partitions_def=SEASON,
    group_name=GROUP,
    kinds={"python", "parquet"},
)
def plays(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """Normalised plays of every game whose reconstructed score agrees with the official record."""
    from livebet.settings import settings
    from training.archive import JUDGED, PLAYS, archive_file, keep, plays_table

    home, rows, refused = settings().home, 0, []
    for season in seasons_of(context):
        told, judged = plays_table(season)
        keep(told, archive_file(home, PLAYS, season))
        keep(judged, archive_file(home, JUDGED, season))
        rows += len(told)
        refused += judged[judged.reason != ""].to_dict("records")
        context.log.info(f"season {season}: {len(told)} plays, {(judged.reason != '').sum()} games refused")
    return dg.MaterializeResult(
        metadata={"plays": rows, "refused_games": table(refused), "sample": table(told.tail(5))}
    )


@dg.asset(
    deps=[plays],
    partitions_def=SEASON,
    group_name=GROUP,
    kinds={"feast", "parquet"},
)
def features(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """What was known as each play began, by the function that serves live games, into Feast's past."""
    from training.offline import make_season

    rows = 0
    for season in seasons_of(context):
        made = make_season(season)
        rows += made.plays
        context.log.info(
            f"season {season}: {made.plays} feature rows, {'made' if made.anew else 'there already'}"
        )
    return dg.MaterializeResult(metadata={"rows": rows, "summary": table(made.summary())})
