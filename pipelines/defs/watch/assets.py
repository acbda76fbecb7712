"""Live performance, drift and shadows of a sport, each with the check of what it says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.watch.steps import (
    drift_of,
    performance_of,
    performance_rows,
    shadow_rows,
    shadows_of,
    shift_rows,
)
from pipelines.metadata import table

if TYPE_CHECKING:
    from training.watch.drift import Drift

Shown = dict[str, dg.MetadataValue[Any]]
AS_EXPECTED = "forecasts_do_as_well_as_they_say"
NO_DRIFT = "live_games_look_like_learnt_ones"
Told = Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]
FOUND = "drift_found"
"""The name under which a materialization tells whether games have changed, so that a retrain may help."""


def live_performance_of(sport: Sport) -> dg.AssetsDefinition:
    """The asset of how a sport's forecasts do."""
    name = f"{sport.value}_live_performance"

    @dg.asset(
        name=name,
        group_name=f"{sport.value}_watch",
        kinds={"postgres"},
        check_specs=[dg.AssetCheckSpec(AS_EXPECTED, asset=name)],
    )
    def live_performance(context: dg.AssetExecutionContext) -> Told:
        """Log loss and accuracy expected from the forecasts alone, beside those of games that are over."""
        told = performance_of(sport)
        whole = told[-1] if told else None
        said = "nothing was forecast" if whole is None else f"{whole.games} games, {whole.finished} over"
        context.log.info(said)
        yield dg.MaterializeResult(metadata={"by_phase": table(performance_rows(told))})
        yield dg.AssetCheckResult(
            check_name=AS_EXPECTED,
            passed=whole is None or whole.is_as_expected,
            severity=dg.AssetCheckSeverity.WARN,
            description=said,
        )

    return live_performance


def drift_asset_of(sport: Sport) -> dg.AssetsDefinition:
    """The asset of whether live games look like those that were learnt from."""
    name = f"{sport.value}_drift"

    @dg.asset(
        name=name,
        group_name=f"{sport.value}_watch",
        kinds={"evidently", "postgres"},
        deps=[dg.AssetKey(f"{sport.value}_training_set")],
        check_specs=[dg.AssetCheckSpec(NO_DRIFT, asset=name)],
    )
    def drift(context: dg.AssetExecutionContext) -> Told:
        """Features at the middle of each phase of live games beside the training set's, a game one draw."""
        told = drift_of(sport, context.log.info)
        context.log.info(told.says)
        shown = _shown(sport, told)
        yield dg.MaterializeResult(metadata={**shown, FOUND: dg.MetadataValue.bool(told.wants_retrain)})
        yield dg.AssetCheckResult(
            check_name=NO_DRIFT,
            passed=not told.found,
            severity=dg.AssetCheckSeverity.WARN,
            description=told.says,
            metadata=shown,
        )

    return drift


def _shown(sport: Sport, told: "Drift") -> Shown:
    """What moved, where the report lies, and the champion's run, which has it too."""
    from livebet.settings import settings
    from training.watch.attach import attach

    moved: Shown = {"moved": table(shift_rows(told))}
    if told.page is None:
        return moved
    run = attach(sport, settings().mlflow_uri, told.page)
    there: Shown = {} if run is None else {"champion_run": dg.MetadataValue.url(run)}
    return moved | {"report": dg.MetadataValue.path(str(told.page))} | there


def shadow_of(sport: Sport) -> dg.AssetsDefinition:
    """The asset of how challengers do beside the champion."""

    @dg.asset(name=f"{sport.value}_shadow", group_name=f"{sport.value}_watch", kinds={"postgres"})
    def shadow(context: dg.AssetExecutionContext) -> dg.MaterializeResult[None]:
        """Challengers' answers to the rows that the champion answered live, judged on games that are over."""
        told = shadows_of(sport)
        for one in told:
            context.log.info(f"{one.challenger} beside {one.champion}: {one.says} in {one.games} games")
        return dg.MaterializeResult(metadata={"challengers": table(shadow_rows(told))})

    return shadow
