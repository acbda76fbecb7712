"""Searching how members should learn, by Optuna within a budget of seconds.

A trial is judged as a challenger will be: on the newest season, by members that learnt from the seasons
before it alone (of a single season, on its last block of days). The season before that one is judged first,
in the same manner, and prunes what is hopeless. The loss is the game-weighted log loss of members with even
weights. Trials are runs in MLflow under that of the search, and are kept in a journal, so that a search goes
on where it was broken off. The defaults are the first trial; they stay unless the best is better by more than
chance: the interval over games of the paired difference must lie below 0.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from time import perf_counter
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from feature_repo.names import model_name
from livebet.domain.games import Sport
from livebet.settings import settings
from training.data.rows import Rows
from training.dataset import Doubles
from training.ensemble.fit import EnsembleParameters, fit_members
from training.ensemble.held_out import held_out
from training.ensemble.tracking import flat
from training.measures import Interval, game_interval, game_sums, log_loss
from training.models.reads import READS
from training.tracking import connect
from training.view import sigmoid

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.trial import FrozenTrial

Say = Callable[[str], None]
GAMES = "log_loss_by_game"
_TRIALS_BEFORE_PRUNING = 4
_CHANCE = 0.025
"""How often a trial that gains nothing may seem to, all trials together."""


@dataclass(frozen=True)
class Turn:
    """What is learnt from, and what comes right after it."""

    learn: Rows
    judged: Rows

    def losses(self, parameters: EnsembleParameters) -> Doubles:
        """Mean log loss of each judged game."""
        members = fit_members(self.learn, parameters, lambda _: None)
        said = sigmoid(members.logits(self.judged).mean(axis=1))
        sums, plays = game_sums(log_loss(self.judged.home_won, said), self.judged.game)
        return sums / plays


def turns(rows: Rows) -> tuple[Turn, ...]:
    """Expanding in time: the part before the newest first, where there is one, then the newest."""
    learn, judged = held_out(rows)
    if len(learn.seasons) < 2:
        return (Turn(learn, judged),)
    return Turn(*held_out(learn)), Turn(learn, judged)


@dataclass(frozen=True, slots=True)
class Range:
    """Between what a number is searched, by its logarithm where `log`; a whole one where `whole`."""

    low: float
    high: float
    log: bool = False
    whole: bool = False

    def suggest(self, trial: "Trial", name: str) -> float:
        """What a trial tries."""
        if self.whole:
            return trial.suggest_int(name, int(self.low), int(self.high))
        return trial.suggest_float(name, self.low, self.high, log=self.log)


MOMENTUM: dict[str, Range] = {
    "momentum.hidden": Range(4, 32, whole=True),
    "momentum.epochs": Range(1, 8, whole=True),
    "momentum.learning_rate": Range(5e-4, 2e-2, log=True),
    "momentum.dropout": Range(0.0, 0.5),
}
TREES: dict[str, Range] = {
    "trees.depth": Range(2, 5, whole=True),
    "trees.learning_rate": Range(0.02, 0.3, log=True),
    "trees.min_child_weight": Range(5.0, 5000.0, log=True),
    "trees.late_min_child_weight": Range(5.0, 500.0, log=True),
    "trees.ridge": Range(1.0, 500.0, log=True),
    "trees.column_share": Range(0.4, 1.0),
}
"""Trees that add to the diffusion; how many are grown is chosen by seasons left out (`fit_trees`)."""
ALONE: dict[str, Range] = {
    "trees.alone.rounds": Range(50, 600, whole=True),
    "trees.alone.depth": Range(2, 7, whole=True),
    "trees.alone.learning_rate": Range(0.01, 0.3, log=True),
    "trees.alone.min_child_weight": Range(1.0, 500.0, log=True),
    "trees.alone.row_share": Range(0.4, 1.0),
    "trees.alone.column_share": Range(0.3, 1.0),
    "trees.alone.least_gain": Range(0.0, 5.0),
}
"""Trees that stand alone."""


def space(sport: Sport) -> dict[str, Range]:
    """What a trial may change."""
    return {**(ALONE if READS[sport].alone else TREES), **MOMENTUM}


def changed(start: EnsembleParameters, values: Mapping[str, float]) -> EnsembleParameters:
    """The start with other values, by their names with dots."""
    told: dict[str, Any] = msgspec.to_builtins(start)
    for name, value in values.items():
        *path, last = name.split(".")
        place = told
        for step in path:
            place = place[step]
        place[last] = value
    return msgspec.convert(told, EnsembleParameters)


def asked(sport: Sport, start: EnsembleParameters) -> dict[str, object]:
    """The start as a trial has it."""
    told = flat(start)
    return {name: told[name] for name in space(sport)}


def search(
    rows: Rows,
    budget_seconds: float,
    uri: str,
    say: Say = lambda _: None,
    start: EnsembleParameters | None = None,
    home: Path | None = None,
) -> EnsembleParameters:
    """The parameters that surely did best, else the start (the defaults where none is given).

    At least the start is tried; no trial begins that would likely end after the budget.

    Raises:
        ValueError: there are too few games to hold some out.
    """
    import mlflow

    began, first = perf_counter(), start or EnsembleParameters()
    study, order = study_of(rows, first, home or settings().home), turns(rows)
    values = asked(rows.sport, first)
    connect(uri)
    mlflow.set_experiment(model_name(rows.sport))
    with mlflow.start_run(run_name=f"search of {budget_seconds:.0f} s"):
        longest = 0.0
        while perf_counter() - began + longest <= budget_seconds or _finished(study, values) is None:
            trial_began = perf_counter()
            study.optimize(lambda trial: tried(trial, first, order), n_trials=1)
            longest = max(longest, perf_counter() - trial_began)
        told = chosen(rows.sport, study, first, say)
        mlflow.log_params(asked(rows.sport, told))
    return told


def study_of(rows: Rows, start: EnsembleParameters, home: Path) -> "Study":
    """The search over these rows, as far as it has come in this home."""
    import optuna
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    folder = home / "searches"
    folder.mkdir(parents=True, exist_ok=True)
    study = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(folder / f"{rows.sport.value}.journal"))),
        study_name=f"{rows.sport.value} {rows.fingerprint[:16]}",
        sampler=optuna.samplers.TPESampler(seed=start.trees.seed),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=_TRIALS_BEFORE_PRUNING),
        load_if_exists=True,
    )
    if _finished(study, asked(rows.sport, start)) is None:
        study.enqueue_trial(asked(rows.sport, start))
    return study


def tried(trial: "Trial", start: EnsembleParameters, order: Sequence[Turn]) -> float:
    """The mean of the turns' losses; a run of its own in MLflow."""
    import mlflow
    import optuna

    spans = space(order[0].judged.sport)
    parameters = changed(start, {name: span.suggest(trial, name) for name, span in spans.items()})
    with mlflow.start_run(run_name=f"trial {trial.number}", nested=True):
        mlflow.log_params(trial.params)
        told: list[Doubles] = []
        for step, turn in enumerate(order):
            told.append(turn.losses(parameters))
            trial.report(float(told[-1].mean()), step)
            mlflow.log_metric("log_loss", float(told[-1].mean()), step=step)
            if step + 1 < len(order) and trial.should_prune():
                mlflow.set_tag("pruned", "true")
                raise optuna.TrialPruned
    trial.set_user_attr(GAMES, [round(float(loss), 6) for loss in np.concatenate(told)])
    return float(np.mean([losses.mean() for losses in told]))


