"""What is shown of an ensemble: its members, its files, and what both said of rows it did not learn from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.figure import Figure

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles, Flags
from training.ensemble.fit import FittedEnsemble
from training.ensemble.runner import Ensemble, Forecast
from training.evaluation.evaluate import Evaluation

OURS, THEIRS, GREY = "#2a6fbb", "#c8553d", "#888888"
MEMBER_COLOURS = {"diffusion": "#5b8c5a", "base": "#e3a72f", "momentum": "#8c5ba8"}


@dataclass(frozen=True)
class Shown:
    """An ensemble, and what its served files said of the part that was held out."""

    fitted: FittedEnsemble
    served: Ensemble
    judged: Rows
    forecast: Forecast
    evaluation: Evaluation

    @property
    def sport(self) -> Sport:
        """Whose games."""
        return self.judged.sport

    @cached_property
    def said(self) -> Doubles:
        """Home win probability of each judged row."""
        return self.forecast.probability.astype(np.float64)

    @cached_property
    def counted(self) -> Flags:
        """Plays that forecasts are judged on."""
        decided: Flags = self.judged.home_won != 0.5
        return self.judged.judged & decided

    @property
    def title(self) -> str:
        """Whose season, and how much of it."""
        seasons = ", ".join(map(str, self.judged.seasons))
        games = len(np.unique(self.judged.game))
        return f"{self.sport.value.upper()}, held out: {games:,} games of {seasons}"


def canvas(width: float, height: float) -> Figure:
    """An empty picture, without a window system."""
    return Figure(figsize=(width, height), layout="constrained")
