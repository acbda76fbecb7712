"""Features to a training set to a champion."""

import dagster as dg

from pipelines.defs.nfl.history import features
from pipelines.metadata import table

GROUP = "nfl_model"


class Seasons(dg.Config):
    """Which seasons to learn from, the newest of them to judge; none named: all whose features are there."""

    seasons: list[int] | None = None


@dg.asset(deps=[features], group_name=GROUP, kinds={"feast", "parquet"})
def training_set(context: dg.AssetExecutionContext, config: Seasons) -> dg.MaterializeResult[None]:
    """Each play with what was known as it began (Feast's point-in-time join), and its label."""
    from pipelines.defs.nfl.partitions import trainable
    from training.offline import join, keep_joined, made_seasons

    seasons = config.seasons or [year for year in made_seasons() if year in trainable()]
    joined = join(seasons)
    path = keep_joined(joined)
    by_season = joined.groupby("season").agg(plays=("game_id", "size"), games=("game_id", "nunique"))
    context.log.info(f"{len(joined)} rows of {joined.game_id.nunique()} games, seasons {seasons}")
    return dg.MaterializeResult(
        metadata={"rows": len(joined), "path": str(path), "by_season": table(by_season)}
    )
