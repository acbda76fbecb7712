"""What must hold of a season: checks that block keep what follows from being made, and fail the run."""

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import dagster as dg

from livebet.domain.games import Sport
from pipelines.defs.sports.partitions import SEASONS_OF, years_of
from pipelines.metadata import table

if TYPE_CHECKING:
    from training.seasons import Season

LEAST_RECONCILED = 0.97
"""Share of a season's recordings whose plays must add up to the official score; all seasons exceed 0.99."""

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


def games_check_of(sport: Sport, plays: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The check that a season is whole."""

    @season_check(sport, plays)
    def all_games_are_there(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """No game of a whole season is missing; one that still goes on has no empty fortnight."""
        from livebet.settings import settings
        from training.seasons import season_of
        from training.seasons.games import kept_games, whole

        home, rows = settings().home, []
        for year in years_of(context):
            told = whole(season_of(sport, year, home), kept_games(sport, year, home))
            numbers = {"season": year, "games": told.games, "wanted": told.wanted}
            rows.append(numbers | {"said": told.said, "whole": told.complete})
        passed = all(row["whole"] for row in rows)
        return dg.AssetCheckResult(passed=passed, metadata={"seasons": table(rows)})

    return all_games_are_there


def scores_check_of(sport: Sport, plays: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The check that plays add up."""

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

    return scores_reconcile


def ranges_check_of(sport: Sport, features: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The check of what features may be."""

    @season_check(sport, features)
    def features_are_in_range(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Every feature lies within what the rules of the game allow."""
        from livebet.settings import settings
        from training.seasons import season_of, season_rows
        from training.seasons.look import out_of_range

        home, wrong = settings().home, []
        for year in years_of(context):
            found = out_of_range(season_rows(season_of(sport, year, home), home))
            wrong += [{"season": year, **one} for one in found]
        return dg.AssetCheckResult(passed=not wrong, metadata={"wrong": table(wrong)})

    return features_are_in_range


def look_ahead_check_of(sport: Sport, features: dg.AssetsDefinition) -> dg.AssetChecksDefinition:
    """The check that nothing is known before it happens."""

    @season_check(sport, features)
    def nothing_is_known_early(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        """Rows of games cut short, the last play's outcome struck out, equal those of the whole games."""
        from livebet.settings import settings
        from training.seasons import season_of
        from training.seasons.look import SAMPLE_GAMES

        seasons = [season_of(sport, year, settings().home) for year in years_of(context)]
        return looked(seasons, SAMPLE_GAMES)

    return nothing_is_known_early


def looked(seasons: "list[Season]", games: int) -> dg.AssetCheckResult:
    """Whether games of some seasons, cut short, give the rows of the whole games."""
    from training.seasons.look import season_leaks

    wrong = [
        {"season": season.year, "game": leak.game, "row": leak.place, "features": ", ".join(leak.features)}
        for season in seasons
        for leak in season_leaks(season, games)
    ]
    said = f"{len(wrong)} rows look ahead" if wrong else "nothing is known early"
    return dg.AssetCheckResult(passed=not wrong, description=said, metadata={"wrong": table(wrong)})
