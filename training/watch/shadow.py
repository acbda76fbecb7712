"""Challengers that answered beside a champion on live games, judged on those that are over, play by play."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from training.measures import Interval, game_interval, log_loss

_SUREST = 0.00005
"""Forecasts are stored to four places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A challenger beside a champion: log losses, and the challenger's minus the champion's play by play."""

    challenger: str
    champion: str
    games: int
    forecasts: int
    challenger_loss: float
    champion_loss: float
    difference: Interval

    @property
    def says(self) -> str:
        """What the interval over games allows to say."""
        if self.difference.high < 0.0:
            return "better"
        return "worse" if self.difference.low > 0.0 else "no difference shown"


def beside(shadows: pd.DataFrame) -> list[Beside]:
    """Every pair that answered together, newest challenger first."""
    pairs = shadows.groupby(["challenger", "champion"], sort=False)
    told = [_judged(str(challenger), str(champion), rows) for (challenger, champion), rows in pairs]
    return sorted(told, key=lambda one: (len(one.challenger), one.challenger), reverse=True)


def _judged(challenger: str, champion: str, rows: pd.DataFrame) -> Beside:
    won = rows["won"].to_numpy(np.float64)
    theirs, ours = (
        log_loss(won, np.clip(rows[name].to_numpy(np.float64), _SUREST, 1 - _SUREST))
        for name in ("theirs", "ours")
    )
    game = pd.factorize(rows["game"])[0].astype(np.int64)
    return Beside(
        challenger=challenger,
        champion=champion,
        games=int(game.max()) + 1,
        forecasts=len(rows),
        challenger_loss=float(theirs.mean()),
        champion_loss=float(ours.mean()),
        difference=game_interval(theirs - ours, game),
    )
