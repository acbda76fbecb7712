"""A challenger: an ensemble that learnt from all but the newest season, judged on that one, registered."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from training.data.rows import Rows
from training.ensemble.fit import EnsembleParameters, FittedEnsemble, fit_ensemble
from training.ensemble.folder import write_card, write_folder
from training.ensemble.held_out import held_out
from training.ensemble.market import shares
from training.ensemble.runner import Ensemble
from training.ensemble.scored import metrics, summary
from training.ensemble.telling import calls, momentum_worth
from training.ensemble.tracking import register_ensemble
from training.ensemble.weigh import probability
from training.evaluation.evaluate import evaluate
from training.evaluation.forecasters import Forecaster, of_ensemble
from training.pictures.shown import Shown
from training.tracking import Registered

Say = Callable[[str], None]
HELD_OUT = "the part that was held out"


def challenge(
    rows: Rows,
    parameters: EnsembleParameters | None,
    uri: str,
    learnt_from: str,
    say: Say = lambda _: None,
    home: Path | None = None,
) -> Registered:
    """Learn, judge on the newest season, log the run with all that shows how good it is, and register it.

    The version becomes `challenger`. `learnt_from` is what its card says of the seasons; `home` is where
    prices in play may lie, from which the market's share is learnt.

    Raises:
        ValueError: there are too few games to hold some out and to leave others unseen.
    """
    began = perf_counter()
    learn, judged = held_out(rows)
    fitted = fit_ensemble(learn, parameters, say)
    seconds = perf_counter() - began
    with TemporaryDirectory() as place:
        folder = write_folder(fitted, Path(place) / "ensemble")
        shown = show(fitted, Ensemble.from_folder(folder), judged)
        numbers = {**metrics(shown), "fit_seconds": round(seconds, 1)}
        write_card(fitted, folder, _told(shown, learnt_from, numbers, home))
        registered = register_ensemble(shown, folder, uri, numbers)
    say(f"version {registered.version}, {seconds:.0f} s: {summary(shown, numbers)}")
    return registered


def show(fitted: FittedEnsemble, served: Ensemble, judged: Rows) -> Shown:
    """What the served files say of rows that were not learnt from, judged beside the anchors."""
    forecast = served.replay(judged.features, judged.game)
    said = forecast.probability.astype(np.float64)
    asked = of_ensemble("ensemble", served)
    told = Forecaster(asked.name, lambda _: said, asked.next_score)
    unseen = fitted.unseen
    before = probability(unseen, fitted.blend)
    evaluation = evaluate(judged, told, HELD_OUT, unseen.rows, said_earlier=before)
    return Shown(fitted, served, judged, forecast, evaluation)


def _told(shown: Shown, learnt_from: str, numbers: dict[str, float], home: Path | None) -> dict[str, object]:
    """What the card tells beside the members."""
    judged, fitted = shown.judged, shown.fitted
    before = fitted.unseen.rows, probability(fitted.unseen, fitted.blend)
    return {
        "learnt_from": learnt_from,
        "calls": calls(fitted),
        "market": shares(shown.sport, [before, (judged, shown.said)], home).told,
        "momentum": momentum_worth(fitted).told,
        "seasons_judged": list(judged.seasons),
        "games_judged": len(np.unique(judged.game)),
        "fingerprint_judged": judged.fingerprint,
        "fingerprint_features": judged.feature_fingerprint,
        "metrics": numbers,
    }
