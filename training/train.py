"""Seasons to a registered, promoted model, in one call: what `livebet train` and the first run do."""

from collections.abc import Sequence
from dataclasses import dataclass

from training.dataset import split
from training.evaluate import Evaluation, evaluate, summary
from training.fit import fit
from training.model import Parameters
from training.promote import Verdict, promote
from training.store import Say, ensure_seasons, history_folder, load
from training.tracking import Registered, register


@dataclass(frozen=True)
class Trained:
    """What training led to."""

    registered: Registered
    evaluation: Evaluation
    verdict: Verdict


def train(
    seasons: Sequence[int], uri: str, say: Say = lambda _: None, parameters: Parameters | None = None
) -> Trained:
    """Make what is missing of the seasons, fit, judge on the newest of them, register, promote on evidence.

    Raises:
        TooFewSeasonsError: fewer than three seasons.
    """
    parts = split(load(list(ensure_seasons(seasons, history_folder(), say))))
    fitted = fit(parts, parameters, say)
    evaluation = evaluate(fitted, parts)
    say(summary(evaluation))
    registered = register(fitted, evaluation, parts, uri)
    verdict = promote(registered.version, parts.test, uri)
    say(f"version {registered.version} {'serves' if verdict.promoted else 'waits'}: {verdict.reason}")
    return Trained(registered, evaluation, verdict)
