"""Features to a training set to a champion."""

import dagster as dg

from pipelines.champions import remembered
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


@dg.asset(deps=[training_set], group_name=GROUP, kinds={"xgboost", "mlflow", "onnx"})
def model(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """A challenger: fitted on all seasons but the newest, judged on that one, registered in MLflow."""
    from feature_repo.services import register as register_service
    from feature_repo.store import open_store
    from livebet.domain.games import Sport
    from livebet.features.nfl import FEATURES
    from livebet.settings import settings
    from pipelines.pictures import pictures
    from training.dataset import split
    from training.evaluate import evaluate, summary
    from training.fit import fit
    from training.offline import dataset_of, kept_joined
    from training.tracking import comparison, register, run_page

    parts = split(dataset_of(kept_joined()))
    fitted = fit(parts, say=context.log.info)
    judged = evaluate(fitted, parts)
    context.log.info(summary(judged))
    registered = register(fitted, judged, parts, settings().mlflow_uri)
    register_service(open_store(), Sport.NFL, registered.version, FEATURES)
    page = run_page(settings().mlflow_uri, registered)
    return dg.MaterializeResult(
        metadata={
            "version": registered.version,
            "mlflow": dg.MetadataValue.url(page),
            "comparison": table(comparison(judged)),
            **pictures(fitted, judged),
        }
    )


@dg.asset(deps=[model], group_name=GROUP, kinds={"mlflow"})
def evaluation(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
    """The newest version against the champion on games new to both; the alias moves on evidence."""
    from livebet.domain.games import Sport
    from livebet.settings import settings
    from training.dataset import split
    from training.offline import dataset_of, kept_joined
    from training.promote import promote
    from training.tracking import newest_version

    uri = settings().mlflow_uri
    verdict = promote(Sport.NFL, newest_version(uri, Sport.NFL), split(dataset_of(kept_joined())).test, uri)
    said = f"version {verdict.version} {'serves' if verdict.promoted else 'waits'}: {verdict.reason}"
    context.log.info(said)
    return dg.MaterializeResult(
        metadata={
            "promoted": verdict.promoted,
            "version": verdict.version,
            "reason": verdict.reason,
            **remembered(context, Sport.NFL, uri),
        }
    )