def _finished(study: "Study", values: dict[str, object]) -> "FrozenTrial | None":
    """The trial of these values, once it has ended."""
    ended = [trial for trial in study.trials if GAMES in trial.user_attrs and trial.value is not None]
    return next((trial for trial in ended if trial.params == values), None)


def chosen(sport: Sport, study: "Study", start: EnsembleParameters, say: Say) -> EnsembleParameters:
    """The best trial's parameters if it is surely better than the start, else the start."""
    first, best = _finished(study, asked(sport, start)), study.best_trial
    if first is None or best.number == first.number:
        say(f"the defaults are the best of {len(study.trials)} trials")
        return start
    apart = gain(best, first, len(study.trials))
    line = f"best of {len(study.trials)} trials: {apart.value:+.5f} [{apart.low:+.5f}, {apart.high:+.5f}]"
    if apart.high >= 0.0:
        say(f"{line} against the defaults is no more than chance: they stay")
        return start
    say(f"{line} against the defaults: {best.params}")
    return changed(start, best.params)


def gain(trial: "FrozenTrial", first: "FrozenTrial", trials: int) -> Interval:
    """Log loss of a trial less that of the start, over games; wider for the best of many (Bonferroni)."""
    apart = np.array(trial.user_attrs[GAMES]) - np.array(first.user_attrs[GAMES])
    one = game_interval(apart, np.arange(len(apart)))
    wider = NormalDist().inv_cdf(1.0 - _CHANCE / trials) / NormalDist().inv_cdf(1.0 - _CHANCE)
    low, high = (one.value + wider * (end - one.value) for end in (one.low, one.high))
    return Interval(one.value, low, high)
