"""A season of the NBA from its own sites: the log of games, then each game's live play-by-play."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from training.data.downloads import Downloads, NotReachedError, Say

_HEADERS = {"Referer": "https://www.nba.com/", "Origin": "https://www.nba.com"}
_PARTS = ("Regular Season", "Playoffs")
_CLOCK = re.compile(r"PT(\d+)M([\d.]+)S")
_TOLD = frozenset(
    (
        "2pt", "3pt", "freethrow", "rebound", "turnover", "foul", "timeout", "substitution", "steal", "block",
        "jumpball", "violation",
    )
)  # fmt: skip
"""Actions of games that become rows; the rest (periods, reviews) is administration."""
_EVERY = 100


class Action(msgspec.Struct, rename="camel"):
    """One action of a game, as NBA.com tells it."""

    action_number: int
    period: int
    clock: str
    action_type: str
    score_home: str = "0"
    score_away: str = "0"
    team_id: int = 0
    team_tricode: str = ""
    shot_result: str | None = None


class _Game(msgspec.Struct):
    actions: list[Action]


class _Payload(msgspec.Struct):
    game: _Game


class Listed(msgspec.Struct, frozen=True):
    """A game of the log: home and away team, date (20241112), part of the season."""

    game_id: str
    date: int
    home: str
    away: str
    part: str


class _Table(msgspec.Struct):
    headers: list[str]
    rows: list[list[Any]] = msgspec.field(name="rowSet")


class _Log(msgspec.Struct):
    tables: list[_Table] = msgspec.field(name="resultSets")


def games_of_log(raw: bytes, part: str) -> list[Listed]:
    """The games of a log that has a row a team ("BOS vs. ATL", "ATL @ BOS").

    Raises:
        ValueError: the log is not what it was.
    """
    try:
        table = msgspec.json.decode(raw, type=_Log).tables[0]
        rows = [dict(zip(table.headers, row, strict=True)) for row in table.rows]
        return [_listed(row, part) for row in rows if " vs. " in row["MATCHUP"]]
    except (msgspec.MsgspecError, KeyError, IndexError, AttributeError) as fault:
        raise ValueError(f"the log of games is not as it was: {fault}") from None


def _listed(row: dict[str, Any], part: str) -> Listed:
    home, _, away = row["MATCHUP"].partition(" vs. ")
    return Listed(row["GAME_ID"], int(row["GAME_DATE"].replace("-", "")), home, away, part.replace(" ", "_"))


def nba_season(
    downloads: Downloads, season: int, folder: Path, say: Say, stats: str, cdn: str
) -> Path | None:
    """The season that began in a year as one file of plays; None where no game is found.

    Raises:
        NotReachedError: a site cannot be reached, or tells what it never told.
    """
    name = f"{season}-{(season + 1) % 100:02d}"
    games: list[Listed] = []
    for part in _PARTS:
        path = folder / f"log_{part.replace(' ', '_')}.json"
        url = (
            f"{stats}/stats/leaguegamelog?Counter=0&Direction=ASC&LeagueID=00&PlayerOrTeam=T"
            f"&Season={name}&SeasonType={part.replace(' ', '+')}&Sorter=DATE"
        )
        path.unlink(missing_ok=True)
        if downloads.get(url, path, _HEADERS):
            games += _logged(path, part)
    rows: list[dict[str, Any]] = []
    for number, game in enumerate(games, 1):
        path = folder / "games" / f"{game.game_id}.json"
        if number % _EVERY == 1:
            say(f"nba {name}: game {number} of {len(games)}")
        url = f"{cdn}/static/json/liveData/playbyplay/playbyplay_{game.game_id}.json"
        if downloads.get(url, path, _HEADERS):
            rows += rows_of_game(game, path.read_bytes(), season + 1)
        else:
            say(f"nba {name}: no plays of {game.away} at {game.home}, {game.date}")
    if not rows:
        return None
    out = folder / f"pbp_{season}_{(season + 1) % 100:02d}.parquet"
    pd.DataFrame(rows).to_parquet(out, index=False)
    return out


def _logged(path: Path, part: str) -> list[Listed]:
    try:
        return games_of_log(path.read_bytes(), part)
    except ValueError as fault:
        path.unlink()
        raise NotReachedError(str(fault)) from None


def rows_of_game(game: Listed, raw: bytes, season: int) -> list[dict[str, Any]]:
    """The rows of a game; a payload that cannot be read has none."""
    try:
        actions = msgspec.json.decode(raw, type=_Payload).game.actions
    except msgspec.MsgspecError:
        return []
    if not actions:
        return []
    final = (int(actions[-1].score_home), int(actions[-1].score_away))
    return list(_rows(game, actions, season, final))


def _rows(
    game: Listed, actions: list[Action], season: int, final: tuple[int, int]
) -> Iterator[dict[str, Any]]:
    for one in actions:
        told = _CLOCK.fullmatch(one.clock)
        if one.action_type not in _TOLD or told is None:
            continue
        yield {
            "game_id": int(game.game_id),
            "date": game.date,
            "season_year": season,
            "season_type": game.part,
            "home_team": game.home,
            "away_team": game.away,
            "period": one.period,
            "clock_seconds": 60 * int(told[1]) + float(told[2]),
            "actionNumber": one.action_number,
            "actionType": one.action_type,
            "shotResult": one.shot_result,
            "teamId": one.team_id,
            "team": one.team_tricode,
            "scoreHome": int(one.score_home),
            "scoreAway": int(one.score_away),
            "final_home": final[0],
            "final_away": final[1],
        }
