"""Whether live games look like those a model learnt from, as Evidently tells it, a game being one draw.

Each column (a feature at the middle of a phase) is compared by the Kolmogorov-Smirnov test; alpha is split
over the columns. A shift counts where it is sure and also large: with many games the smallest would be sure.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from training.dataset import Doubles

ALPHA = 0.05
"""The chance that games like the learnt ones are called different."""
LEAST_DISTANCE = 0.15
"""Of two distribution functions, at most this far apart anywhere: a shift that a model hardly feels."""
FEWEST_GAMES = 20
MOST_GAMES = 2_000
"""The newest learnt games; more make the report slow and no surer."""
UNKNOWN = "nothing was learnt here yet"
_KNOWN, _LOST = 0.9, 0.5
"""A feature known of so many learnt games and missing in so many live ones is lost."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A column that moved: the test's p value, how far, and where its middle was and is."""

    column: str
    p_value: float
    distance: float
    learnt: float
    live: float


@dataclass(frozen=True, slots=True)
class Drift:
    """What a comparison came to. `lost` are columns that live games hardly know; `page` is the report."""

    games: int
    learnt_games: int
    columns: int
    shifts: tuple[Shift, ...]
    lost: tuple[str, ...]
    page: Path | None

    @property
    def found(self) -> bool:
        """Whether somebody should look: games have changed, or a feed is broken."""
        return bool(self.shifts or self.lost)

    @property
    def wants_retrain(self) -> bool:
        """Whether games have changed; where a feed is broken a retrain helps nobody."""
        return bool(self.shifts)

    @property
    def says(self) -> str:
        """One line."""
        if not self.learnt_games:
            return UNKNOWN
        if self.games < FEWEST_GAMES:
            return f"{self.games} live games: before {FEWEST_GAMES} nothing is told"
        moved = f"{len(self.shifts)} of {self.columns} columns moved, {len(self.lost)} are lost"
        return f"{moved}; {self.games} live games beside {self.learnt_games} learnt ones"


NOTHING = Drift(0, 0, 0, (), (), None)
"""Where nothing was learnt."""


def compare(learnt: pd.DataFrame, live: pd.DataFrame, page: Path) -> Drift:
    """Compare games side by side (`sample`) and write the report as a page; too few games write none."""
    learnt = learnt.tail(MOST_GAMES)
    lost = tuple(_lost(learnt, live)) if len(live) >= FEWEST_GAMES else ()
    columns = [name for name in learnt if name in live and _can_move(learnt[name], live[name])]
    if not columns:
        return Drift(len(live), len(learnt), 0, (), lost, None)
    p_values = _report(learnt[columns], live[columns], page)
    shifts = [_shift(name, p_values[name], learnt[name], live[name]) for name in columns]
    moved = [one for one in shifts if one.p_value < ALPHA / len(columns) and one.distance >= LEAST_DISTANCE]
    moved.sort(key=lambda shift: -shift.distance)
    return Drift(len(live), len(learnt), len(columns), tuple(moved), lost, page)


def _lost(learnt: pd.DataFrame, live: pd.DataFrame) -> list[str]:
    known = learnt.notna().mean()
    missing = live.reindex(columns=learnt.columns).isna().mean()
    return [name for name in learnt if known[name] >= _KNOWN and missing[name] > _LOST]


def _can_move(learnt: pd.Series, live: pd.Series) -> bool:
    """Whether a column has enough values, and more than one of them."""
    enough = learnt.notna().sum() >= FEWEST_GAMES and live.notna().sum() >= FEWEST_GAMES
    return bool(enough and pd.concat([learnt, live]).nunique() > 1)


def _report(learnt: pd.DataFrame, live: pd.DataFrame, page: Path) -> dict[str, float]:
    """Evidently's report, written to a page; its p value of each column."""
    from evidently import DataDefinition, Dataset, Report
    from evidently.presets import DataDriftPreset

    definition = DataDefinition(numerical_columns=list(learnt))
    unnamed = (one.reset_index(drop=True) for one in (live, learnt))
    now, before = (Dataset.from_pandas(one, data_definition=definition) for one in unnamed)
    preset = DataDriftPreset(num_method="ks", num_threshold=ALPHA / learnt.shape[1], drift_share=1e-9)
    told = Report([preset]).run(now, before)
    page.parent.mkdir(parents=True, exist_ok=True)
    draft = page.with_suffix(".draft")
    told.save_html(str(draft))
    draft.replace(page)
    values = [metric for metric in told.dict()["metrics"] if "column" in metric["config"]]
    return {metric["config"]["column"]: float(metric["value"]) for metric in values}


def _shift(name: str, p_value: float, learnt: pd.Series, live: pd.Series) -> Shift:
    before, now = (np.sort(one.dropna().to_numpy(np.float64)) for one in (learnt, live))
    return Shift(name, p_value, _distance(before, now), float(np.median(before)), float(np.median(now)))


def _distance(before: Doubles, now: Doubles) -> float:
    """Of the two distribution functions of sorted values, the largest."""
    points = np.concatenate([before, now])
    shares = [np.searchsorted(one, points, side="right") / len(one) for one in (before, now)]
    return float(np.abs(shares[0] - shares[1]).max())
