"""A search tries the start first, keeps what it tried, and moves away from it only on evidence."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from feature_repo.names import model_name
from livebet.domain.games import Sport
from training.data.rows import Rows
from training.ensemble.fit import EnsembleParameters
from training.search import GAMES, asked, chosen, gain, search, study_of, turns
from training.tracking import connect

pytestmark = [pytest.mark.slow, pytest.mark.servers]
FIRST_GAMES = 200


def test_turns_go_on_in_time(rows: Rows) -> None:
    first, second = turns(rows)

    assert (first.learn.seasons, first.judged.seasons) == ((2014,), (2015,))
    assert (second.learn.seasons, second.judged.seasons) == ((2014, 2015), (2016,))


def test_a_single_season_is_searched_on_its_last_days(rows: Rows) -> None:
    (turn,) = turns(rows.of_seasons([2014]))

    assert turn.learn.game.max() < turn.judged.game.min()


def test_a_search_without_time_tries_the_start_and_goes_on_where_it_was_broken_off(
    rows: Rows, small: EnsembleParameters, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    uri, words = f"sqlite:///{tmp_path}/mlflow.db", list[str]()

    first = search(rows, 0.0, uri, words.append, small, tmp_path)
    again = search(rows, 0.0, uri, words.append, small, tmp_path)

    assert first == again == small
    study = study_of(rows, small, tmp_path)
    assert [trial.params for trial in study.trials] == [asked(Sport.NFL, small)]
    assert words == ["the defaults are the best of 1 trials"] * 2
    client = connect(uri)
    runs = client.search_runs([client.get_experiment_by_name(model_name(Sport.NFL)).experiment_id])
    nested = [run for run in runs if "mlflow.parentRunId" in run.data.tags]
    depth = str(small.trees.alone.depth)
    assert [run.data.params["trees.alone.depth"] for run in nested] == [depth]
    assert nested[0].data.metrics["log_loss"] == pytest.approx(study.best_value, abs=0.2)


def study_with(start: EnsembleParameters, better_by: float, noise: float) -> Any:
    """A search of two trials: the start, and another with losses that lie apart by so much on average."""
    import optuna

    draw, study = np.random.default_rng(1), optuna.create_study()
    losses = draw.normal(0.5, 0.1, FIRST_GAMES)
    spans: dict[str, optuna.distributions.BaseDistribution] = {
        name: optuna.distributions.IntDistribution(1, 1000)
        if isinstance(value, int)
        else optuna.distributions.FloatDistribution(0.0, 1e4)
        for name, value in asked(Sport.NFL, start).items()
    }
    other = asked(Sport.NFL, start) | {"momentum.epochs": 5}
    apart = draw.normal(0.0, noise, FIRST_GAMES)
    apart += better_by - apart.mean()
    for params, told in ((asked(Sport.NFL, start), losses), (other, losses - apart)):
        study.add_trial(
            optuna.create_trial(
                params=params,
                distributions=spans,
                value=float(told.mean()),
                user_attrs={GAMES: told.tolist()},
            )
        )
    return study


def test_the_best_trial_is_taken_where_it_is_surely_better(small: EnsembleParameters) -> None:
    words: list[str] = []

    told = chosen(Sport.NFL, study_with(small, better_by=0.02, noise=0.05), small, words.append)

    assert told.momentum.epochs == 5
    assert "against the defaults: {" in words[-1]


def test_the_start_stays_where_the_best_may_be_luck(small: EnsembleParameters) -> None:
    words: list[str] = []
    study = study_with(small, better_by=0.002, noise=0.05)

    assert study.best_trial.number == 1
    assert gain(study.trials[1], study.trials[0], trials=2).high > 0
    assert chosen(Sport.NFL, study, small, words.append) == small
    assert "no more than chance: they stay" in words[-1]
