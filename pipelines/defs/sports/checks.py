"""What must hold of each asset; those that block keep what follows from being made, and fail the run."""

import warnings
from collections.abc import Callable, Iterator

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.sports.partitions import SEASONS_OF, years_of
from pipelines.metadata import table

LEAST_RECONCILED = 0.97
"""Share of a season's recordings whose plays must add up to the official score; all seasons exceed 0.99."""
MOST_CALIBRATION_ERROR = 0.04
"""One season is 256 games: chance alone leaves two to three hundredths."""
GAMES_AGAIN = 2
"""Games of each season that are cut short once more before anything is learnt from them."""

Check = Callable[[dg.AssetCheckExecutionContext], dg.AssetCheckResult]


def season_check(sport: Sport, asset: dg.AssetsDefinition) -> Callable[[Check], dg.AssetChecksDefinition]:
    """A check of each season that keeps what follows from being made when it fails.

    Dagster says on every import that partitioned checks are a preview; we know, and pin its version.
    """

    def declare(check: Check) -> dg.AssetChecksDefinition:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", dg.PreviewWarning)
            return dg.asset_check(asset=asset, partitions_def=SEASONS_OF[sport], blocking=True)(check)

    return declare


def of_plays(sport: Sport, plays: dg.AssetsDefinition) -> Iterator[dg.AssetChecksDefinition]:
    """Checks of the games of a season."""

    @season_check(sport, plays)
    def all_games_are_there(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """No game of a whole season is missing; one that still goes on has no empty fortnight."""
        from livebet.settings import settings
        from training.seasons import season_of
        from training.seasons.games import kept_games, whole

        home = settings().home
        told = {year: whole(season_of(sport, year, home), kept_games(sport, year, home))
                for year in years_of(context)}  # fmt: skip
        rows = [{"season": year, "games": one.games, "wanted": one.wanted, "said": one.said}
                for year, one in told.items()]  # fmt: skip
        return dg.AssetCheckResult(
            passed=all(one.complete for one in told.values()), metadata={"seasons": table(rows)}
        )

    @season_check(sport, plays)
    def scores_reconcile(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Plays of recordings add up to the official finals, quarters and scoring summary; others say so."""
        from livebet.settings import settings
        from training.seasons.games import kept_games, refused

        games = [kept_games(sport, year, settings().home) for year in years_of(context)]
        wrong = [refused(one) for one in games]
        share = 1.0 - sum(map(len, wrong)) / max(1, sum(map(len, games)))
        return dg.AssetCheckResult(
            passed=share >= LEAST_RECONCILED, metadata={"share": share, "refused": table(wrong[-1])}
        )

    yield all_games_are_there
    yield scores_reconcile


def of_features(sport: Sport, features: dg.AssetsDefinition) -> Iterator[dg.AssetChecksDefinition]:
    """Checks of the feature rows of a season."""

    @season_check(sport, features)
    def features_are_in_range(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Every feature lies within what the rules of the game allow."""
        from livebet.settings import settings
        from training.seasons import season_of, season_rows
        from training.seasons.look import out_of_range

        home = settings().home
        wrong = [{"season": year, **one} for year in years_of(context)
                 for one in out_of_range(season_rows(season_of(sport, year, home), home))]  # fmt: skip
        return dg.AssetCheckResult(passed=not wrong, metadata={"wrong": table(wrong)})

    @season_check(sport, features)
    def nothing_is_known_early(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Rows of games cut short, the last play's outcome struck out, equal those of the whole games."""
        from livebet.settings import settings
        from training.seasons import season_of
        from training.seasons.look import SAMPLE_GAMES

        seasons = [season_of(sport, year, settings().home) for year in years_of(context)]
        return _looked(seasons, SAMPLE_GAMES)

    yield features_are_in_range
    yield nothing_is_known_early


def of_training_set(sport: Sport, training_set: dg.AssetsDefinition) -> Iterator[dg.AssetChecksDefinition]:
    """Checks of what is learnt from."""

    @dg.asset_check(asset=training_set, blocking=True)
    def a_row_is_what_its_play_knew(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """The point-in-time join gives each play the very row that was made for it."""
        from training.seasons.joined import kept_training_rows, misjoined

        joined = kept_training_rows(sport)
        wrong = misjoined(joined)
        return dg.AssetCheckResult(passed=wrong == 0, metadata={"rows": len(joined), "wrong": wrong})

    @dg.asset_check(asset=training_set, blocking=True)
    def no_season_looks_ahead(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Some games of every season that is learnt from, cut short once more by the code of today."""
        from livebet.settings import settings
        from training.seasons import season_of
        from training.seasons.joined import kept_training_rows

        years = kept_training_rows(sport).seasons
        return _looked([season_of(sport, year, settings().home) for year in years], GAMES_AGAIN)

    yield a_row_is_what_its_play_knew
    yield no_season_looks_ahead


def of_model(
    sport: Sport, model: dg.AssetsDefinition, evaluation: dg.AssetsDefinition
) -> Iterator[dg.AssetChecksDefinition]:
    """Checks of a challenger, and of who serves."""

    @dg.asset_check(asset=model)
    def the_challenger_is_calibrated(_context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """On the season that judges, forecast and frequency lie close."""
        from livebet.settings import settings
        from training.tracking import metrics_of, newest_version

        uri = settings().mlflow_uri
        told = metrics_of(uri, sport, newest_version(uri, sport))
        error = told["calibration_error"]
        return dg.AssetCheckResult(
            passed=error <= MOST_CALIBRATION_ERROR,
            metadata={"calibration_error": error},
            severity=dg.AssetCheckSeverity.WARN,
        )

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

    yield the_challenger_is_calibrated
    yield there_is_a_champion


def _looked(seasons: list, games: int) -> dg.AssetCheckResult:  # type: ignore[type-arg]
    """Whether games of some seasons, cut short, give the rows of the whole games."""
    from training.seasons.look import season_leaks

    wrong = [
        {"season": season.year, "game": leak.game, "row": leak.place, "features": ", ".join(leak.features)}
        for season in seasons
        for leak in season_leaks(season, games)
    ]
    said = f"{len(wrong)} rows look ahead" if wrong else "nothing is known early"
    return dg.AssetCheckResult(passed=not wrong, description=said, metadata={"wrong": table(wrong)})
