"""The model service as it runs: answers, swaps of the champion, refusals, metrics, packing."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import exp
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest
from redis import Redis

from feature_repo.names import model_name
from feature_repo.services import register
from feature_repo.store import apply
from livebet.domain.games import Sport
from livebet.domain.ids import game_uuid
from livebet.features.nfl import FEATURES
from livebet.services.weight_board import WeightBoard
from livebet.settings import ROOT, environment
from serving.registry import Cache, Version

MODEL = model_name(Sport.NFL)

pytestmark = [pytest.mark.servers, pytest.mark.slow]


def _says(weight: float, total: float) -> float:
    return 1 / (1 + exp(-weight * total))


def _row(margin: float, seconds_left: float = 0.0) -> dict[str, float]:
    return {**dict.fromkeys(FEATURES, 9.0), "margin": margin, "seconds_left": seconds_left}


def test_a_row_altered_in_feast_is_followed_by_the_prediction(running: Any, service: Any) -> None:
    version, game = running.serve(service, 0.1), game_uuid("nfl_official", "altered")

    answers = []
    for revision, margin in ((1, 0.0), (2, 7.0), (1, 3.0), (3, -14.0)):
        running.write(game, revision, margin, 1.0)
        answers.append(service.ask(game))

    assert [answer["revision"] for answer in answers] == [1, 2, 2, 3]
    for answer, margin in zip(answers, (0.0, 7.0, 7.0, -14.0), strict=True):
        home = answer.pop("home_win_probability")
        away = answer.pop("away_win_probability")
        assert (home, away) == pytest.approx((_says(0.1, margin + 1), 1 - _says(0.1, margin + 1)), abs=1e-6)
        del answer["revision"]
        assert answer == {
            "game_id": str(game),
            "confidence": 1.0,
            "features": {"margin": margin, "seconds_left": 1.0},
            "model_version": version,
            "low": pytest.approx(home),
            "high": pytest.approx(home),
            "next_event": None,
            "model_share": None,
            "reached": 0.0,
            "called": 0.0,
            "shadows": [],
        }


def test_a_swap_of_the_champion_drops_no_request_and_mixes_no_versions(running: Any, service: Any) -> None:
    old, game = running.serve(service, 0.1), game_uuid("nfl_official", "swapped")
    running.write(game, 1, 10.0)
    new = running.register(-0.2)
    enough = Event()

    def ask_on() -> list[tuple[object, object]]:
        told = []
        with httpx.Client(base_url=service.client.base_url, timeout=10) as client:
            mine = replace(service, client=client)
            while not enough.is_set():
                answer = mine.ask(game)
                told.append((answer["model_version"], answer["home_win_probability"]))
        return told

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask_on) for _ in range(2)]
        running.promote(new)
        service.until(lambda: service.ask(game)["model_version"] == new)
        enough.set()
        seen = [told for one in asking for told in one.result()]

    right = {old: _says(0.1, 10.0), new: _says(-0.2, 10.0)}
    assert {version for version, _ in seen} == {old, new}
    assert all(home == pytest.approx(right[str(version)], abs=1e-6) for version, home in seen)


def test_a_broken_champion_is_refused_and_counted_while_the_old_one_answers(
    running: Any, service: Any
) -> None:
    good = running.serve(service, 0.1)
    broken = running.register(0.3, broken=True)
    running.promote(broken)
    refused = f'livebet_serving_refused_loads_total{{model_version="{broken}",sport="nfl"}} 1.0'
    game = game_uuid("nfl_official", "goes on")
    running.write(game, 1, 3.0)

    service.until(lambda: refused in service.client.get("/metrics").text)
    answer = service.ask(game)
    running.promote(good)

    assert (answer["model_version"], answer["home_win_probability"]) == (
        good,
        pytest.approx(_says(0.1, 3.0), abs=1e-6),
    )
    assert service.client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("path", "question", "status", "told"),
    [
        ("/predict", {"game_id": str(game_uuid("x", "y"))}, 404, "no live features of game"),
        ("/predict", {"game_id": "NE-BAL"}, 400, "game_id is not a UUID"),
        ("/predict", {}, 400, "1 validation error"),
        ("/predict_rows", {"rows": [{"margin": 1}]}, 400, "row 0: missing: seconds_left"),
        ("/predict_rows", {"rows": [{"margin": 1, "seconds_left": 1, "x": 1}]}, 400, "no such feature: x"),
        ("/predict_rows", {"rows": [{"margin": "a"}]}, 400, "1 validation error"),
        ("/predict_rows", {"rows": [{"margin": None, "seconds_left": 1}]}, 422, "too little is known"),
    ],
)
def test_a_bad_question_gets_a_status_of_its_own_and_a_reason(
    service: Any,
    path: str,
    question: dict[str, object],
    status: int,
    told: str,
) -> None:
    answer = service.client.post(path, json=question)

    assert answer.status_code == status
    assert told in answer.json()["error"]


def test_not_a_number_is_refused_by_name(service: Any) -> None:
    answer = service.client.post(
        "/predict_rows",
        content='{"rows":[{"margin": NaN, "seconds_left": 1}]}',
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 400
    assert answer.json() == {"error": "row 0: not a finite number (null says unknown): margin"}


def test_rows_are_answered_in_their_order(running: Any, service: Any) -> None:
    version = running.serve(service, 0.1)

    answer = service.client.post("/predict_rows", json={"rows": [_row(7.0), _row(-7.0, 2.0)]})

    assert [one["home_win_probability"] for one in answer.json()] == pytest.approx(
        [_says(0.1, 7.0), _says(0.1, -5.0)], abs=1e-6
    )
    assert {one["model_version"] for one in answer.json()} == {version}
    assert service.client.post("/predict_rows", json={"rows": []}).json() == []


def test_metrics_tell_the_served_version_the_questions_and_the_age_of_features(
    running: Any, service: Any
) -> None:
    version, game = running.serve(service, 0.1), game_uuid("nfl_official", "counted")
    running.write(game, 1, 0.0)
    service.ask(game)

    lines = service.client.get("/metrics").text.splitlines()
    asked = f'endpoint="predict",model_version="{version}",outcome="answered",sport="nfl"'
    assert f'livebet_serving_model_info{{model_version="{version}",sport="nfl"}} 1.0' in lines
    assert f'livebet_serving_reloads_total{{model_version="{version}",sport="nfl"}} 1.0' in lines
    assert any(line.startswith(f"livebet_serving_requests_total{{{asked}}}") for line in lines)
    service.until(lambda: "\nlivebet_serving_feature_age_seconds " in service.client.get("/metrics").text)


def test_what_members_weigh_is_told_of_the_version_that_serves(running: Any, service: Any) -> None:
    version = running.serve(service, 0.1)
    with Redis.from_url(running.over["LIVEBET_REDIS_URL"]) as redis:
        board = WeightBoard(redis)
        service.until(lambda: board.of(Sport.NFL, version) is not None)
        assert board.of(Sport.NFL, version) == {"base": 1.0}
        assert board.of(Sport.NFL, "another") is None


def test_without_mlflow_the_service_waits_for_a_champion_on_disk(lone_house: Any) -> None:
    house, game = lone_house, game_uuid("nfl_official", "alone")
    cache, kept = Cache(house.home / "serving" / MODEL), Version(number="5", created=1)
    house.write(game, 1, 1.0)

    with house.service() as service:
        unready = service.client.get("/readyz").status_code
        refused = service.client.post("/predict", json={"game_id": str(game)})
        register(apply(), Sport.NFL, kept.number, house.reads)
        house.write_model(cache.folder(kept), 0.1)
        cache.keep(kept)
        service.until(lambda: service.client.get("/readyz").status_code == 200)
        answer = service.ask(game)

    assert (unready, refused.status_code) == (503, 503)
    assert refused.json() == {"error": "no champion of nfl is loaded"}
    assert (answer["model_version"], answer["revision"]) == ("5", 1)


def test_the_service_is_packed_by_bentoml_build(tmp_path: Path) -> None:
    over = {
        "BENTOML_HOME": str(tmp_path),
        "BENTOML_DO_NOT_TRACK": "True",
        "LIVEBET_HOME": str(tmp_path / "h"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "bentoml", "build", "--output", "tag"],
        cwd=ROOT, env=environment(over), capture_output=True, text=True, timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    (packed,) = tmp_path.glob("bentos/live_win_probability/*/src")
    assert (packed / "serving" / "service.py").exists()
    assert (packed / "feature_repo" / "feature_store.yaml").exists()
    assert not (packed / "training" / "fit.py").exists()
    assert "onnxruntime==" in (packed.parent / "env" / "python" / "requirements.txt").read_text()
