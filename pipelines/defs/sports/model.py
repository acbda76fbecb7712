"""Features to a training set to a challenger, and perhaps to a champion."""

import dagster as dg

from livebet.domain.games import Sport
from pipelines.champions import remembered
from pipelines.metadata import table
from pipelines.pictures import pictures


class Seasons(dg.Config):
    """Which seasons to learn from, the newest of them to judge; none named: all whose features are there."""

    seasons: list[int] | None = None


class Search(dg.Config):
    """How long to search (seconds; none named: as the settings say), or to learn quickly without a search."""

    seconds: float | None = None
    quick: bool = False


def training_set_of(sport: Sport, features: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The asset of a sport's training set."""

    @dg.asset(
        name=f"{sport.value}_training_set",
        deps=[features],
        group_name=sport.value,
        kinds={"feast", "parquet"},
    )
    def training_set(context: dg.AssetExecutionContext, config: Seasons) -> dg.MaterializeResult[None]:
        """Each play with what was known as it began (Feast, point in time and as known), and its labels."""
        from livebet.settings import settings
        from training.seasons import learnt_from
        from training.seasons.joined import by_season, keep_training_rows, training_rows
        from training.seasons.store import seasons_to_learn

        seasons = seasons_to_learn(sport, settings().home, config.seasons)
        rows = training_rows(sport, seasons)
        path = keep_training_rows(rows, seasons)
        context.log.info(f"{len(rows)} rows of {len(rows.games)} games, {learnt_from(seasons)}")
        return dg.MaterializeResult(
            metadata={
                "rows": len(rows),
                "learnt_from": learnt_from(seasons),
                "by_season": table(by_season(rows)),
                "path": dg.MetadataValue.path(str(path)),
            }
        )

    return training_set


def hyperparameters_of(sport: Sport, training_set: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The asset of how a sport's members learn."""

    @dg.asset(
        name=f"{sport.value}_hyperparameters",
        deps=[training_set],
        group_name=sport.value,
        kinds={"optuna", "mlflow"},
    )
    def hyperparameters(context: dg.AssetExecutionContext, config: Search) -> dg.MaterializeResult[None]:
        """How members learn: searched within a budget, seasons in time order; what broke off goes on."""
        from livebet.settings import settings
        from pipelines.steps import choose_parameters
        from training.ensemble.tracking import flat

        seconds = settings().search_seconds if config.seconds is None else config.seconds
        chosen = choose_parameters(sport, seconds, config.quick, context.log.info)
        return dg.MaterializeResult(
            metadata={
                "searched_seconds": dg.MetadataValue.float(0.0 if config.quick else float(seconds)),
                "parameters": dg.MetadataValue.json(flat(chosen)),
            }
        )

    return hyperparameters


def model_of(sport: Sport, hyperparameters: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The asset of a sport's challenger."""

    @dg.asset(
        name=f"{sport.value}_model",
        deps=[hyperparameters],
        group_name=sport.value,
        kinds={"xgboost", "pytorch", "mlflow"},
    )
    def model(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """A challenger: an ensemble of all seasons but the newest, judged on that one, in MLflow."""
        from livebet.settings import settings
        from pipelines.steps import make_challenger
        from training.tracking import metrics_of, run_page

        uri = settings().mlflow_uri
        registered = make_challenger(sport, uri, context.log.info)
        told = metrics_of(uri, sport, registered.version)
        return dg.MaterializeResult(
            metadata={
                "version": registered.version,
                "mlflow": dg.MetadataValue.url(run_page(uri, registered)),
                "metrics": table([{"metric": name, "value": value} for name, value in sorted(told.items())]),
                **pictures(uri, registered),
            }
        )

    return model


def evaluation_of(sport: Sport, model: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The asset of the decision who serves a sport."""

    @dg.asset(name=f"{sport.value}_evaluation", deps=[model], group_name=sport.value, kinds={"mlflow"})
    def evaluation(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """The newest version against the champion on games new to both; the alias moves on evidence."""
        from livebet.settings import settings
        from pipelines.steps import decide
        from training.promotion.page import as_markdown
        from training.scores.attach import attach_kept
        from training.scores.kept import page as scores

        home, uri = settings().home, settings().mlflow_uri
        decision = decide(sport, uri)
        attach_kept(uri, sport, home)
        said = f"version {decision.version} {'serves' if decision.promoted else 'waits'}: {decision.reason}"
        context.log.info(said)
        page = "" if decision.card is None else as_markdown(decision.card)
        return dg.MaterializeResult(
            metadata={
                "promoted": decision.promoted,
                "version": decision.version,
                "reason": decision.reason,
                "evidence_card": dg.MetadataValue.md(page),
                "scores": dg.MetadataValue.md(scores(home, sport)),
                **remembered(context, sport, uri),
            }
        )

    return evaluation
