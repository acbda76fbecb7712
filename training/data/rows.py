"""Rows to learn from and to judge on: what was known at one moment of a game, and what came of it.

When a row is taken is a rule of the sport:

- NFL: as the play began.
- NBA: as the play began, at its clock (the files tell when a play happened, not when it began).
- MLB: as the plate appearance or the runners' play began, at a count of 0-0: the files tell the count of
  the last pitch, which tells how it ended.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.dataset import Doubles, Flags, Floats, Ints
from training.view import sigmoid

NEXT_SCORES: dict[Sport, tuple[str, ...]] = {
    Sport.NFL: (
        "none",
        "home touchdown",
        "home field goal",
        "home safety",
        "away touchdown",
        "away field goal",
        "away safety",
    ),
    Sport.NBA: ("home", "away"),
    Sport.MLB: ("none", "home", "away"),
}
"""What can come next. NFL: before the half ends. NBA and MLB: which side scores next in the game."""

NOT_JUDGED = -1
"""`following` of a row after which nothing can follow that is judged."""


@dataclass(frozen=True)
class Rows:
    """One row a play; game by game, in the order of the plays.

    `features` are in the order of the sport's table. `home_won` is 1, 0, or 0.5 for a tie. `game` numbers the
    game in `games`, `day` is its date (20210912, 0 unknown). `play` is the place of the row in its file.
    `left` are seconds of regulation left (in overtime of that period), in baseball outs. `side` is 1 where
    home has the ball or bats, -1 away, 0 unknown. `judged` marks the plays that forecasts are judged
    on and that are kept where rows are thinned (NFL: with a down; NBA: shots and free throws; MLB: all).
    `anchor` is the home probability that another forecaster gave, NaN where none did. `following` is a class
    of `NEXT_SCORES`, or `NOT_JUDGED`.
    """

    sport: Sport
    games: tuple[str, ...]
    features: Floats
    home_won: Doubles
    season: Ints
    day: Ints
    game: Ints
    play: Ints
    period: Ints
    left: Doubles
    side: Ints
    judged: Flags
    anchor: Doubles
    following: Ints

    def __len__(self) -> int:
        return len(self.features)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the features, in order."""
        return FEATURES_OF[self.sport].names

    @property
    def seasons(self) -> tuple[int, ...]:
        """The seasons it holds, in order."""
        return tuple(int(season) for season in np.unique(self.season))

    @property
    def diffusion(self) -> Doubles:
        """The home probability of the feature `diffusion_logit`."""
        return sigmoid(self.column("diffusion_logit").astype(np.float64))

    @property
    def fingerprint(self) -> str:
        """SHA-256 over names, features and outcomes: the same data, the same fingerprint."""
        return self._digest(self.features, self.home_won.astype(np.float32), self.season, self.game)

    @property
    def feature_fingerprint(self) -> str:
        """SHA-256 over names and features alone."""
        return self._digest(self.features)

    def _digest(self, *arrays: np.ndarray) -> str:
        digest = sha256(",".join(self.names).encode())
        for values in arrays:
            digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()

    def column(self, name: str) -> Floats:
        """One feature of all rows."""
        values: Floats = self.features[:, self.names.index(name)]
        return values

    def where(self, keep: Flags) -> Self:
        """The rows that are kept; games keep their numbers."""
        return self._each(lambda values: values[keep])

    def of_seasons(self, seasons: Sequence[int]) -> Self:
        """The rows of these seasons."""
        return self.where(np.isin(self.season, seasons))

    def before(self, season: int) -> Self:
        """The rows of earlier seasons."""
        return self.where(self.season < season)

    def _each(self, change: Callable[[Any], Any]) -> Self:
        changes: dict[str, Any] = {name: change(getattr(self, name)) for name in ARRAYS}
        return replace(self, **changes)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The rows of several, one after the other; their games are different ones. Games without rows go."""
        parts = [part._with_own_games() for part in parts]
        firsts = np.cumsum([0] + [len(part.games) for part in parts])
        numbered = [replace(part, game=part.game + first) for part, first in zip(parts, firsts, strict=False)]
        arrays: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in numbered]) for name in ARRAYS
        }
        return cls(parts[0].sport, tuple(game for part in parts for game in part.games), **arrays)

    def _with_own_games(self) -> Self:
        """The same rows, in whose games every game has one: some of a file's seasons name all its games."""
        used, game = np.unique(self.game, return_inverse=True)
        return replace(self, games=tuple(self.games[number] for number in used), game=game.astype(np.int64))

    def keep(self, path: Path) -> None:
        """Write to a parquet file, whole: a reader sees the old file or the new one."""
        columns = {name: getattr(self, name) for name in ARRAYS if name != "features"}
        columns["game"] = pd.Categorical.from_codes(self.game, categories=list(self.games))
        for place, name in enumerate(self.names):
            columns[f"feature:{name}"] = self.features[:, place]
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft")
        pd.DataFrame(columns).to_parquet(draft, index=False, compression="zstd")
        draft.replace(path)

    @classmethod
    def read(cls, sport: Sport, path: Path) -> Self:
        """Rows that were kept."""
        frame = pd.read_parquet(path)
        game = frame["game"].astype("category").cat
        arrays: dict[str, Any] = {
            name: frame[name].to_numpy() for name in ARRAYS if name not in ("features", "game")
        }
        arrays["features"] = frame[[f"feature:{name}" for name in FEATURES_OF[sport].names]].to_numpy(
            np.float32
        )
        return cls(sport, tuple(game.categories), game=game.codes.to_numpy(np.int64), **arrays)


ARRAYS: tuple[str, ...] = tuple(field.name for field in fields(Rows) if field.name not in ("sport", "games"))
"""What has one value a row."""
