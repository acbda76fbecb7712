"""Checks on the rows of a season: ranges, and that nothing was known before it happened."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from livebet.domain.games import Sport
from livebet.domain.messages import Refused
from livebet.domain.plays import Play
from livebet.feeds.reconcile import reconciled
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import eids
from livebet.simulator.script import SimulatedGame
from training.data import mlb, nba, nfl
from training.data.build import FOLDERS, read, rows_of_table
from training.data.ledger import Ledger
from training.data.rows import Rows
from training.ensemble.recorded import tell as tell_recorded
from training.evaluation.leaks import Leak, leaks
from training.seasons.season import Origin, Season
from training.seasons.simulated import simulated_games
from training.seasons.simulated import tell as tell_simulated

SAMPLE_GAMES = 6
"""Games of a season that are cut short to see whether a row looked ahead."""
RESULTS: dict[Sport, tuple[str, ...]] = {
    Sport.NFL: nfl.RESULTS,
    Sport.NBA: nba.RESULTS,
    Sport.MLB: mlb.RESULTS,
}
_UNIT, _SIGN = (0.0, 1.0), (-1.0, 1.0)
RANGES: dict[Sport, dict[str, tuple[float, float]]] = {
    Sport.NFL: {
        "margin": (-75, 75),
        "seconds_left": (0, 3600),
        "half_seconds_left": (0, 1800),
        "possession": _SIGN,
        "home_timeouts": (0, 3),
        "away_timeouts": (0, 3),
        "down": (1, 4),
        "distance": (0, 99),
        "yards_to_goal": (0, 100),
        "expected_points": (-8, 8),
        "expected_margin": (-30, 30),
    },
    Sport.NBA: {
        "margin": (-80, 80),
        "points": (0, 400),
        "seconds_left": (0, 2880),
        "period_seconds_left": (0, 720),
        "possession": _SIGN,
        "home_timeouts": (0, 7),
        "away_timeouts": (0, 7),
        "free_throws": (-3, 3),
        "bonus": _SIGN,
        "expected_margin": (-30, 30),
    },
    Sport.MLB: {
        "margin": (-30, 30),
        "runs": (0, 60),
        "share_left": _UNIT,
        "inning": (1, 30),
        "outs": (0, 2),
        "first": _UNIT,
        "second": _UNIT,
        "third": _UNIT,
        "balls": (0, 3),
        "strikes": (0, 2),
        "possession": _SIGN,
        "expected_margin": (-6, 6),
    },
}
"""What the rules allow, or far more than ever happened. NaN, unknown, is always allowed."""


def out_of_range(rows: Rows) -> list[dict[str, object]]:
    """Features that leave their range, with how many rows do and the worst."""
    wrong: list[dict[str, object]] = []
    for name, (low, high) in RANGES[rows.sport].items():
        values = rows.column(name)
        outside = values[(values < low) | (values > high)]
        if len(outside):
            worst = float(outside[np.abs(outside).argmax()])
            wrong.append({"feature": name, "rows": len(outside), "worst": worst})
    return wrong


def season_leaks(season: Season, games: int = SAMPLE_GAMES) -> list[Leak]:
    """Rows of some games of a season that change when what lies below them is not known yet."""
    if season.origin is Origin.IMPORTED and season.plays is not None:
        return _file_leaks(season, season.plays, games)
    told = _recorded if season.origin is Origin.RECORDINGS else _simulated
    return [leak for game in told(season, games) for leak in game.leaks(season.sport)]


def _file_leaks(season: Season, plays: Path, games: int) -> list[Leak]:
    how = FOLDERS[season.sport]
    table = _some_games(read(season.sport, plays), how.key, season, games)
    margins = how.margins(table, season.lines)
    build: Callable[[pa.Table], Rows] = partial(_rows, season.sport, margins)
    return leaks(build, table, how.key, RESULTS[season.sport])


def _rows(sport: Sport, margins: Mapping[str, float], table: pa.Table) -> Rows:
    return rows_of_table(sport, table, margins)


_SEASON_COLUMNS = {Sport.NFL: "season", Sport.NBA: "season_year"}


def _some_games(table: pa.Table, key: str, season: Season, games: int) -> pa.Table:
    """Games spread over the season, whole."""
    column = _SEASON_COLUMNS.get(season.sport, "")
    if column in table.column_names:
        table = table.filter(pc.equal(table[column], season.year))
    names = table[key].unique().to_pylist()
    chosen = names[:: max(1, len(names) // games)][:games]
    places = np.flatnonzero(np.isin(table[key].to_numpy(), chosen))
    return _plain(table.take(pa.array(places)))


def _plain(table: pa.Table) -> pa.Table:
    """A table in which no column is a dictionary of values: few can compare those."""
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            plain = pc.cast(table[field.name], field.type.value_type)
            table = table.set_column(place, field.name, plain)
    return table


@dataclass(frozen=True, slots=True)
class Tellable:
    """A game whose rows can be made from some of its plays."""

    name: str
    plays: tuple[Play, ...]
    tell: Callable[[Ledger, tuple[Play, ...]], None]

    def leaks(self, sport: Sport) -> list[Leak]:
        """Cut short and with the last play's outcome struck out, as `leaks` does with files."""
        table = pa.table({"game": [self.name] * len(self.plays), "came_of_it": [1] * len(self.plays)})

        def build(part: pa.Table) -> Rows:
            plays = self.plays[: len(part)]
            if part["came_of_it"].null_count:
                plays = (*plays[:-1], struck_out(plays[-1]))
            ledger = Ledger(sport)
            self.tell(ledger, plays)
            return ledger.rows()

        return leaks(build, table, "game", ("came_of_it",))


def struck_out(play: Play) -> Play:
    """A play of which only is told how it stood as it began."""
    return Play(situation=play.situation, kind=play.kind, description="")


def _recorded(season: Season, games: int) -> Iterator[Tellable]:
    names = eids(season.year)
    for eid in names[:: max(1, len(names) // games)][:games]:
        recording = reconciled(eid)
        if not isinstance(recording, Refused):
            yield Tellable(eid, recording.plays, partial(_tell_recording, eid, recording))


def _tell_recording(eid: str, recording: Recording, ledger: Ledger, plays: tuple[Play, ...]) -> None:
    tell_recorded(ledger, eid, replace(recording, plays=plays), 0.0)


def _simulated(season: Season, games: int) -> Iterator[Tellable]:
    for game in simulated_games(season.sport, season.year, games):
        yield Tellable(game.game.native_id, game.plays, partial(_tell_simulated, game))


def _tell_simulated(game: SimulatedGame, ledger: Ledger, plays: tuple[Play, ...]) -> None:
    tell_simulated(ledger, game, plays)
