"""Scoring nflverse-format plays: each row with only what was known as its play began.

One pass down the file, one row at a time through the model, so that rows below change nothing above, not
by a bit. Expected margins come from lines where they are given, else from ratings: recorded finals before the
file's season, and the games that stand above in the file with an earlier date.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from livebet.domain.games import Sport
from livebet.features.ratings import Final, Ratings, expected_margin, fold
from livebet.features.terminal import settled_probability
from livebet.feeds.identity import nfl_team
from training.ensemble.runner import Ensemble, Floats
from training.finals import ratings_before
from training.lines import read_lines
from training.nflverse import PlayRow, Standing, begin, features, read_plays, season_of, start


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


def champion_of(uri: str) -> tuple[Ensemble, str]:
    """The registered champion and its version.

    Raises:
        NoChampionError: none is registered.
    """
    from training.promotion.aliases import CHAMPION, version_at
    from training.promotion.contenders import load
    from training.tracking import connect

    version = version_at(connect(uri), Sport.NFL, CHAMPION)
    if version is None:
        raise NoChampionError(f"no champion is registered at {uri}; `livebet train` makes one")
    return load(uri, Sport.NFL, version).ensemble, version


def score(plays: Path, lines: Path | None, out: Path, *, model: Path | None = None, uri: str = "") -> Scored:
    """Write game_id, play_id, home and away win probability and model_version for every row of `plays`.

    `model` is a folder with `model.onnx` and `card.json`; without it the champion at `uri` is asked.

    Raises:
        UnreadablePlaysError, UnreadableLinesError: a file lacks a column that nothing can replace.
        BrokenModelError: the model cannot be loaded.
        NoChampionError: no model was named and none is registered.
    """
    champion, version = (Ensemble.from_folder(model), model.name) if model else champion_of(uri)
    spreads = {} if lines is None else read_lines(lines)
    teller = Teller(champion)
    home = np.array([teller.home_probability(now) for now in standings(plays, spreads)], np.float64)
    names = pq.read_table(plays, columns=["game_id", "play_id"])
    table = names.append_column("home_win_probability", pa.array(home))
    table = table.append_column("away_win_probability", pa.array(1.0 - home))
    table = table.append_column("model_version", pa.array([version] * len(home), pa.string()))
    draft = out.with_name(f".{out.name}.draft")
    pq.write_table(table.replace_schema_metadata(None), draft)
    draft.replace(out)
    return Scored(len(home), len(names["game_id"].unique()), version)
