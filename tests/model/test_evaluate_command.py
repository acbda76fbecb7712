"""`livebet evaluate` and `livebet data` from the outside: on files of our own, seasons unseen."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import mlflow
import numpy as np
import onnx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from mlflow import MlflowClient
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from typer.testing import CliRunner

from cli.challenging import main as challenging
from cli.faults import Fault
from cli.main import app
from cli.mlflow_at import answers
from feature_repo.services import registered
from feature_repo.store import registry_proto
from livebet.domain.games import Sport
from livebet.embedded.server import Server, free_port
from livebet.features.row import FEATURES_OF
from livebet.settings import ROOT, environment, settings
from training.data.build import rows_of
from training.data.rows import Rows
from training.evaluation.forecasters import of_registry
from training.models.onnx_parts import Sketch
from training.own import log_model, matrix
from training.promotion.consider import consider
from training.runner import CARD_FILE, INPUT, MODEL_FILE, OUTPUT
from training.scores.attach import attach, attach_kept
from training.scores.kept import keep
from training.scores.result import Table


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield tmp_path / "home"
    settings.cache_clear()


def season(path: Path, games: int = 12, year: int = 2027, seed: int = 1) -> Path:
    """A season of basketball that nobody has seen: shots of two sides until the clock runs out."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for game in range(games):
        score, number, played = {"BOS": 0, "ATL": 0}, 0, []
        for period in (1, 2, 3, 4):
            for clock in range(700, 0, -60):
                number += 1
                team = "BOS" if number % 2 else "ATL"
                made = rng.random() < (0.6 if team == "BOS" else 0.5)
                score[team] += 2 * made
                played.append(
                    {
                        "game_id": 1000 * year + game, "date": 10_000 * year + 100 + game,
                        "season_year": year,
                        "season_type": "Regular_Season", "home_team": "BOS", "away_team": "ATL",
                        "period": period, "clock_seconds": float(clock), "actionNumber": number,
                        "actionType": "2pt", "shotResult": "Made" if made else "Missed", "team": team,
                        "scoreHome": score["BOS"], "scoreAway": score["ATL"],
                    }
                )  # fmt: skip
        score["BOS"] += score["BOS"] == score["ATL"]
        rows += [row | {"final_home": score["BOS"], "final_away": score["ATL"]} for row in played]
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def run(*words: str) -> str:
    done = CliRunner().invoke(app, words)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def test_a_season_that_nobody_has_seen_is_judged_with_intervals_slices_and_calls(
    home: Path, tmp_path: Path
) -> None:
    plays = season(tmp_path / "pbp_2026_27.parquet")
    told = run("evaluate", "--sport", "nba", "--plays", str(plays), "--model", "diffusion")
    assert "nba: diffusion on pbp_2026_27.parquet, season 2027" in told
    assert "five-parameter diffusion, fitted on 2021-2024" in told
    assert "quarter 4" in told and "0-120 seconds left" in told
    assert "one call a game  90% promised at 0.900 (not tuned)" in told


def test_json_holds_the_whole_evaluation(home: Path, tmp_path: Path) -> None:
    plays = season(tmp_path / "pbp_2026_27.parquet")
    before = season(tmp_path / "pbp_2025_26.parquet", year=2026, seed=2)
    words = ("--plays", str(plays), "--earlier", str(before), "--model", "diffusion", "--json")
    told = json.loads(run("evaluate", "--sport", "nba", *words))
    win = told["judged"][0]
    assert (win["task"], win["whole"]["rows"], win["whole"]["games"]) == ("win", 576, 12)
    assert win["whole"]["difference"].keys() == {"value", "low", "high"}
    assert told["promises"][0]["frozen_on"] == [2026]
    assert told["next_score"]["learnt"] == [2026]


def diffusion_graph(sport: Sport) -> bytes:
    """The diffusion as a model: one feature through a sigmoid."""
    names, sketch = FEATURES_OF[sport].names, Sketch()
    sketch.take(INPUT, [names.index("diffusion_logit")], "column")
    sketch.add("Squeeze", ["column", sketch.constant("last_axis", np.array([1]))], "logit")
    sketch.add("Sigmoid", ["logit"], OUTPUT)
    return sketch.finish("diffusion", {INPUT: ["n", len(names)]}, {OUTPUT: ["n"]})


