"""Plots of a fitted model, inside the Dagster page."""

import base64
from io import BytesIO
from typing import Any

import dagster as dg
from matplotlib.figure import Figure

from training.evaluate import Evaluation
from training.known_game import known_game
from training.model import Fitted
from training.plots import calibration_plot, game_plot, importance, importance_plot

DOTS_PER_INCH = 60
"""Metadata lies in the event log: small pictures."""


def pictures(fitted: Fitted, judged: Evaluation) -> dict[str, dg.MetadataValue[Any]]:
    """Calibration, importance of features, the chart of a game that many know."""
    drawn = {
        "calibration": calibration_plot(judged),
        "feature_importance": importance_plot(importance(fitted, judged.test)),
        "known_game": game_plot(known_game(), fitted),
    }
    return {name: _inside(name, figure) for name, figure in drawn.items()}


def _inside(title: str, figure: Figure) -> dg.MetadataValue[Any]:
    drawn = BytesIO()
    figure.savefig(drawn, format="png", dpi=DOTS_PER_INCH)
    letters = base64.b64encode(drawn.getvalue()).decode()
    return dg.MetadataValue.md(f"![{title}](data:image/png;base64,{letters})")
