"""All pictures and tables of a run, by the names that they have in MLflow."""

from collections.abc import Iterator

from matplotlib.figure import Figure

from training.pictures.error import error_by_time_left, log_loss_by_season
from training.pictures.games import charts
from training.pictures.reliability import reliability
from training.pictures.shap import Shap, shap_summary
from training.pictures.shown import Shown

RELIABILITY, ERROR = "reliability.png", "error_by_time_left.png"
SEASONS, SHAP = "log_loss_by_season.png", "shap_summary.png"
GAMES = "games"


def pictures(shown: Shown, found: Shap) -> Iterator[tuple[str, Figure]]:
    """Name and picture, one at a time."""
    yield RELIABILITY, reliability(shown)
    yield ERROR, error_by_time_left(shown)
    yield SEASONS, log_loss_by_season(shown)
    yield SHAP, shap_summary(shown, found)
    for name, figure in charts(shown).items():
        yield f"{GAMES}/{name}.png", figure
