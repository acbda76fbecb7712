"""How an ensemble did on the part that was held out, as numbers for a tracker and as a table."""

import numpy as np

from training.dataset import Doubles
from training.evaluation.compared import Compared, Score, score
from training.evaluation.evaluate import Judged
from training.evaluation.slices import periods
from training.measures import Interval, game_interval, log_loss
from training.pictures.shown import Shown
from training.view import sigmoid

_KEPT = ("log_loss", "brier", "accuracy", "calibration_error")


def metrics(shown: Shown) -> dict[str, float]:
    """All numbers by name: the forecast on judged plays, by phase, against its members and the anchor."""
    rows, keep = shown.judged, shown.counted
    won, said, game = rows.home_won[keep], shown.said[keep], rows.game[keep]
    told = _named("", score(won, said)) | {"test_rows": float(keep.sum())}
    told["test_games"] = float(len(np.unique(game)))
    for name, flags in periods(rows).items():
        here = flags & keep
        if bool(here.any()):
            told |= _named(f"{_plain(name)}_", score(rows.home_won[here], shown.said[here]))
    for name, chance in members(shown).items():
        apart = log_loss(won, said) - log_loss(won, chance[keep])
        told |= _named(f"{name}_", score(won, chance[keep])) | _against(name, game_interval(apart, game))
    whole = shown.evaluation.judged[0].whole
    if whole.difference is not None:
        told |= _against("anchor", whole.difference)
    for one in shown.evaluation.promises:
        told |= {f"{_plain(one.name)}_{one.promised:.2f}_right": one.right.value}
        told |= {f"{_plain(one.name)}_{one.promised:.2f}_called": one.coverage}
    return {name: round(value, 6) for name, value in told.items()}


def members(shown: Shown) -> dict[str, Doubles]:
    """Home win probability by member."""
    names = shown.served.blend.members
    return {name: sigmoid(logit) for name, logit in zip(names, shown.forecast.logits.T, strict=True)}


def _plain(name: str) -> str:
    return name.replace(" ", "_").replace("-", "_")


def _named(prefix: str, told: Score) -> dict[str, float]:
    return {f"{prefix}{measure}": float(getattr(told, measure)) for measure in _KEPT}


def _against(name: str, told: Interval) -> dict[str, float]:
    parts = {"": told.value, "_low": told.low, "_high": told.high}
    return {f"against_{name}{part}": value for part, value in parts.items()}


def comparison(shown: Shown) -> dict[str, list[object]]:
    """Everything that was compared, as columns: each task in whole and in parts, then the members."""
    told = [
        _line(judged, name, part)
        for judged in shown.evaluation.judged
        for name, part in {"all": judged.whole, **judged.parts}.items()
    ]
    keep, won = shown.counted, shown.judged.home_won
    for name, chance in members(shown).items():
        one = score(won[keep], chance[keep])
        told.append({"task": "member", "part": name, "rows": int(keep.sum()), **_named("", one)})
    columns = ("task", "part", "rows", "games", *_KEPT, "anchor", "anchor_log_loss", "d", "d_low", "d_high")
    return {name: [line.get(name) for line in told] for name in columns}


def _line(judged: Judged, name: str, part: Compared) -> dict[str, object]:
    line: dict[str, object] = {
        "task": judged.task, "part": name, "rows": part.rows, "games": part.games, **_named("", part.ours),
    }  # fmt: skip
    if part.anchor is None or part.difference is None:
        return line
    apart = part.difference
    beside = {"anchor": judged.anchor, "anchor_log_loss": part.anchor.log_loss}
    return line | beside | {"d": apart.value, "d_low": apart.low, "d_high": apart.high}


def summary(shown: Shown, numbers: dict[str, float]) -> str:
    """One line on how it did."""
    seasons = ", ".join(map(str, shown.judged.seasons))
    line = (
        f"season {seasons}: log loss {numbers['log_loss']:.4f}, accuracy {numbers['accuracy']:.3f}, "
        f"calibration error {numbers['calibration_error']:.3f}"
    )
    if "against_anchor" not in numbers:
        return line
    low, high = numbers["against_anchor_low"], numbers["against_anchor_high"]
    return f"{line}; against the anchor {numbers['against_anchor']:+.4f} [{low:+.4f}, {high:+.4f}]"
