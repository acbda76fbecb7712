"""`livebet evaluate` and `livebet data` from the outside: on files of our own, seasons unseen."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from cli.faults import Fault
from cli.main import app
from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from livebet.settings import settings
from training.runner import CARD_FILE, MODEL_FILE
from training.walk import walk_graph


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


def test_a_models_folder_is_judged_as_what_it_is(home: Path, tmp_path: Path) -> None:
    plays = season(tmp_path / "pbp_2026_27.parquet")
    folder = tmp_path / "mine"
    folder.mkdir()
    onnx.save(onnx.load_from_string(walk_graph(Sport.NBA)), folder / MODEL_FILE)
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
