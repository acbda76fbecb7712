"""Where a folding writes its rows, game by game."""

from dataclasses import dataclass, field

import numpy as np

from livebet.domain.games import Side, Sport
from livebet.domain.messages import FeatureRow
from livebet.features.row import FEATURES_OF
from training.data.rows import NOT_JUDGED, Rows

SIGN: dict[Side | None, int] = {Side.HOME: 1, Side.AWAY: -1, None: 0}


@dataclass(frozen=True, slots=True)
class Moment:
    """One row without its game: see `Rows`."""

    features: FeatureRow
    play: int
    period: int
    left: float
    side: Side | None
    judged: bool = True
    anchor: float = float("nan")


@dataclass(frozen=True, slots=True)
class Played:
    """A game whose rows are told: its name, season, day and how it ended for the home side."""

    name: str
    season: int
    day: int
    home_won: float


@dataclass(slots=True)
class Ledger:
    """Rows of some games of one sport."""

    sport: Sport
    games: list[str] = field(default_factory=list)
    features: list[list[float]] = field(default_factory=list)
    rest: list[tuple[float, ...]] = field(default_factory=list)

    def add(self, game: Played, moments: list[Moment], following: list[int] | None = None) -> None:
        """A game with all its moments and what followed each."""
        number = len(self.games)
        self.games.append(game.name)
        comes = following or [NOT_JUDGED] * len(moments)
        for now, after in zip(moments, comes, strict=True):
            self.features.append(list(now.features.values()))
            self.rest.append(
                (
                    game.home_won,
                    game.season,
                    game.day,
                    number,
                    now.play,
                    now.period,
                    now.left,
                    SIGN[now.side],
                    now.judged,
                    now.anchor,
                    after,
                )
            )

    def rows(self) -> Rows:
        """What was written, as arrays."""
        width = len(FEATURES_OF[self.sport].names)
        rest = np.array(self.rest, np.float64).reshape(len(self.rest), 11)
        won, season, day, game, play, period, left, side, judged, anchor, following = rest.T
        return Rows(
            self.sport,
            tuple(self.games),
            np.array(self.features, np.float32).reshape(len(self.features), width),
            won.copy(),
            season.astype(np.int64),
            day.astype(np.int64),
            game.astype(np.int64),
            play.astype(np.int64),
            period.astype(np.int64),
            left.copy(),
            side.astype(np.int64),
            judged > 0,
            anchor.copy(),
            following.astype(np.int64),
        )
