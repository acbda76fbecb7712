"""Team strength as the finals of a season left it, for games to come (the NFL's ratings)."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from feature_repo.names import TEAM_FEATURES, TIMESTAMP
from livebet.domain.games import Sport
from livebet.features.ratings import Final, Ratings, fold, fold_all
from livebet.feeds.recordings import SEASONS
from training.data.build import read
from training.data.nfl_finals import finals
from training.finals import dated_finals, ratings_before
from training.seasons.found import available
from training.seasons.past import known_next_noon
from training.seasons.season import Season


def season_strengths(season: Season, home: Path) -> pd.DataFrame:
    """Both teams' ratings after each final, known from the noon (UTC) after it; each final moves two rows."""
    rows: list[dict[str, object]] = []
    ratings = ratings_at_start(season, home)
    for day, final in _finals(season):
        ratings = fold(ratings, final)
        rows += [_row(day, team, ratings) for team in (final.home_team, final.away_team)]
    return pd.DataFrame(rows, columns=[TIMESTAMP, "team", *TEAM_FEATURES])


def ratings_at_start(season: Season, home: Path) -> Ratings:
    """The ratings as a season begins: from recorded finals, then those of imported seasons after them."""
    between = [
        one for one in available(Sport.NFL, home) if one.year not in SEASONS and one.year < season.year
    ]
    played = [final for one in between for _, final in _finals(one)]
    return fold_all(played, ratings_before(season.year))


def _finals(season: Season) -> Iterator[tuple[int, Final]]:
    if season.plays is None:
        yield from dated_finals(season.year)
        return
    table = read(Sport.NFL, season.plays)
    ended = [one for one in finals(table) if one.final.season == season.year]
    for one in sorted(ended, key=lambda one: (one.date, one.game_id)):
        yield int("".join(filter(str.isdecimal, one.date))[:8]), one.final


def _row(day: int, team: str, ratings: Ratings) -> dict[str, object]:
    rating = ratings.of(team)
    told = (rating.points, float(rating.games), float(ratings.season), ratings.home_advantage)
    return {TIMESTAMP: known_next_noon(day), "team": team, **dict(zip(TEAM_FEATURES, told, strict=True))}
