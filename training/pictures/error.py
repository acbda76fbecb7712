"""How far off forecasts are: by what is left of a game, and season by season."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.dataset import Doubles, Flags, Ints
from training.ensemble.blend import DIFFUSION
from training.ensemble.scored import members
from training.ensemble.weigh import probability
from training.evaluation.slices import periods, time_left
from training.measures import Interval, game_interval, log_loss
from training.pictures.shown import GREY, MEMBER_COLOURS, OURS, THEIRS, Shown, canvas

_APART = 0.15
"""By how much points of the same part stand beside each other."""


def error_by_time_left(shown: Shown) -> Figure:
    """Log loss by what is left of regulation, and after it; below it how far from diffusion and anchor."""
    rows, parts = shown.judged, _parts(shown)
    loss = log_loss(rows.home_won, shown.said)
    apart = loss - log_loss(rows.home_won, members(shown)[DIFFUSION])
    figure = canvas(9, 7)
    above, below = figure.subplots(2, 1, sharex=True)
    _whiskers(above, _intervals(loss, rows.game, parts), "ensemble", OURS)
    _whiskers(below, _intervals(apart, rows.game, parts), "less the diffusion's", MEMBER_COLOURS[DIFFUSION])
    _beside_anchor(below, shown, list(parts))
    below.axhline(0.0, color=GREY, linewidth=1)
    below.set_xticks(range(len(parts)), list(parts), rotation=20, ha="right")
    above.set(ylabel="log loss, nats", title=shown.title)
    below.set(ylabel="difference (below 0: the ensemble is better)")
    below.legend()
    return figure


def _parts(shown: Shown) -> dict[str, Flags]:
    """What is left, most first, then what comes after regulation: judged plays of each."""
    after = [name for name in periods(shown.judged) if name in ("overtime", "extra innings")]
    told = dict(reversed(time_left(shown.judged).items()))
    told |= {name: periods(shown.judged)[name] for name in after}
    kept = {name: flags & shown.counted for name, flags in told.items()}
    return {name: flags for name, flags in kept.items() if bool(flags.any())}


def _beside_anchor(axes: Axes, shown: Shown, names: list[str]) -> None:
    """The difference to the anchor of the task, where it has one."""
    told = [
        (names.index(name), part) for name, part in shown.evaluation.judged[0].parts.items() if name in names
    ]
    known = [(place, part.difference) for place, part in told if part.difference is not None]
    if known:
        places = np.array([place for place, _ in known]) + _APART
        _whiskers(axes, [one for _, one in known], "less the anchor's", THEIRS, places)


def _intervals(values: Doubles, game: Ints, parts: Mapping[str, Flags]) -> list[Interval]:
    return [game_interval(values[flags], game[flags]) for flags in parts.values()]


def _whiskers(
    axes: Axes, told: list[Interval], label: str, colour: str, places: Doubles | Ints | None = None
) -> None:
    """Estimates with their intervals."""
    at = np.arange(len(told)) if places is None else places
    value = np.array([one.value for one in told])
    reach = np.array([[one.value - one.low, one.high - one.value] for one in told]).reshape(-1, 2).T
    axes.errorbar(at, value, np.maximum(reach, 0.0), fmt="o", color=colour, label=label, capsize=3)


def log_loss_by_season(shown: Shown) -> Figure:
    """Log loss of each season by members that did not see it; the held-out one by what is served."""
    unseen, judged = shown.fitted.unseen, shown.judged
    before = log_loss(unseen.rows.home_won, probability(unseen, shown.fitted.blend))
    after = log_loss(judged.home_won, shown.said)
    left_out = _by_season(before, unseen.rows.season, unseen.rows.game)
    held_out = _by_season(after, judged.season, judged.game)
    figure = canvas(9, 5)
    axes = figure.add_subplot()
    _whiskers(axes, list(left_out.values()), "left out in turn", OURS)
    _whiskers(axes, list(held_out.values()), "held out", THEIRS, np.arange(len(held_out)) + len(left_out))
    names = [str(year) for year in (*left_out, *held_out)]
    axes.set_xticks(range(len(names)), names, rotation=20, ha="right")
    axes.set(ylabel="log loss, nats", title=f"{shown.sport.value.upper()}: one season is none to judge by")
    axes.legend()
    return figure


def _by_season(loss: Doubles, season: Ints, game: Ints) -> dict[int, Interval]:
    flags: dict[int, Flags] = {int(year): season == year for year in np.unique(season)}
    return {year: game_interval(loss[here], game[here]) for year, here in flags.items()}