def test_a_models_folder_is_judged_as_what_it_is(home: Path, tmp_path: Path) -> None:
    plays = season(tmp_path / "pbp_2026_27.parquet")
    folder = tmp_path / "mine"
    folder.mkdir()
    onnx.save(onnx.load_from_string(diffusion_graph(Sport.NBA)), folder / MODEL_FILE)
    (folder / CARD_FILE).write_text(json.dumps({"features": FEATURES_OF[Sport.NBA].names}))
    words = ("evaluate", "--sport", "nba", "--plays", str(plays), "--json", "--model")
    mine, bare = (json.loads(run(*words, model)) for model in (str(folder), "diffusion"))
    assert mine["model"] == "mine"
    assert mine["judged"][0]["whole"]["ours"]["log_loss"] == pytest.approx(
        bare["judged"][0]["whole"]["ours"]["log_loss"], abs=1e-5
    )


def test_what_cannot_be_judged_is_said_in_one_line(home: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"game_id": [1]}), tmp_path / "x.parquet")
    with pytest.raises(Fault, match=r"x\.parquet has no column date, season_year"):
        run("evaluate", "--sport", "nba", "--plays", str(tmp_path / "x.parquet"), "--model", "diffusion")


def test_seasons_are_imported_and_listed(home: Path, tmp_path: Path) -> None:
    season(tmp_path / "from" / "nba" / "pbp_2026_27.parquet")
    assert "taken: nba/pbp_2026_27.parquet, 576 rows" in run("data", "import", str(tmp_path / "from"))
    told = run("data", "list", "--check")
    assert "pbp_2026_27.parquet" in told and "576 rows  2027" in told
    assert "DAMAGED" not in told


def test_a_home_without_seasons_says_how_to_get_some(home: Path) -> None:
    assert run("data", "list").strip().endswith("`livebet data import DIR` or `livebet data pull nfl`")


class Registry(NamedTuple):
    """A real MLflow, with the settings of this process pointing to it."""

    uri: str
    home: Path


