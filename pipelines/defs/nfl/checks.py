"""What must hold of each asset; those that block keep what follows from being made."""

import warnings
from collections.abc import Callable

import dagster as dg

from pipelines.defs.nfl.history import features, plays, raw_games
from pipelines.defs.nfl.model import evaluation, model, training_set
from pipelines.defs.nfl.partitions import SEASON, seasons_of
from pipelines.metadata import table

FEWEST_GAMES = 256
"""A regular season has 256 games until 2020; the playoffs of 2018 were never recorded."""
LEAST_RECONCILED = 0.97
"""Share of a season's games whose plays must add up to the official score; all seasons exceed 0.99."""

MOST_CALIBRATION_ERROR = 0.04
"""One season is 256 games: chance alone leaves two to three hundredths."""


Check = Callable[[dg.AssetCheckExecutionContext], dg.AssetCheckResult]


def season_check(asset: dg.AssetsDefinition) -> Callable[[Check], dg.AssetChecksDefinition]:
    """A check of each season that keeps what follows from being made when it fails.

    Dagster says on every import that partitioned checks are a preview; we know, and pin its version.
    """

    def declare(check: Check) -> dg.AssetChecksDefinition:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", dg.PreviewWarning)
            return dg.asset_check(asset=asset, partitions_def=SEASON, blocking=True)(check)

    return declare


@season_check(raw_games)
def a_season_has_all_its_games(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """No regular-season recording is missing."""
    from training.archive import GAMES, read_archive

    counts = {season: len(read_archive(GAMES, season)) for season in seasons_of(context)}
    short = {season: games for season, games in counts.items() if games < FEWEST_GAMES}
    return dg.AssetCheckResult(
        passed=not short, metadata={str(year): games for year, games in counts.items()}
    )


@season_check(plays)
def scores_reconcile(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Plays add up to the official finals, quarters and scoring summary; the games that do not are listed."""
    import pandas as pd

    from training.archive import JUDGED, read_archive

    judged = pd.concat([read_archive(JUDGED, season) for season in seasons_of(context)])
    share = float((judged.reason == "").mean())
    return dg.AssetCheckResult(
        passed=share >= LEAST_RECONCILED,
        metadata={"share": share, "games": len(judged), "refused": table(judged[judged.reason != ""])},
    )


@season_check(features)
def features_are_in_range(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Every feature lies within what the rules of the game allow."""
    from training.look import out_of_range

    wrong = [row for season in seasons_of(context) for row in out_of_range(season)]
    return dg.AssetCheckResult(passed=not wrong, metadata={"wrong": table(wrong)})


@season_check(features)
def nothing_is_known_early(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Rows of games cut off in the middle equal the rows of the whole games: no feature looks ahead."""
    from training.look import looked_ahead

    wrong = [row for season in seasons_of(context) for row in looked_ahead(season)]
    return dg.AssetCheckResult(passed=not wrong, metadata={"wrong": table(wrong)})


@dg.asset_check(asset=training_set, blocking=True)
def a_row_is_what_its_play_knew(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """The point-in-time join gives each play the very row that was made for it."""
    from training.look import misjoined
    from training.offline import kept_joined

    joined = kept_joined()
    wrong = misjoined(joined)
    return dg.AssetCheckResult(passed=wrong == 0, metadata={"rows": len(joined), "wrong": wrong})


@dg.asset_check(asset=model)
def the_challenger_is_calibrated(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """On the season that judges, forecast and frequency lie close, and the baseline is not better."""
    from livebet.domain.games import Sport
    from livebet.settings import settings
    from training.tracking import metrics_of, newest_version

    told = metrics_of(settings().mlflow_uri, Sport.NFL, newest_version(settings().mlflow_uri, Sport.NFL))
    passed = told["calibration_error"] <= MOST_CALIBRATION_ERROR and told["against_baseline_low"] <= 0
    return dg.AssetCheckResult(passed=passed, metadata=told, severity=dg.AssetCheckSeverity.WARN)


@dg.asset_check(asset=evaluation)
def there_is_a_champion(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """The alias points to a version that can be loaded."""
    from livebet.domain.games import Sport
    from livebet.settings import settings
    from training.promote import champion_version, load_version

    version = champion_version(settings().mlflow_uri, Sport.NFL)
    if version is None:
        return dg.AssetCheckResult(passed=False, description="no version has the alias")
    load_version(settings().mlflow_uri, Sport.NFL, version)
    return dg.AssetCheckResult(passed=True, metadata={"version": version})
