"""A game cut short gives the same rows; a planted leak is caught, whichever way it looks ahead."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from livebet.domain.games import Sport
from training.data import nba
from training.data.build import rows_of_table
from training.data.rows import Rows
from training.evaluation.leaks import Leak, LookAheadError, leaks, refuse_leaks


def nba_game(plays: int = 60, seed: int = 3) -> pa.Table:
    """A made-up quarter of basketball."""
    rng = np.random.default_rng(seed)
    rows, score, clock = [], {"BOS": 0, "ATL": 0}, 720.0
    for number in range(plays):
        kind = str(rng.choice(["2pt", "3pt", "rebound", "turnover", "foul", "freethrow"]))
        team = str(rng.choice(["BOS", "ATL"]))
        made = kind in ("2pt", "3pt", "freethrow") and rng.random() < 0.5
        score[team] += {"2pt": 2, "3pt": 3, "freethrow": 1}.get(kind, 0) * made
        clock -= 5.0
        rows.append(
            {
                "game_id": 1, "date": 20241112, "season_year": 2025, "season_type": "Regular_Season",
                "home_team": "BOS", "away_team": "ATL", "period": 1, "clock_seconds": clock,
                "actionNumber": number, "actionType": kind, "shotResult": "Made" if made else "Missed",
                "team": team, "scoreHome": score["BOS"], "scoreAway": score["ATL"],
                "final_home": 9, "final_away": 8,
            }
        )  # fmt: skip
    return pa.Table.from_pylist(rows)


def honest(table: pa.Table) -> Rows:
    return rows_of_table(Sport.NBA, table, {"1": 2.0})


def changed(change: Callable[[Rows, pa.Table], np.ndarray]) -> Callable[[pa.Table], Rows]:
    def build(table: pa.Table) -> Rows:
        rows = honest(table)
        features = rows.features.copy()
        features[:, rows.names.index("margin")] = change(rows, table)
        return replace(rows, features=features)

    return build


RESULTS = nba.RESULTS


def test_rows_of_basketball_do_not_look_ahead() -> None:
    assert leaks(honest, nba_game(), nba.KEY, RESULTS) == []


def test_a_row_that_knows_how_the_game_ends_is_caught() -> None:
    planted = changed(lambda rows, table: np.full(len(rows), table["scoreHome"].to_pylist()[-1]))
    found = leaks(planted, nba_game(), nba.KEY, RESULTS)
    assert Leak("1", 0, ("margin",)) in found


def test_a_row_that_reads_the_row_below_is_caught() -> None:
    def peek(rows: Rows, _: pa.Table) -> np.ndarray:
        return np.append(rows.column("margin")[1:], 0)

    found = leaks(changed(peek), nba_game(), nba.KEY, RESULTS)
    assert found and {one.features for one in found} == {("margin",)}


def test_a_row_that_reads_its_own_result_is_caught() -> None:
    def own(rows: Rows, table: pa.Table) -> np.ndarray:
        return np.array([told == "Made" for told in table["shotResult"].to_pylist()], np.float32)

    game = nba_game()
    made = game["shotResult"].to_pylist()[len(game) - 1] == "Made"
    game = game if made else nba_game(seed=4)
    with pytest.raises(LookAheadError, match="rows look ahead: 1 row"):
        refuse_leaks(leaks(changed(own), game, nba.KEY, RESULTS, cuts=20))
