"""Expected margins from the history of team strength: what was known before a kickoff, nothing later."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from livebet.domain.games import Game
from livebet.features.ratings import Rating, Ratings, expected_margin, into_season

ExpectedMargin = Callable[[Game], float | None]
"""Home minus away points to expect of a game, from earlier games only; None where nobody knows."""

_COLUMNS = ["team", "event_timestamp", "rating", "games"]
_FIRST_MONTH = 3
"""January and February still belong to the season before."""


def unknown_margin(_game: Game) -> float | None:
    """Where there is no history, nothing is expected."""
    return None


def margins_from(folder: Path) -> ExpectedMargin:
    """Expected margins by the files of the feature view `team_strength` in `folder`.

    Columns: team, event_timestamp (UTC, when a final became known), rating (points), games (this season's).
    """
    if not any(folder.glob("**/*.parquet")):
        return unknown_margin
    from pyarrow import dataset

    rows = dataset.dataset(folder, format="parquet").to_table(columns=_COLUMNS).to_pylist()
    rows.sort(key=lambda row: row["event_timestamp"])
    return lambda game: _expected(game, rows)


def _expected(game: Game, rows: list[dict[str, object]]) -> float | None:
    teams: dict[str, Rating] = {}
    for row in rows:
        match row:
            case {"team": str(team), "event_timestamp": datetime() as at, "rating": rating, "games": games}:
                if at < game.kickoff and team in (game.home_team, game.away_team):
                    known = Ratings(
                        _season_of(at), teams={team: Rating(float(str(rating)), int(float(str(games))))}
                    )
                    teams[team] = into_season(known, game.season).of(team)
    if len(teams) < len({game.home_team, game.away_team}):
        return None
    return expected_margin(Ratings(game.season, teams=teams), game.home_team, game.away_team)


def _season_of(at: datetime) -> int:
    return at.year if at.month >= _FIRST_MONTH else at.year - 1
