"""Expected margins of games from the lines before them: home minus away points or runs."""

from collections import defaultdict
from math import isfinite
from pathlib import Path
from statistics import NormalDist

import pyarrow as pa
import pyarrow.compute as pc

from livebet.features.ratings import Final, expected_margin, fold
from training.data.columns import UnreadableFileError, read_columns
from training.finals import ratings_before
from training.lines import UnreadableLinesError, read_lines

RUNS_A_DEVIATE = 4.4
"""Runs of expected margin for each normal deviate of the chance to win."""
_RETROSHEET = {
    "LAA": "ANA", "CWS": "CHA", "CUB": "CHN", "KAN": "KCA", "LAD": "LAN", "NYY": "NYA", "NYM": "NYN",
    "SDG": "SDN", "SFO": "SFN", "STL": "SLN", "TAM": "TBA",
}  # fmt: skip
"""Retrosheet's names of teams where bookmakers have others."""


def nfl_margins(table: pa.Table, file: Path | None) -> dict[str, float]:
    """From a file of lines (`spread_line` > 0: home favoured), else the plays' own, else from ratings."""
    if file is not None:
        try:
            return read_lines(file)
        except UnreadableLinesError as fault:
            raise UnreadableFileError(str(fault)) from None
    if "spread_line" in table.column_names:
        pairs = zip(table["game_id"].to_pylist(), table["spread_line"].to_pylist(), strict=True)
        told = {game: float(line) for game, line in pairs if line is not None and isfinite(line)}
        if told:
            return told
    return _rated(table)


def _rated(table: pa.Table) -> dict[str, float]:
    """Ratings before each game: from recorded finals of earlier seasons and the file's earlier dates."""
    from training.data.nfl_finals import finals

    games = sorted(finals(table), key=lambda one: (one.date, one.game_id))
    if not games:
        return {}
    ratings = ratings_before(games[0].final.season)
    margins: dict[str, float] = {}
    waiting: list[tuple[str, Final]] = []
    for game in games:
        while waiting and waiting[0][0] < game.date:
            ratings = fold(ratings, waiting.pop(0)[1])
        final = game.final
        margins[game.game_id] = expected_margin(ratings, final.home_team, final.away_team, final.season)
        waiting.append((game.date, final))
    return margins


def nba_margins(table: pa.Table, file: Path | None) -> dict[str, float]:
    """From the closing spread of the favourite, by date and teams."""
    if file is None:
        return {}
    lines = read_columns(file, ("date", "home_team", "away_team", "whos_favored", "spread"))
    margins: dict[tuple[int, str, str], float] = {}
    for row in lines.to_pylist():
        if row["spread"] is not None and isfinite(row["spread"]) and row["whos_favored"] in ("home", "away"):
            sign = 1.0 if row["whos_favored"] == "home" else -1.0
            margins[_day(row["date"]), row["home_team"], row["away_team"]] = sign * row["spread"]
    games = _games(table, ("game_id", "date", "home_team", "away_team"))
    known = {game: margins.get((_day(day), home, away)) for game, day, home, away in games}
    return {game: margin for game, margin in known.items() if margin is not None}


def mlb_margins(table: pa.Table, file: Path | None) -> dict[str, float]:
    """From closing moneylines without their margin: `RUNS_A_DEVIATE` runs for each normal deviate.

    Two games of a day are told apart by their order.
    """
    if file is None:
        return {}
    needed = ("date", "v_team", "h_team", "v_ml_close", "h_ml_close")
    closing: dict[tuple[int, str, str], list[float]] = defaultdict(list)
    for row in read_columns(file, needed).to_pylist():
        away, home = row["v_ml_close"], row["h_ml_close"]
        teams = (_RETROSHEET.get(name, name) for name in (row["h_team"], row["v_team"]))
        closing[_day(row["date"]), *teams].append(_runs(away, home))
    known: dict[str, float] = {}
    games = sorted(_games(table, ("GAME_ID", "DATE", "HOME_TEAM_ID", "AWAY_TEAM_ID")))
    for game, day, home, away in games:
        found = closing.get((_day(day), home, away))
        if found:
            known[game] = found.pop(0)
    return {game: margin for game, margin in known.items() if isfinite(margin)}


def _runs(away: float | None, home: float | None) -> float:
    if not away or not home:
        return float("nan")
    implied = [_implied(line) for line in (home, away)]
    return RUNS_A_DEVIATE * NormalDist().inv_cdf(implied[0] / sum(implied))


def _implied(moneyline: float) -> float:
    """The implied probability of an American price."""
    return 100 / (100 + moneyline) if moneyline > 0 else moneyline / (moneyline - 100)


def _day(told: object) -> int:
    digits = "".join(filter(str.isdecimal, str(told)))[:8]
    return int(digits or 0)


def _games(table: pa.Table, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """One tuple a game, in the order of the file."""
    plain = [pc.cast(table[name], pa.string()) for name in columns]
    return list(dict.fromkeys(zip(*(one.to_pylist() for one in plain), strict=True)))
