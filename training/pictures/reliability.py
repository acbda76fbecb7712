"""Whether a forecast happens as often as it says: all plays, and each phase of a game."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.dataset import Doubles
from training.evaluation.slices import periods
from training.measures import BINS, calibration_error
from training.pictures.shown import GREY, OURS, THEIRS, Shown, canvas

_COLUMNS = 3


def reliability(shown: Shown) -> Figure:
    """Frequency against forecast in bins of equal width, in whole and by phase, with the error of each."""
    rows, said = shown.judged, shown.said
    parts = {"all plays": shown.counted}
    parts |= {name: flags & shown.counted for name, flags in periods(rows).items()}
    seen = {name: flags for name, flags in parts.items() if bool(flags.any())}
    lines = -(-len(seen) // _COLUMNS)
    figure = canvas(4.2 * _COLUMNS, 3.6 * lines)
    spots = np.ravel(figure.subplots(lines, _COLUMNS, sharex=True, sharey=True, squeeze=False))
    for axes in spots[len(seen) :]:
        axes.set_visible(False)
    for axes, (name, flags) in zip(spots, seen.items(), strict=False):
        _panel(axes, name, rows.home_won[flags], said[flags])
    figure.suptitle(shown.title)
    return figure


def _panel(axes: Axes, name: str, won: Doubles, said: Doubles) -> None:
    place = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    rows = np.bincount(place, minlength=BINS)
    there = rows > 0
    forecast = np.bincount(place, said, BINS)[there] / rows[there]
    happened = np.bincount(place, won, BINS)[there] / rows[there]
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1)
    axes.bar((np.arange(BINS) + 0.5) / BINS, rows / rows.max() * 0.2, 1 / BINS, color=THEIRS, alpha=0.25)
    axes.plot(forecast, happened, "o-", color=OURS, markersize=4)
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="forecast of a home win",
        ylabel="share of home wins",
        title=f"{name}: {len(won):,} plays, error {calibration_error(won, said):.4f}",
    )
