"""One row a game: what was known at the middle of each phase, side by side.

Plays of a game are no independent draws, and tests of drift take rows for such. So a game is one row here and
each feature has a column a phase; overtime and extra innings, which few games have, are left out.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from livebet.domain.games import Sport
from livebet.guard.phases import PHASES, JudgedPhase
from training.data.rows import Rows
from training.dataset import Doubles

OF_THE_MOMENT: dict[Sport, frozenset[str]] = {
    Sport.NFL: frozenset(),
    Sport.NBA: frozenset({"ball_seconds", "loose_ball"}),
    Sport.MLB: frozenset({"balls", "strikes"}),
}
"""Features that tell when within a play a row was taken. Learnt rows of the NBA are taken at the clock of the
shot, those of MLB at a count of 0-0, live ones as the play before is over: they differ whatever is played."""
_PERIOD_SECONDS = {Sport.NFL: 900.0, Sport.NBA: 720.0}
_OUTS_A_HALF = 3.0


def judged_phases(sport: Sport) -> tuple[JudgedPhase, ...]:
    """The phases that every game has."""
    return PHASES[sport][:-1]


def live_sample(sport: Sport, fed: pd.DataFrame) -> pd.DataFrame:
    """Games by features and phases, of what the model was fed (`said.fed`)."""
    told = fed.set_index("game").astype(np.float32).astype(np.float64)  # learnt rows are kept so exactly
    parts = {phase: told[told["phase"] == phase.first] for phase in judged_phases(sport)}
    return _side_by_side({phase: rows.drop(columns="phase") for phase, rows in parts.items()})


def learnt_sample(rows: Rows, read: Sequence[str]) -> pd.DataFrame:
    """Games by features and phases, of what a model learnt from: the first row past each phase's middle.

    `read` are the features that the model reads: of others nobody tells what live games brought.
    """
    whole = pd.DataFrame(rows.features.astype(np.float64), columns=list(rows.names))
    told = set(read) - OF_THE_MOMENT[rows.sport]
    frame = whole[[name for name in rows.names if name in told]].copy()
    frame.insert(0, "game", rows.game)
    gone = _gone(rows)
    parts = {}
    for phase in judged_phases(rows.sport):
        following = [one.first for one in PHASES[rows.sport] if one.first > phase.first]
        within = (rows.period >= phase.middle[0]) & (rows.period < min(following))
        past = within & ((rows.period > phase.middle[0]) | (gone >= phase.middle[1]))
        parts[phase] = frame[past].drop_duplicates("game").set_index("game")
    return _side_by_side(parts)


def _gone(rows: Rows) -> Doubles:
    """What is gone of the period of each row, in [0, 1]."""
    if rows.sport is Sport.MLB:
        told: Doubles = 0.5 * rows.column("bottom") + rows.column("outs") / (2 * _OUTS_A_HALF)
        return told
    seconds = _PERIOD_SECONDS[rows.sport]
    left: Doubles = 1.0 - (rows.left - (4 - rows.period) * seconds) / seconds
    return left


def _side_by_side(parts: dict[JudgedPhase, pd.DataFrame]) -> pd.DataFrame:
    named = [rows.add_suffix(f" · {phase.name}") for phase, rows in parts.items()]
    return pd.concat(named, axis=1)
