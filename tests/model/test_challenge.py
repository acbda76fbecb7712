"""A challenger leaves all that shows how good it is in MLflow; its card tells what may be promised of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.ensemble.challenge import challenge
from training.ensemble.fit import EnsembleParameters
from training.ensemble.held_out import held_out
from training.measures import log_loss
from training.pictures.games import FAMOUS
from training.pictures.logged import logged_pictures
from training.promotion.aliases import version_at
from training.promotion.contenders import load
from training.seasons.simulated import simulated_rows
from training.tracking import Registered, connect, metrics_of, newest_version

pytestmark = [pytest.mark.slow, pytest.mark.servers]
PNG = b"\x89PNG"


@dataclass(frozen=True)
class Made:
    """A challenger with where it is."""

    uri: str
    registered: Registered
    rows: Rows
    words: list[str]

    @property
    def client(self) -> Any:
        return connect(self.uri)

    def artifacts(self, folder: str | None = None) -> set[str]:
        return {one.path for one in self.client.list_artifacts(self.registered.run_id, folder)}

    def table(self, name: str) -> dict[str, Any]:
        path = self.client.download_artifacts(self.registered.run_id, name)
        told: dict[str, Any] = json.loads(Path(path).read_text())
        return told


def made(rows: Rows, small: EnsembleParameters, home: Path) -> Made:
    words: list[str] = []
    uri = f"sqlite:///{home}/mlflow.db"
    return Made(uri, challenge(rows, small, uri, "some words", words.append, home), rows, words)


@pytest.fixture(scope="module")
def nfl(rows: Rows, small: EnsembleParameters, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Of recordings; artifacts go beside the database."""
    home = tmp_path_factory.mktemp("challenge")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        yield made(rows, small, home)


def test_a_run_has_every_picture_and_table(nfl: Made) -> None:
    assert nfl.artifacts() >= {
        "reliability.png", "error_by_time_left.png", "log_loss_by_season.png", "shap_summary.png",
        "shap.json", "comparison.json", "evaluation.json", "evaluation.txt", "card.json",
    }  # fmt: skip
    assert nfl.artifacts("games") == {f"games/{eid}.png" for eid in FAMOUS}


def test_pages_can_show_some_of_the_pictures(nfl: Made) -> None:
    told = logged_pictures(nfl.uri, nfl.registered.run_id)

    assert set(told) == {"reliability.png", "error_by_time_left.png", "shap_summary.png"}
    assert all(picture.startswith(PNG) for picture in told.values())


def test_a_run_tells_parameters_fingerprints_and_numbers(nfl: Made) -> None:
    run = nfl.client.get_run(nfl.registered.run_id).data
    learn, judged = held_out(nfl.rows)

    assert run.params["seasons_learnt"] == "2014, 2015"
    assert run.params["seasons_judged"] == "2016"
    assert run.params["trees.depth"] == "3"
    assert run.params["fingerprint_learnt"] == learn.fingerprint
    assert run.params["fingerprint_judged"] == judged.fingerprint
    assert run.params["fingerprint_features"] == learn.feature_fingerprint
    assert {
        "log_loss",
        "against_diffusion_low",
        "quarter_4_log_loss",
        "unseen_ensemble",
    } <= run.metrics.keys()


def test_the_newest_version_is_the_challenger_and_serves_what_was_judged(nfl: Made) -> None:
    version = nfl.registered.version
    _, judged = held_out(nfl.rows)
    said = load(nfl.uri, Sport.NFL, version).predict(judged)
    counted = judged.judged & (judged.home_won != 0.5)

    assert version_at(nfl.client, Sport.NFL, "challenger") == version == newest_version(nfl.uri, Sport.NFL)
    told = metrics_of(nfl.uri, Sport.NFL, version)
    assert told["log_loss"] == pytest.approx(log_loss(judged.home_won, said)[counted].mean(), abs=1e-6)
    assert f"version {version}" in nfl.words[-1]


def test_the_card_tells_calls_shares_momentum_and_what_was_learnt_from(nfl: Made) -> None:
    card = nfl.table("card.json")

    assert card["learnt_from"] == "some words"
    assert card["seasons_learnt"] == [2014, 2015]
    assert card["seasons_judged"] == [2016]
    assert card["calls"]["frozen_on"] == [2014, 2015]
    for kind in ("game", "plays"):
        low, high = card["calls"][kind]["0.85"], card["calls"][kind]["0.9"]
        assert 0.5 <= low <= high <= 1.0
    assert set(card["market"]["shares"]) == {"1", "2", "3", "4", "5"}
    assert "borrowed" in card["market"]["learnt_on"]
    worth = card["momentum"]
    assert worth["low"] <= worth["worth"] <= worth["high"]
    assert (worth["says"] == "none") == (worth["low"] <= 0.0 <= worth["high"])
    assert card["metrics"]["log_loss"] == metrics_of(nfl.uri, Sport.NFL, nfl.registered.version)["log_loss"]


def test_the_ensemble_is_not_surely_worse_than_any_of_its_members_on_the_later_season(nfl: Made) -> None:
    told = metrics_of(nfl.uri, Sport.NFL, nfl.registered.version)

    assert {name: told[f"against_{name}_low"] <= 0.0 for name in ("diffusion", "base", "momentum")} == {
        "diffusion": True, "base": True, "momentum": True,
    }  # fmt: skip


def test_the_comparison_holds_every_task_and_member(nfl: Made) -> None:
    told = nfl.table("comparison.json")
    place = {name: number for number, name in enumerate(told["columns"])}
    lines = {(line[place["task"]], line[place["part"]]) for line in told["data"]}

    assert {("win", "all"), ("win", "quarter 4"), ("member", "diffusion"), ("member", "momentum")} <= lines


def test_shap_shares_name_the_parts_of_the_ensemble(nfl: Made) -> None:
    told = nfl.table("shap.json")
    names = [line[told["columns"].index("what")] for line in told["data"]]

    assert names[:3] == ["part: diffusion", "part: base", "part: momentum"]
    assert set(names[3:]) >= {"trees: margin", "trees: seconds_left"}


@pytest.mark.parametrize("sport", [Sport.NBA, Sport.MLB])
def test_a_sport_of_simulated_seasons_gets_a_challenger(
    sport: Sport, small: EnsembleParameters, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = Rows.joined([simulated_rows(sport, year, games=8) for year in (2024, 2025, 2026)])

    told = made(rows, small, tmp_path)

    assert len(told.artifacts("games")) == 5
    assert told.table("card.json")["seasons_judged"] == [2026]
    assert told.table("card.json")["market"]["shares"].keys() >= {"1"}
