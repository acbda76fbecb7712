"""Expected margins from team strength in the feature store: known before a kickoff, nothing later."""

from collections.abc import Callable
from datetime import datetime
from math import isnan
from typing import TypeGuard

from livebet.domain.games import Game
from livebet.domain.messages import FeatureRow
from livebet.features.ratings import Rating, Ratings, expected_margin, into_season

ExpectedMargin = Callable[[Game], float | None]
"""Home minus away points to expect of a game, from earlier games only; None where nobody knows."""

StrengthBefore = Callable[[str, datetime], FeatureRow | None]
"""A team's strength as it was known before an instant: rating, games, season, home_advantage; or nothing."""


def margins_from(strength_before: StrengthBefore) -> ExpectedMargin:
    """Expected margins by what a feature store knew before each kickoff."""

    def expected(game: Game) -> float | None:
        known = {team: strength_before(team, game.kickoff) for team in (game.home_team, game.away_team)}
        rated = {team: _into_season(row, team, game.season) for team, row in known.items() if _whole(row)}
        if len(rated) < len(known):
            return None
        teams = {team: ratings.of(team) for team, ratings in rated.items()}
        advantage = rated[game.home_team].home_advantage
        return expected_margin(Ratings(game.season, advantage, teams), game.home_team, game.away_team)

    return expected


def _whole(row: FeatureRow | None) -> TypeGuard[FeatureRow]:
    """Whether a strength is there with all its parts; a store of an older make may lack one."""
    return row is not None and not any(map(isnan, row.values()))


def _into_season(row: FeatureRow, team: str, season: int) -> Ratings:
    known = Ratings(
        int(row["season"]), row["home_advantage"], {team: Rating(row["rating"], int(row["games"]))}
    )
    return into_season(known, season)
