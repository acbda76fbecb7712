"""Scoring plays in nflverse's format: nothing below a row, and no result, moves it by a bit."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from livebet.features.ratings import Ratings
from training import score as scoring
from training.lines import UnreadableLinesError
from training.score import NoChampionError, score

COLUMNS = (
    "game_id", "play_id", "season", "week", "game_date", "home_team", "away_team", "posteam",
    "game_seconds_remaining", "qtr", "down", "ydstogo", "yardline_100", "play_type", "posteam_score",
    "defteam_score", "posteam_timeouts_remaining", "defteam_timeouts_remaining",
)  # fmt: skip
RESULTS = ("result", "posteam_score_post", "defteam_score_post", "epa", "wpa", "wp", "vegas_wp_fastr")

Plays = dict[str, list[Any]]


def small_game(week: int, home: str, away: str, seed: int, overtime: bool = False) -> list[dict[str, Any]]:
    """A made-up game with all that a file may hold: kickoffs, rows without a side, unknown timeouts."""
    rng = np.random.default_rng(seed)
    clocks = list(range(3600, -1, -75)) + ([600, 540, 480, 0] if overtime else [])
    rows: list[dict[str, Any]] = []
    points = {home: 0, away: 0}
    for number, seconds in enumerate(clocks):
        side = None if number % 9 == 8 else (home, away)[int(rng.integers(2))]
        scrimmage = side is not None and number % 10 != 0
        if not overtime and rng.random() < 0.1:
            points[home if rng.random() < 0.5 else away] += int(rng.choice([3, 7]))
        other = {home: away, away: home, None: None}[side]
        rows.append(
            dict.fromkeys(COLUMNS)
            | {
                "game_id": f"2021_{week:02d}_{away}_{home}", "play_id": float(number + 1), "season": 2021,
                "week": week, "game_date": f"2021-09-{6 + 7 * week:02d}", "home_team": home,
                "away_team": away, "posteam": side, "game_seconds_remaining": float(seconds),
                "ydstogo": 10.0 if scrimmage else 0.0,
                "down": float(rng.integers(1, 5)) if scrimmage else None,
                "yardline_100": float(rng.integers(1, 100)) if scrimmage else (35.0 if side else None),
                "play_type": "pass" if scrimmage else ("kickoff" if side else None),
                "posteam_score": None if side is None else float(points[side]),
                "defteam_score": None if other is None else float(points[other]),
                "posteam_timeouts_remaining": 2.0 if number % 3 else None,
                "defteam_timeouts_remaining": 3.0 if number % 3 else None,
            }
            | dict.fromkeys(RESULTS, float(rng.normal()))
        )  # fmt: skip
    return rows


ROWS = [
    *small_game(1, "NE", "MIA", 1),
    *small_game(1, "KC", "CLE", 2, overtime=True),
    *small_game(2, "KC", "NE", 3),
]


def write(path: Path, rows: list[dict[str, Any]], drop: tuple[str, ...] = ()) -> Path:
    table = pa.Table.from_pylist(rows)
    pq.write_table(table.drop_columns([name for name in drop if name in table.column_names]), path)
    return path


@pytest.fixture(autouse=True)
def no_recorded_finals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "ratings_before", lambda season: Ratings())


def scored(tmp_path: Path, model: Path, rows: list[dict[str, Any]], **more: Any) -> Plays:
    out = tmp_path / "out.parquet"
    score(write(tmp_path / "plays.parquet", rows, more.get("drop", ())), more.get("lines"), out, model=model)
    told: Plays = pq.read_table(out).to_pydict()
    return told


def test_every_row_is_answered_in_its_place(tmp_path: Path, model_folder: Path) -> None:
    told = scored(tmp_path, model_folder, ROWS)

    assert list(told) == [
        "game_id", "play_id", "home_win_probability", "away_win_probability", "model_version",
    ]  # fmt: skip
    assert told["play_id"] == [row["play_id"] for row in ROWS]
    assert told["game_id"] == [row["game_id"] for row in ROWS]
    assert all(0 <= chance <= 1 for chance in told["home_win_probability"])
    sums = np.add(told["home_win_probability"], told["away_win_probability"])
    assert sums.tolist() == [1.0] * len(ROWS)
    assert set(told["model_version"]) == {"small"}


@pytest.mark.parametrize("kept", [1, 7, 49, 60, 103, len(ROWS) - 1])
def test_cutting_later_rows_off_changes_no_bit_of_the_earlier(
    tmp_path: Path, model_folder: Path, kept: int
) -> None:
    whole = scored(tmp_path, model_folder, ROWS)["home_win_probability"]

    assert scored(tmp_path, model_folder, ROWS[:kept])["home_win_probability"] == whole[:kept]


def test_results_are_not_looked_at(tmp_path: Path, model_folder: Path) -> None:
    assert scored(tmp_path, model_folder, ROWS, drop=RESULTS) == scored(tmp_path, model_folder, ROWS)


@pytest.mark.parametrize(
    "drop",
    [
        ("qtr",),
        ("posteam_timeouts_remaining", "defteam_timeouts_remaining"),
        ("season", "week", "game_date"),
        ("posteam_score", "defteam_score"),
        ("down", "ydstogo", "yardline_100", "play_type"),
    ],
)
def test_a_missing_column_is_no_failure(tmp_path: Path, model_folder: Path, drop: tuple[str, ...]) -> None:
    told = scored(tmp_path, model_folder, ROWS, drop=drop)["home_win_probability"]

    assert len(told) == len(ROWS)
    assert bool(np.all(np.isfinite(told)))


def test_a_line_replaces_the_ratings(tmp_path: Path, model_folder: Path) -> None:
    game = ROWS[0]["game_id"]
    lines = tmp_path / "lines.parquet"
    pq.write_table(
        pa.table({"game_id": [game, "other"], "spread_line": [14.0, None], "result": [-50, 3]}), lines
    )
    with_line = scored(tmp_path, model_folder, ROWS, lines=lines)["home_win_probability"]
    without = scored(tmp_path, model_folder, ROWS)["home_win_probability"]

    assert with_line[0] > 0.8 > without[0]
    assert with_line[49:98] == without[49:98]


def test_a_later_game_knows_how_its_teams_did_before(tmp_path: Path, model_folder: Path) -> None:
    opener = next(place for place, row in enumerate(ROWS) if row["week"] == 2)
    turned = [{**row, "posteam_score": 0.0, "defteam_score": 0.0} for row in ROWS[:opener]] + ROWS[opener:]
    won = scored(tmp_path, model_folder, ROWS)["home_win_probability"]

    assert won[opener] != scored(tmp_path, model_folder, turned)["home_win_probability"][opener]


def test_the_same_file_twice_gives_the_same_bits(tmp_path: Path, model_folder: Path) -> None:
    assert scored(tmp_path, model_folder, ROWS) == scored(tmp_path, model_folder, ROWS)


def test_lines_without_a_spread_are_refused_by_name(tmp_path: Path, model_folder: Path) -> None:
    lines = tmp_path / "lines.parquet"
    pq.write_table(pa.table({"game_id": ["a"]}), lines)

    with pytest.raises(UnreadableLinesError, match="spread_line"):
        scored(tmp_path, model_folder, ROWS, lines=lines)


@pytest.mark.servers
def test_without_a_champion_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plays = write(tmp_path / "plays.parquet", ROWS)

    with pytest.raises(NoChampionError, match="livebet train"):
        score(plays, None, tmp_path / "out.parquet", uri=f"sqlite:///{tmp_path}/mlflow.db")


def test_a_closing_spread_that_the_plays_carry_counts_as_a_line(tmp_path: Path, model_folder: Path) -> None:
    lines = tmp_path / "lines.parquet"
    games = sorted({row["game_id"] for row in ROWS})
    pq.write_table(pa.table({"game_id": games, "spread_line": [7.0, -3.0, 1.5]}), lines)
    spread = dict(zip(games, (7.0, -3.0, 1.5), strict=True))
    carried = [{**row, "spread_line": spread[row["game_id"]]} for row in ROWS]

    assert scored(tmp_path, model_folder, carried) == scored(tmp_path, model_folder, ROWS, lines=lines)
    other = [{**row, "spread_line": 0.0} for row in ROWS]
    assert scored(tmp_path, model_folder, other, lines=lines) == scored(
        tmp_path, model_folder, ROWS, lines=lines
    )
