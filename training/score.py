"""Scoring files of plays: each row with only what was known as its play began.

NFL: one pass down the file, one row at a time through the model, so that rows below change nothing above, not
by a bit. Expected margins come from lines where they are given, else from the closing spread that the plays
carry, else from ratings: recorded finals before the file's season, and the games that stand above in the file
with an earlier date. NBA and MLB: the rows of `training.data.build`, which know as little of what comes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from livebet.domain.games import Sport
from livebet.features.ratings import Final, Ratings, expected_margin, fold
from livebet.features.terminal import settled_probability
from livebet.feeds.identity import nfl_team
from training.data.build import rows_of
from training.dataset import Doubles
from training.ensemble.runner import Ensemble, Floats
from training.evaluation.forecasters import NoSuchModelError, ensemble_of, of_ensemble
from training.finals import ratings_before
from training.lines import read_lines
from training.nflverse import PlayRow, Standing, begin, features, read_plays, season_of, start
from training.promotion.aliases import CHAMPION


@dataclass(frozen=True, slots=True)
class Scored:
    """What was written: how many rows of how many games, by which model."""

    rows: int
    games: int
    model_version: str


class NoChampionError(LookupError):
    """Nothing to score with: no champion is registered and no model was named."""


def _team(name: str) -> str:
    return nfl_team(name) or name


@dataclass(slots=True)
class Strengths:
    """Expected margins by lines, or by ratings that learn from the games above."""

    lines: dict[str, float]
    ratings: Ratings | None = None
    unsettled: dict[str, tuple[str, Final]] = field(default_factory=dict)
    """Games seen so far that moved no rating yet: their date and how they stood last."""

    def of(self, row: PlayRow) -> float:
        """The margin to expect of the game that this row opens."""
        line = self.lines.get(row.game_id)
        ratings = self._ratings(row)
        if line is not None:
            return line
        return expected_margin(ratings, _team(row.home_team), _team(row.away_team), season_of(row))

    def note(self, row: PlayRow, standing: Standing) -> None:
        """Remember how a game stands."""
        final = Final(season_of(row), _team(row.home_team), _team(row.away_team), standing.state.score.margin)
        self.unsettled[row.game_id] = (row.date, final)

    def _ratings(self, row: PlayRow) -> Ratings:
        now = ratings_before(season_of(row)) if self.ratings is None else self.ratings
        earlier = [(date, game) for game, (date, _) in self.unsettled.items() if date < row.date]
        for _, game in sorted(earlier):
            now = fold(now, self.unsettled.pop(game)[1])
        self.ratings = now
        return now


def standings(plays: Path, lines: dict[str, float]) -> Iterator[Standing]:
    """Every row of the file as its play began, in order."""
    games: dict[str, Standing] = {}
    strengths = Strengths(lines)
    for row in read_plays(plays):
        before = games.get(row.game_id) or start(row, strengths.of(row))
        games[row.game_id] = now = begin(before, row)
        strengths.note(row, now)
        yield now


@dataclass(slots=True)
class Teller:
    """A model with what it remembers of each game so far."""

    champion: Ensemble
    memories: dict[UUID, Floats] = field(default_factory=dict)

    def home_probability(self, standing: Standing) -> float:
        """The home side's chance; a game that is over does not go through the model."""
        settled, game = settled_probability(standing.state), standing.state.game.game_id
        if settled is not None:
            return settled
        row = self.champion.matrix([features(standing)])
        told = self.champion.predict(row, self.memories.get(game))
        if told.memory is not None:
            self.memories[game] = told.memory
        return float(told.probability[0])


def own_lines(plays: Path) -> dict[str, float]:
    """The closing spreads that a file of plays carries, by game: those of each game's first row."""
    if not {"game_id", "spread_line"} <= set(pq.read_schema(plays).names):
        return {}
    told = pq.read_table(plays, columns=["game_id", "spread_line"]).to_pydict()
    lines: dict[str, float | None] = {}
    for game, line in zip(told["game_id"], told["spread_line"], strict=True):
        lines.setdefault(game, line)
    return {game: float(line) for game, line in lines.items() if line is not None and isfinite(line)}


def loaded(sport: Sport, model: str | Path, uri: str) -> tuple[Ensemble, str]:
    """A model and its version: a folder, or what MLflow has under an alias, a version or a run's id.

    Raises:
        BrokenModelError: it cannot be loaded.
        NoChampionError: MLflow has nothing under that name.
    """
    from training.promotion.aliases import version_at
    from training.tracking import connect

    if Path(model).is_dir():
        return Ensemble.from_folder(model), Path(model).name
    try:
        ensemble = ensemble_of(uri, sport, str(model))
    except NoSuchModelError as fault:
        raise NoChampionError(f"{fault}; `livebet train` makes a champion") from None
    return ensemble, version_at(connect(uri), sport, str(model)) or str(model)


def score(
    plays: Path,
    lines: Path | None,
    out: Path,
    *,
    model: str | Path = CHAMPION,
    uri: str = "",
    sport: Sport = Sport.NFL,
) -> Scored:
    """Write game_id, play_id, home and away win probability and model_version for every row of `plays`.

    `model` is a folder with `model.onnx` and `card.json`, or what MLflow at `uri` has under that name.

    Raises:
        UnreadablePlaysError, UnreadableLinesError, UnreadableFileError: a file lacks a column that nothing
            can replace.
        BrokenModelError: the model cannot be loaded.
        NoChampionError: MLflow has nothing under that name.
    """
    ensemble, version = loaded(sport, model, uri)
    home = _PATHS.get(sport, _by_rows)(sport, plays, lines, ensemble)
    game, play = _NAMES[sport]
    names = pq.read_table(plays, columns=[game, play]).rename_columns(["game_id", "play_id"])
    table = names.append_column("home_win_probability", pa.array(home))
    table = table.append_column("away_win_probability", pa.array(1.0 - home))
    table = table.append_column("model_version", pa.array([version] * len(home), pa.string()))
    draft = out.with_name(f".{out.name}.draft")
    pq.write_table(table.replace_schema_metadata(None), draft)
    draft.replace(out)
    return Scored(len(home), len(names["game_id"].unique()), version)


def _one_by_one(_: Sport, plays: Path, lines: Path | None, ensemble: Ensemble) -> Doubles:
    spreads = own_lines(plays) if lines is None else read_lines(lines)
    teller = Teller(ensemble)
    return np.array([teller.home_probability(now) for now in standings(plays, spreads)], np.float64)


def _by_rows(sport: Sport, plays: Path, lines: Path | None, ensemble: Ensemble) -> Doubles:
    rows = rows_of(sport, plays, lines)
    home = np.empty(len(rows), np.float64)
    home[rows.play] = of_ensemble(sport.value, ensemble).predict(rows)
    return home


_PATHS: dict[Sport, Callable[[Sport, Path, Path | None, Ensemble], Doubles]] = {Sport.NFL: _one_by_one}
_NAMES: dict[Sport, tuple[str, str]] = {
    Sport.NFL: ("game_id", "play_id"),
    Sport.NBA: ("game_id", "actionNumber"),
    Sport.MLB: ("GAME_ID", "EVENT_ID"),
}
"""What games and plays are called in the files."""
