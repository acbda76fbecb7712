"""The share of our log odds beside the market's, by phase.

It is learnt on real prices in play where there are any: one-minute candles of NBA games at breaks that prices
alone show (`training.evaluation.market`), with forecasts of games that the ensemble did not learn from. Where
there are none, the shares of such games are told that were learnt once, and the card says on which.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.data.store import Store
from training.dataset import Doubles, Ints
from training.ensemble.weigh import PHASES
from training.evaluation.market import Market, market
from training.sports.nba_market import LEAST_GAMES, fit_share, log_odds

ALL_BREAKS = 0.1
LEARNT_ONCE: Mapping[int, float] = {1: ALL_BREAKS, 2: ALL_BREAKS, 3: 0.16, 4: ALL_BREAKS, 5: ALL_BREAKS}
"""NBA: .16 at halftime, where the break is sure. A break that is found too early has a stale price, which
makes our share too great: elsewhere less is taken than the .24 that all breaks have."""
GAMES_ONCE = 200
ON_ONCE = "200 NBA games of 2025 with one-minute prices at Kalshi"
_HALFTIME_OPENS = 3


@dataclass(frozen=True, slots=True)
class Shares:
    """Our share by the first period of a phase, and on what it was learnt."""

    by_phase: Mapping[int, float]
    learnt_on: str

    @property
    def told(self) -> dict[str, object]:
        """As the card has it."""
        shares = {str(phase): round(share, 3) for phase, share in self.by_phase.items()}
        return {"shares": shares, "learnt_on": self.learnt_on}


Said = tuple[Rows, Doubles]
"""Rows, and what was said of them by members that had not seen them."""


def shares(sport: Sport, unseen: Sequence[Said], home: Path | None) -> Shares:
    """Learnt from this home's candles at the breaks of games among these rows, else what was learnt once."""
    if sport is Sport.NBA and home is not None:
        for path in candles(home):
            halftimes = _Breaks.joined(
                [_Breaks.at_halftime(rows, said, market(rows, path)) for rows, said in unseen]
            )
            if halftimes.games >= LEAST_GAMES:
                return Shares(_learnt(halftimes), f"{path.stem}, {halftimes.games} games, and {ON_ONCE}")
    if sport is Sport.NBA:
        return Shares(LEARNT_ONCE, ON_ONCE)
    borrowed = dict.fromkeys(PHASES[sport], ALL_BREAKS)
    return Shares(borrowed, f"nothing of its own: borrowed from {ON_ONCE}")


def candles(home: Path) -> list[Path]:
    """The files of prices in play that were taken into this home."""
    store = Store(home)
    return [store.path(one) for one in store.manifest().files if (one.sport, one.kind) == ("nba", "market")]


@dataclass(frozen=True)
class _Breaks:
    """Moments at which a market's price is known: both log odds, who won, the game."""

    ours: Doubles
    theirs: Doubles
    won: Doubles
    game: Ints

    @classmethod
    def at_halftime(cls, rows: Rows, said: Doubles, found: Market) -> Self:
        half = found.quarter == _HALFTIME_OPENS - 1
        at = found.rows[half]
        ours, theirs = log_odds(said[at]), log_odds(found.probability[half])
        return cls(ours, theirs, rows.home_won[at], rows.game[at])

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Of several sets of rows; their games are different ones."""
        firsts = np.cumsum([0] + [int(part.game.max(initial=0)) + 1 for part in parts])
        columns = [
            (part.ours, part.theirs, part.won, part.game + first)
            for part, first in zip(parts, firsts, strict=False)
        ]
        return cls(*(np.concatenate(column) for column in zip(*columns, strict=True)))

    @property
    def games(self) -> int:
        return len(np.unique(self.game))


def _learnt(halftimes: _Breaks) -> dict[int, float]:
    """What was learnt once counts as much as the games it was learnt on; elsewhere as much less as then."""
    own = fit_share(halftimes.ours, halftimes.theirs, halftimes.won, halftimes.game)
    weight = halftimes.games / (halftimes.games + GAMES_ONCE)
    half = weight * own + (1 - weight) * LEARNT_ONCE[_HALFTIME_OPENS]
    scale = half / LEARNT_ONCE[_HALFTIME_OPENS]
    return {phase: scale * share for phase, share in LEARNT_ONCE.items()}
