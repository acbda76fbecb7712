"""Seasons to plays to features, a season a partition and its weeks inside."""

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.sports.partitions import SEASONS_OF, years_of
from pipelines.metadata import table

MOST_WEEKS = 60
"""A season has fewer."""


def plays_of(sport: Sport) -> dg.AssetsDefinition:
    """The asset of a sport's games and plays."""

    @dg.asset(
        name=f"{sport.value}_plays",
        partitions_def=SEASONS_OF[sport],
        group_name=sport.value,
        kinds={"python", "parquet"},
    )
    def plays(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """The games of a season with their plays: imported, recorded or simulated; refused ones say why."""
        from livebet.settings import settings
        from training.seasons import season_of
        from training.seasons.games import by_week, keep_games, refused

        told: dict[str, dg.MetadataValue] = {}
        for year in years_of(context):
            season = season_of(sport, year, settings().home)
            games = keep_games(season, settings().home)
            context.log.info(f"season {year}, {season.origin.value}: {len(games)} games")
            told |= {
                f"{year} games": dg.MetadataValue.int(len(games)),
                f"{year} from": dg.MetadataValue.text(f"{season.origin.value}: {season.learnt_from}"),
                f"{year} by week": table(by_week(games), MOST_WEEKS),
                f"{year} refused": table(refused(games)),
            }
        return dg.MaterializeResult(metadata=told)

    return plays


def features_of(sport: Sport, plays: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The asset of a sport's feature rows in Feast's past."""

    @dg.asset(
        name=f"{sport.value}_features",
        deps=[plays],
        partitions_def=SEASONS_OF[sport],
        group_name=sport.value,
        kinds={"feast", "parquet"},
    )
    def features(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """What was known as each play began, by the function that serves live games, week by week."""
        from livebet.settings import settings
        from training.seasons import season_of
        from training.seasons.store import keep_features

        told: dict[str, dg.MetadataValue] = {}
        for year in years_of(context):
            kept = keep_features(season_of(sport, year, settings().home), settings().home)
            context.log.info(f"season {year}: {kept.said}")
            told |= {
                f"{year} rows": dg.MetadataValue.int(kept.rows),
                f"{year} weeks": table(kept.weeks, MOST_WEEKS),
                f"{year} made from": dg.MetadataValue.text(kept.mark),
            }
        return dg.MaterializeResult(metadata=told)

    return features
