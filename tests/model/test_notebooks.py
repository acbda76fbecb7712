"""The notebooks run from top to bottom, show what is true, and are kept without outputs."""

import math
import re
from typing import Any

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError

from livebet.embedded.server import free_port
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import recorded
from livebet.settings import ROOT

UNRECONCILED = "2018120213"
"""Its scoring summary has an extra point that its plays do not have."""

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def official(eid: str) -> Recording:
    recording = recorded(eid)
    assert isinstance(recording, Recording)
    return recording


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_and_without_anybody_s_folders(path: Any) -> None:
    book = nbformat.read(path, as_version=4)

    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in code] == [[]] * len(code)
    assert [cell.execution_count for cell in code] == [None] * len(code)
    assert book.cells[0].source.startswith("# ")
    assert sum(cell.metadata.get("tags") == ["parameters"] for cell in code) == 1
    assert not any(place in path.read_text() for place in ("/work/", "/home/", "/root/", "/tmp/", "C:\\"))


@pytest.mark.slow
@pytest.mark.parametrize("eid", ["2018111900", "2012111110"], ids=["a shootout", "a tie after overtime"])
async def test_exploring_a_game_ends_at_its_recorded_final(run_notebook: Any, eid: str) -> None:
    recording = official(eid)
    game, final = recording.game, recording.official.final

    seen = await run_notebook("explore_a_game", EID=eid)

    assert f"Final: {game.away_team} {final.away}, {game.home_team} {final.home}\n" in seen.printed
    assert f"the fold ends {final.home}-{final.away}, as the league says" in seen.printed
    assert f"{len(recording.plays)} plays;" in seen.printed
    scores = seen.tables[-1]
    assert sum(int(row["points"]) for row in scores if row["by"] == game.home_team) == final.home
    assert sum(int(row["points"]) for row in scores if row["by"] == game.away_team) == final.away
    assert all(0 <= float(row[when]) <= 1 for row in scores for when in ("before", "after"))
    assert seen.pictures == 3


@pytest.mark.slow
async def test_a_recording_that_does_not_add_up_is_not_explored(run_notebook: Any) -> None:
    with pytest.raises(CellExecutionError, match=f"{UNRECONCILED} is not used: does not reconcile"):
        await run_notebook("explore_a_game", EID=UNRECONCILED)


@pytest.mark.slow
async def test_training_tells_its_rows_and_games_and_how_it_compares(run_notebook: Any) -> None:
    nobody = free_port()

    seen = await run_notebook("train_and_compare", {"LIVEBET_MLFLOW_PORT": str(nobody)}, GAMES=12)

    seasons, compared, moves, called = seen.tables
    assert [row[""] for row in seasons] == ["2016", "2017", "2018"]
    rows, games = (int(seasons[-1][name]) for name in ("rows", "games"))
    assert f"judge: season 2018, {games} games, {rows:,} rows" in seen.printed
    losses = {row[""]: float(row["log_loss"]) for row in compared}
    assert list(losses) == ["ensemble", "diffusion", "base", "momentum"]
    assert all(0.3 < loss < math.log(2) for loss in losses.values())
    told = re.search(r"Against diffusion the ensemble's log loss is ([.\d]+) (\w+)", seen.printed)
    assert told is not None
    gap = float(told[1]) * (1 if told[2] == "higher" else -1)
    assert gap == pytest.approx(losses["ensemble"] - losses["diffusion"], abs=2e-3)
    assert [row[""] for row in moves][:3] == ["part: diffusion", "part: base", "part: momentum"]
    assert all(0.5 < float(row["game"]) < 1 for row in called)
    assert f"No MLflow answers at http://127.0.0.1:{nobody}" in seen.printed
    assert seen.pictures == 4


@pytest.mark.slow
async def test_without_imported_plays_the_ensemble_stands_beside_the_diffusion(run_notebook: Any) -> None:
    seen = await run_notebook("compare_with_nflfastr", GAMES=10)

    table, plays = seen.tables
    assert "`livebet data import DIR` or `livebet data pull nfl` brings seasons" in seen.printed
    assert "nflfastR's own probabilities are in imported plays" in seen.printed
    assert [row[""] for row in table][:2] == ["all", "season 2018"]
    whole = table[0]
    assert float(whole["low"]) <= float(whole["d"]) <= float(whole["high"])
    assert f"Against the diffusion d is {float(whole['d']):+.3f}" in seen.printed
    assert all(0 <= float(row["ours"]) <= 1 for row in plays)
    assert seen.pictures == 1


@pytest.mark.slow
async def test_what_is_missing_widens_the_band_and_age_does(run_notebook: Any) -> None:
    seen = await run_notebook("where_the_model_is_unsure", GAMES=10)

    phases, missing, kept, *_ = seen.tables
    assert [row[""] for row in phases][:4] == ["quarter 1", "quarter 2", "quarter 3", "quarter 4"]
    width = {row[""]: float(row["mean width"]) for row in missing}
    assert width["without expected_margin"] > width["nothing"] > 0
    assert width["nothing"] < width["60 seconds old"] < width["180 seconds old"] < width["600 seconds old"]
    assert all(float(row["low"]) <= float(row["high"]) for row in kept)
    assert f"of {len(kept)} places" in seen.printed
    assert seen.pictures == 1


@pytest.mark.slow
async def test_a_feature_that_knows_the_outcome_is_told_from_those_that_help(run_notebook: Any) -> None:
    seen = await run_notebook("design_a_feature", GAMES=10)

    (table,) = seen.tables
    worth = {row[""]: row for row in table}
    assert list(worth) == ["out of reach", "momentum of ten plays", "a cheat"]
    assert float(worth["a cheat"]["change of log loss"]) < -0.05
    assert "a cheat: -0." in seen.printed and "Look for a leak." in seen.printed
    for name in ("out of reach", "momentum of ten plays"):
        assert float(worth[name]["low"]) <= float(worth[name]["high"])
        assert f"{name}: " in seen.printed
