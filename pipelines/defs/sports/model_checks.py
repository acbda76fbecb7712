"""What must hold of what is learnt from, of a challenger, and of who serves."""

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.sports.checks import looked

MOST_ERROR, BY_CHANCE = 0.015, 0.4
"""Calibration error that is allowed, and what chance alone may add, divided by the root of the games."""
GAMES_AGAIN = 2
"""Games of each season that are cut short once more before anything is learnt from them."""


def join_check_of(sport: Sport, training_set: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The check of Feast's join."""

    @dg.asset_check(asset=training_set, blocking=True)
    def a_row_is_what_its_play_knew(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """The point-in-time join gives each play the very row that was made for it."""
        from training.seasons.joined import kept_training_rows, misjoined

        joined = kept_training_rows(sport)
        wrong = misjoined(joined)
        return dg.AssetCheckResult(passed=wrong == 0, metadata={"rows": len(joined), "wrong": wrong})

    return a_row_is_what_its_play_knew


def leak_check_of(sport: Sport, training_set: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The look-ahead check of a retrain, which makes no features anew."""

    @dg.asset_check(asset=training_set, blocking=True)
    def no_season_looks_ahead(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Some games of every season that is learnt from, cut short once more by the code of today."""
        from livebet.settings import settings
        from training.seasons import season_of
        from training.seasons.joined import kept_training_rows

        years = kept_training_rows(sport).seasons
        return looked([season_of(sport, year, settings().home) for year in years], GAMES_AGAIN)

    return no_season_looks_ahead


def calibration_check_of(sport: Sport, model: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The check of a challenger's calibration."""

    @dg.asset_check(asset=model)
    def the_challenger_is_calibrated(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """On the season that judges, forecast and frequency lie close."""
        from livebet.settings import settings
        from training.tracking import metrics_of, newest_version

        uri = settings().mlflow_uri
        told = metrics_of(uri, sport, newest_version(uri, sport))
        error, bound = told["calibration_error"], MOST_ERROR + BY_CHANCE / told["test_games"] ** 0.5
        return dg.AssetCheckResult(
            passed=error <= bound,
            metadata={"calibration_error": error, "bound": bound},
            severity=dg.AssetCheckSeverity.WARN,
        )

    return the_challenger_is_calibrated


def champion_check_of(sport: Sport, evaluation: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The check of who serves."""

    @dg.asset_check(asset=evaluation)
    def there_is_a_champion(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """The alias points to a version that can be loaded."""
        from livebet.settings import settings
        from training.promotion.aliases import CHAMPION, version_at
        from training.promotion.contenders import load
        from training.tracking import connect

        uri = settings().mlflow_uri
        version = version_at(connect(uri), sport, CHAMPION)
        if version is None:
            return dg.AssetCheckResult(passed=False, description="no version has the alias")
        load(uri, sport, version)
        return dg.AssetCheckResult(passed=True, metadata={"version": version})

    return there_is_a_champion
