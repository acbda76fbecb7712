"""The share of our log odds beside the market's, by phase.

It is learnt on real prices in play where there are any: one-minute candles of NBA games at breaks that prices
alone show (`training.evaluation.market`), with forecasts of games that the ensemble did not learn from. Where
there are none, the shares of such games are told that were learnt once, and the card says on which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.data.store import Store
from training.dataset import Doubles
from training.ensemble.weigh import PHASES
from training.evaluation.market import Market, market
from training.sports.nba_market import LEAST_GAMES, fit_share, log_odds

LEARNT_ONCE: Mapping[int, float] = {1: 0.1, 2: 0.1, 3: 0.16, 4: 0.1, 5: 0.1}
"""NBA: .16 at halftime, where the break is sure; elsewhere the share of all breaks."""
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


def shares(rows: Rows, said: Doubles, home: Path | None) -> Shares:
    """Learnt from this home's candles at the breaks of games among these rows, else what was learnt once.

    `said` is what was said of the rows by members that had not seen them.
    """
    phases = PHASES[rows.sport]
    if rows.sport is Sport.NBA and home is not None:
        for path in candles(home):
            found = market(rows, path)
            if len(np.unique(rows.game[found.rows])) >= LEAST_GAMES:
                return Shares(_learnt(rows, said, found), f"{path.stem}, {_games(rows, found)} games")
    if rows.sport is Sport.NBA:
        return Shares(LEARNT_ONCE, ON_ONCE)
    return Shares(dict.fromkeys(phases, LEARNT_ONCE[2]), f"nothing of its own: borrowed from {ON_ONCE}")


def candles(home: Path) -> list[Path]:
    """The files of prices in play that were taken into this home."""
    store = Store(home)
    return [store.path(one) for one in store.manifest().files if (one.sport, one.kind) == ("nba", "market")]


def _games(rows: Rows, found: Market) -> int:
    return len(np.unique(rows.game[found.rows]))


def _learnt(rows: Rows, said: Doubles, found: Market) -> dict[int, float]:
    """Halftime has its own share: thirteen quiet minutes have no rival. Other phases share one."""

    def share(keep: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> float:
        at = found.rows[keep]
        ours, theirs = log_odds(said[at]), log_odds(found.probability[keep])
        return fit_share(ours, theirs, rows.home_won[at], rows.game[at])

    all_breaks = share(np.ones(len(found.rows), np.bool_))
    half = share(found.quarter == _HALFTIME_OPENS - 1)
    return {phase: half if phase == _HALFTIME_OPENS else all_breaks for phase in PHASES[rows.sport]}
