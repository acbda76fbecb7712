"""The table of scores: what is asked is asked, what is missing is named, what was learnt is kept."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from livebet.domain.games import Sport
from training.ensemble.fit import EnsembleParameters
from training.measures import Interval
from training.models.event import EventParameters
from training.models.momentum import MomentumParameters
from training.models.trees import TreeParameters
from training.scores.kept import NONE, keep, kept, page
from training.scores.learn import Bench, Effort
from training.scores.result import Figures, Line, Table, d_at_most, short
from training.scores.show import as_markdown, as_text, summary
from training.scores.table import REAL, measure, parts
from training.scores.truth import planned, true_rows

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SMALL = Effort(
    EnsembleParameters(
        TreeParameters(rounds=5, min_child_weight=50.0, folds=2),
        MomentumParameters(hidden=4, epochs=1),
        EventParameters(nets=1, hidden=8, epochs=1, dropout=0.0),
        folds=2,
    ),
    seasons=2,
    simulated=12,
    taught=16,
)


def figures(d: float, high: float) -> Figures:
    return Figures("log loss", 100, 5, 0.45, 0.45 - d, Interval(d, 2 * d - high, high))


@pytest.mark.parametrize(
    ("d", "high", "met"),
    [(0.0019, 0.0049, True), (0.0021, 0.0049, False), (0.0009, 0.0069, False), (-0.001, 0.0049, True)],
)
def test_a_must_with_a_top_asks_for_the_difference_and_its_interval(d: float, high: float, met: bool) -> None:
    bound = d_at_most(0.002, top=0.005)

    assert bound.says == "d ≤ +.002, top < +.005"
    assert bound.holds(figures(d, high)) is met


@pytest.mark.parametrize(("value", "told"), [(-0.09, "−.09"), (0.0, "0"), (0.015, ".015"), (-0.108, "−.108")])
def test_bounds_are_written_as_the_field_writes_them(value: float, told: str) -> None:
    assert short(value) == told


def test_every_line_that_is_asked_for_is_a_task() -> None:
    asked = {
        (sport.value, task.name): (task.must.says if task.must else "", task.aim.says if task.aim else "")
        for sport in Sport
        for part in parts(sport)
        for task in part.tasks
    }

    assert asked["nfl", "win, 2020–2023"] == ("d ≤ +.002, top < +.005", "d ≤ 0")
    assert asked["nfl", "win, 2023"] == ("d ≤ +.002, top < +.005", "d ≤ 0")
    assert asked["nfl", "win in the fourth quarter, 2020–2023"] == ("", "d ≤ 0")
    assert asked["nfl", "calibration of win, 2020–2023"] == ("", "≤ .012")
    assert asked["nfl", "overtime"] == ("the likelier side wins as often as said", "≤ .58")
    assert asked["nfl", "next score"] == ("d ≤ −.09", "d ≤ −.108")
    assert asked["nba", "win, 2024–25"] == ("d ≤ +.001", "d ≤ −.001")
    assert asked["nba", "against the market"] == ("interval includes or lies below +.003", "d ≤ 0")
    assert asked["nba", "blend with the market"] == ("", "d < 0")
    assert asked["nba", "next scoring team, every play"] == ("d ≤ −.012", "d ≤ −.027")
    assert asked["mlb", "win, 2019"] == ("d ≤ −.008", "d ≤ −.015")
    for sport in Sport:
        assert asked[sport.value, "simulator, against the truth"] == ("≤ .02", "≤ .01")
        assert asked[sport.value, "one call a game, 90%"] == ("right ≥ 90%, games called ≥ 92%", "")
        assert asked[sport.value, "called plays, 85%"] == ("right ≥ 85%, plays called ≥ 72%", "")
    assert asked["mlb", "calibration, innings 7-9"] == ("≤ .025", "≤ .015")


def test_a_home_without_seasons_names_what_is_missing_and_how_it_comes(tmp_path: Path) -> None:
    told = [REAL[Sport.NBA].tasks[0], REAL[Sport.NFL].tasks[0], REAL[Sport.MLB].tasks[0]]
    lacks = []
    for sport, task in zip((Sport.NBA, Sport.NFL, Sport.MLB), told, strict=True):
        with pytest.raises(LookupError) as missing:
            task.measure(REAL[sport].ground(Bench(tmp_path, SMALL, lambda _: None)))
        lacks.append(str(missing.value))

    assert [text.split(" in the home")[0] for text in lacks] == [
        "nba: no file nba_odds*",
        "nfl: no file schedules*",
        "mlb: no file mlb_odds*",
    ]
    assert all("`livebet data import DIR` brings it" in text for text in lacks)


@pytest.mark.slow
def test_a_table_without_seasons_holds_the_simulator_alone_and_a_second_call_learns_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.scores.table.QUICK", SMALL)
    said: list[str] = []
    first = measure(Sport.MLB, tmp_path, NOW, said.append, quick=True)
    learnt = [line for line in said if line.startswith("learning")]
    said.clear()
    second = measure(Sport.MLB, tmp_path, NOW, said.append, quick=True)

    assert [line.task for line in first.lines] == ["simulator, against the truth"]
    assert set(first.missing) == {task.name for task in REAL[Sport.MLB].tasks}
    assert len(learnt) == 1 and not any(line.startswith(("learning", "mlb: simul")) for line in said)
    assert second == first


@pytest.mark.slow
@pytest.mark.parametrize("sport", list(Sport))
def test_the_truth_of_simulated_rows_is_near_the_diffusion_and_far_from_a_coin(sport: Sport) -> None:
    told = true_rows(sport, planned(sport, 2051, 2))

    assert len(told.truth) == len(told.rows)
    assert told.truth.min() >= 0.0 and told.truth.max() <= 1.0
    assert np.abs(told.rows.diffusion - told.truth).mean() < 0.1 < np.abs(0.5 - told.truth).mean()


def line(met: bool | None) -> Line:
    return Line(
        "nfl", "win", "to 2019", "plays", "nflfastR", figures(0.001, 0.004), "d ≤ +.002", met, "", None
    )


def test_a_table_is_kept_and_read_back_whole(tmp_path: Path) -> None:
    table = Table("nfl", NOW, "c0de" * 16, False, [line(True), line(False)], {"overtime": "no plays"})

    folder = keep(table, tmp_path)

    assert kept(tmp_path, Sport.NFL) == table
    assert kept(tmp_path, Sport.NBA) is None
    assert page(tmp_path, Sport.NFL) == as_markdown([table])
    assert page(tmp_path, Sport.NBA) == NONE
    assert (folder / "scores.md").read_text() == as_markdown([table])
    assert summary(table) == "1 of 2 musts met, 0 of 0 aims"


def test_what_is_missed_is_written_as_missed() -> None:
    table = Table("nfl", NOW, "c0de" * 16, True, [line(True), line(False)], {"overtime": "no plays"})
    text = as_text([table])

    assert "nfl: measured 2026-11-23" in text and "so not the scores" in text
    assert "d ≤ +.002: met" in text and "d ≤ +.002: MISSED" in text
    assert "+0.0010 [-0.0020, +0.0040]" in text
    assert "overtime: not measured: no plays" in text
    assert "Accuracy is no profit" in text