@pytest.fixture(scope="module")
def registry(redis_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    place, port = tmp_path_factory.mktemp("registry"), free_port()
    over = {
        "LIVEBET_HOME": str(place / "home"),
        "LIVEBET_MLFLOW_PORT": str(port),
        "LIVEBET_REDIS_URL": redis_server.url,
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    }
    command = [
        sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--backend-store-uri", f"sqlite:///{place}/mlflow.db", "--serve-artifacts",
        "--artifacts-destination", str(place / "artifacts"),
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch, (place / "mlflow.log").open("wb") as log:
        for name, value in over.items():
            patch.setenv(name, value)
        settings.cache_clear()
        process = subprocess.Popen(command, env=environment(over), stdout=log, stderr=log)
        try:
            _until(answers, process)
            yield Registry(settings().mlflow_uri, place / "home")
        finally:
            process.terminate()
            process.wait(30)
    settings.cache_clear()


def _until(said: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Ask for a bounded time while the process lives."""
    for _ in range(300):
        if said():
            return
        assert process.poll() is None, f"it ended with {process.returncode}"
        Event().wait(0.2)
    raise AssertionError("not in time")


FEATURES = ("margin", "seconds_left", "diffusion_logit")


@pytest.fixture(scope="module")
def own_run(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A model of one's own, logged: two seasons taught it, a third is unseen."""
    place = tmp_path_factory.mktemp("seasons")
    files = [season(place / f"pbp_{year}.parquet", year=year, seed=year) for year in (2024, 2025, 2026)]
    learn, unseen = (
        Rows.joined([rows_of(Sport.NBA, file) for file in files[:2]]),
        rows_of(Sport.NBA, files[2]),
    )
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(
        matrix(learn, FEATURES), learn.home_won > 0.5
    )
    return log_model(
        Sport.NBA, model, FEATURES, learnt=learn, unseen=unseen, learnt_from="made-up seasons", name="mine"
    )


def judged_by(model: str, plays: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        run("evaluate", "--sport", "nba", "--plays", str(plays), "--json", "--model", model)
    )
    return told


@pytest.mark.slow
@pytest.mark.servers
def test_an_own_model_goes_from_a_run_to_challenger_to_champion_and_is_judged_alike_under_every_name(
    registry: Registry, own_run: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plays = season(tmp_path / "pbp_2026_27.parquet", games=30)
    by_run = judged_by(own_run, plays)

    assert challenging("nba", own_run) == 0
    assert capsys.readouterr().out == f"livebet: run {own_run} is version 1 of nba, the challenger\n"
    in_shadow = judged_by("challenger", plays)
    decision = consider(Sport.NBA, "1", rows_of(Sport.NBA, plays), registry.uri, games_in_play=tuple)

    assert decision.promoted, decision.reason
    by_name = [in_shadow, *(judged_by(name, plays) for name in ("champion", "1"))]
    assert [one["judged"] for one in by_name] == [by_run["judged"]] * 3
    told = ["challenger", "champion", "1"]
    assert [one["model"] for one in (by_run, *by_name)] == [f"nba {name}" for name in (own_run, *told)]
    services = {service.name: service for service in registered(registry_proto())}
    kept = {feature.name for part in services["nba_win_probability_v1"].feature_view_projections
            for feature in part.features}  # fmt: skip
    assert kept == {*FEATURES, "revision"}


@pytest.mark.slow
@pytest.mark.servers
def test_calls_are_judged_at_the_thresholds_that_the_card_froze(
    registry: Registry, own_run: str, tmp_path: Path
) -> None:
    told = judged_by(own_run, season(tmp_path / "pbp_2026_27.parquet", games=30))

    card = json.loads(Path(mlflow.artifacts.download_artifacts(f"runs:/{own_run}/card.json")).read_text())
    calls = [one for one in told["promises"] if one["name"] == "one call a game"]
    assert {str(one["promised"]): one["threshold"] for one in calls} == card["calls"]["game"]
    assert {tuple(one["frozen_on"]) for one in told["promises"][:4]} == {(2026,)}


@pytest.mark.slow
@pytest.mark.servers
def test_a_name_that_mlflow_does_not_know_and_a_run_without_a_model_are_said_in_one_line(
    registry: Registry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plays = season(tmp_path / "pbp_2026_27.parquet")

    with pytest.raises(Fault, match="has no alias, version or run nobody of nba_win_probability"):
        judged_by("nobody", plays)
    assert challenging("nba", "0" * 32) == 1
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.slow
@pytest.mark.servers
def test_the_table_is_attached_to_the_champions_run_and_version(registry: Registry, own_run: str) -> None:
    client = MlflowClient(registry.uri, registry.uri)
    table = Table("nba", datetime(2026, 11, 23, tzinfo=UTC), "c0de", False, [], {"win": "no plays"})
    name = "nba_win_probability"
    if not client.search_model_versions(f"name = '{name}'"):
        assert challenging("nba", own_run) == 0
    client.set_registered_model_alias(name, "champion", "1")

    assert attach_kept(registry.uri, Sport.NBA, registry.home) is None
    keep(table, registry.home)
    assert attach_kept(registry.uri, Sport.NBA, registry.home) == "1"

    assert {one.path for one in client.list_artifacts(own_run)} >= {"scores.json", "scores.md"}
    assert client.get_model_version(name, "1").tags["scores"] == "0 of 0 musts met, 0 of 0 aims (2026-11-23)"
    folder = Path(mlflow.artifacts.download_artifacts(f"models:/{name}/1"))
    assert Table.decoded((folder / "scores.json").read_bytes()) == table
    assert attach(registry.uri, Sport.MLB, table) is None


NFL_SEASON = 2031


def nfl_season(path: Path, drop: tuple[str, ...] = (), games: int = 6) -> Path:
    """A made-up season in nflverse's columns: two scores and a winner in every game."""
    rng = np.random.default_rng(3)
    rows: list[dict[str, Any]] = []
    for game in range(games):
        points = {"KC": 3.0, "NE": 0.0}
        for number, seconds in enumerate(range(3600, 0, -60)):
            side = ("KC", "NE")[int(rng.integers(2))]
            if rng.random() < 0.12:
                points[("KC", "NE")[int(rng.integers(2))]] += 7.0
            other = "NE" if side == "KC" else "KC"
            rows.append(
                {
                    "game_id": f"{NFL_SEASON}_{game + 1:02d}_NE_KC", "play_id": float(number + 1),
                    "season": NFL_SEASON, "week": game + 1, "game_date": f"{NFL_SEASON}-09-{7 + game:02d}",
                    "home_team": "KC", "away_team": "NE", "posteam": side,
                    "game_seconds_remaining": float(seconds), "qtr": 4.0 - (seconds - 1) // 900,
                    "down": float(rng.integers(1, 5)), "ydstogo": 10.0,
                    "yardline_100": float(rng.integers(1, 100)), "play_type": "pass",
                    "posteam_score": points[side], "defteam_score": points[other],
                    "posteam_timeouts_remaining": 3.0, "defteam_timeouts_remaining": 3.0,
                    "result": 3.0 if game % 2 else -3.0,
                }
            )  # fmt: skip
    table = pa.Table.from_pylist(rows)
    pq.write_table(table.drop_columns(list(drop)), path)
    return path


@pytest.mark.parametrize(
    "drop",
    [
        (),
        ("posteam_timeouts_remaining", "defteam_timeouts_remaining"),
        ("season", "week", "game_date"),
        ("qtr", "play_type", "result"),
    ],
    ids=["whole", "no timeouts", "no dates", "no quarters, no result"],
)
def test_a_football_season_of_a_later_year_is_judged_whatever_columns_it_lacks(
    home: Path, tmp_path: Path, drop: tuple[str, ...]
) -> None:
    plays = nfl_season(tmp_path / "pbp_2031.parquet", drop)
    told = json.loads(
        run("evaluate", "--sport", "nfl", "--plays", str(plays), "--model", "diffusion", "--json")
    )

    assert told["seasons"] == [NFL_SEASON]
    assert told["judged"][0]["whole"]["games"] == 6
    assert told["judged"][0]["rows"] == "plays with a down in regulation, ties left out"


@pytest.mark.slow
@pytest.mark.servers
def test_scores_are_written_for_every_play_by_whatever_name_the_model_goes(
    registry: Registry, own_run: str, tmp_path: Path
) -> None:
    plays = season(tmp_path / "pbp_2026_27.parquet", games=3)
    out = tmp_path / "told.parquet"

    said = run("score", "--sport", "nba", "--plays", str(plays), "--out", str(out), "--model", own_run)

    told, rows = pq.read_table(out).to_pydict(), pq.read_table(plays).to_pydict()
    assert said.strip() == f"{out}: 144 rows of 3 games by model version {own_run}"
    assert told["game_id"] == rows["game_id"] and told["play_id"] == rows["actionNumber"]
    folded = rows_of(Sport.NBA, plays)
    expected = of_registry(registry.uri, Sport.NBA, own_run).predict(folded)
    assert np.array(told["home_win_probability"])[folded.play].tolist() == expected.tolist()


def in_order(text: str, language: str) -> list[str]:
    """The code blocks of a page in one language."""
    return [part.split("```", 1)[0] for part in text.split(f"```{language}\n")[1:]]


@pytest.mark.slow
@pytest.mark.servers
def test_the_ten_lines_of_the_page_make_a_challenger(registry: Registry, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "own-model.md").read_text()
    for year in (2024, 2025, 2026):
        season(tmp_path / "from" / "nba" / f"pbp_{year}.parquet", year=year, seed=year)
    run("data", "import", str(tmp_path / "from"))
    told: dict[str, Any] = {}

    (lines,) = in_order(page, "python")
    exec(lines, told)

    plays = season(tmp_path / "pbp_2026_27.parquet")
    assert judged_by(told["run"], plays)["judged"][0]["whole"]["games"] == 12
    assert challenging("nba", told["run"]) == 0
    card = json.loads(Path(mlflow.artifacts.download_artifacts(f"runs:/{told['run']}/card.json")).read_text())
    assert card["seasons_learnt"] == [2024, 2025]
    assert card["learnt_from"] == "real seasons without lines"
    assert len([line for line in lines.splitlines() if line and not line.startswith("from ")]) <= 10
