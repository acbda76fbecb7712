"""How far off forecasts are: by what is left of a game, and season by season."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from training.dataset import Doubles, Flags, Ints
from training.ensemble.weigh import probability
from training.evaluation.slices import periods, time_left
from training.measures import Interval, game_interval, log_loss
from training.pictures.shown import MEMBER_COLOURS, OURS, THEIRS, Shown, canvas
from training.view import sigmoid

Losses = Mapping[str, Doubles]


def error_by_time_left(shown: Shown) -> Figure:
    """Log loss by what is left of regulation, and after it, beside the members and the anchor."""
    rows = shown.judged
    last = [name for name in periods(rows) if name in ("overtime", "extra innings")]
    parts = {**dict(reversed(time_left(rows).items())), **{name: periods(rows)[name] for name in last}}
    kept = {name: flags & shown.counted for name, flags in parts.items()}
    kept = {name: flags for name, flags in kept.items() if bool(flags.any())}
    figure = canvas(9, 5)
    axes = figure.add_subplot()
    loss = log_loss(rows.home_won, shown.said)
    _whiskers(axes, [game_interval(loss[flags], rows.game[flags]) for flags in kept.values()], "ensemble")
    for name, other in _others(shown).items():
        colour = MEMBER_COLOURS.get(name, THEIRS)
        axes.plot([_mean(other[flags]) for flags in kept.values()], ".", label=name, color=colour)
    axes.set_xticks(range(len(kept)), list(kept), rotation=20, ha="right")
    axes.set(ylabel="log loss, nats", title=shown.title)
    axes.legend()
    return figure


def _others(shown: Shown) -> Losses:
    rows, members = shown.judged, shown.served.blend.members
    told = {
        name: log_loss(rows.home_won, sigmoid(logit))
        for name, logit in zip(members, shown.forecast.logits.T, strict=True)
    }
    if bool(np.isfinite(rows.anchor[shown.counted]).any()):
        told["anchor"] = log_loss(rows.home_won, rows.anchor)
    return told


def _mean(values: Doubles) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _whiskers(axes: Axes, told: list[Interval], label: str, start: int = 0, colour: str = OURS) -> None:
    """Estimates with their intervals."""
    value = np.array([one.value for one in told])
    reach = np.array([[one.value - one.low, one.high - one.value] for one in told]).reshape(-1, 2).T
    places = np.arange(start, start + len(told))
    axes.errorbar(places, value, np.maximum(reach, 0.0), fmt="o", color=colour, label=label, capsize=3)


def log_loss_by_season(shown: Shown) -> Figure:
    """Log loss of each season by members that did not see it; the held-out one by what is served."""
    unseen, judged = shown.fitted.unseen, shown.judged
    before = log_loss(unseen.rows.home_won, probability(unseen, shown.fitted.blend))
    after = log_loss(judged.home_won, shown.said)
    left_out, held_out = (
        _by_season(before, unseen.rows.season, unseen.rows.game),
        _by_season(after, judged.season, judged.game),
    )
    figure = canvas(9, 5)
    axes = figure.add_subplot()
    _whiskers(axes, list(left_out.values()), "left out in turn")
    _whiskers(axes, list(held_out.values()), "held out", len(left_out), THEIRS)
    names = [*left_out, *held_out]
    axes.set_xticks(range(len(names)), [str(name) for name in names], rotation=20, ha="right")
    axes.set(ylabel="log loss, nats", title=f"{shown.sport.value.upper()}: one season is none to judge by")
    axes.legend()
    return figure


def _by_season(loss: Doubles, season: Ints, game: Ints) -> dict[int, Interval]:
    flags: dict[int, Flags] = {int(year): season == year for year in np.unique(season)}
    return {year: game_interval(loss[here], game[here]) for year, here in flags.items()}
