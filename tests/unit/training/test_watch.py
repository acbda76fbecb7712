"""Performance without labels, shadows beside champions, and drift: from forecasts and rows alone."""

import socket
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.data.rows import NOT_JUDGED, Rows
from training.watch.drift import compare
from training.watch.performance import performance
from training.watch.sample import learnt_sample, live_sample
from training.watch.shadow import beside

GAMES = 40


def forecasts(truth: float, finished: int = GAMES) -> pd.DataFrame:
    """Games of four forecasts each, all .8; a share `truth` of the finished ones is won."""
    rows = [
        {
            "game": str(game),
            "period": period,
            "forecast": 0.8,
            "won": float(game < truth * finished) if game < finished else np.nan,
        }
        for game in range(GAMES)
        for period in (1, 2, 4, 6)
    ]
    return pd.DataFrame(rows)


def test_expected_performance_is_told_before_any_game_is_over() -> None:
    told = performance(Sport.NFL, forecasts(0.8, finished=0))
    assert [(one.phase, one.games, one.forecasts) for one in told] == [
        ("quarter 1", 40, 40),
        ("quarter 2", 40, 40),
        ("quarter 4", 40, 40),
        ("overtime", 40, 40),
        ("all", 40, 160),
    ]
    entropy = -0.8 * np.log(0.8) - 0.2 * np.log(0.2)
    assert told[-1].expected_loss.value == pytest.approx(entropy)
    assert told[-1].expected_accuracy.value == pytest.approx(0.8)
    assert (told[-1].finished, told[-1].realized_loss, told[-1].surprise) == (0, None, None)
    assert told[-1].is_as_expected


def test_a_calibrated_forecaster_is_as_expected_and_one_that_is_wrong_half_the_time_is_not() -> None:
    good, bad = (performance(Sport.NFL, forecasts(truth))[-1] for truth in (0.8, 0.5))
    assert good.realized_loss is not None
    assert good.realized_loss.value == pytest.approx(good.expected_loss.value)
    assert good.is_as_expected
    assert bad.realized_accuracy is not None
    assert bad.realized_accuracy.value == pytest.approx(0.5)
    assert not bad.is_as_expected
    assert performance(Sport.NFL, forecasts(0.5, finished=9))[-1].is_as_expected, "nine games tell little"


def test_innings_are_judged_by_thirds() -> None:
    told = performance(Sport.MLB, forecasts(0.8))
    assert [one.phase for one in told] == ["innings 1-3", "innings 4-6", "all"]


def test_without_forecasts_nothing_is_told() -> None:
    assert performance(Sport.NBA, forecasts(0.8).head(0)) == []


def test_a_challenger_is_judged_on_the_games_that_both_answered() -> None:
    rows = pd.DataFrame(
        {
            "game": [str(number // 5) for number in range(100)],
            "challenger": "9",
            "champion": "8",
            "theirs": 0.9,
            "ours": 0.7,
            "won": 1.0,
        }
    )
    other = rows.head(10).assign(challenger="10", theirs=0.6)
    (newest, older) = beside(pd.concat([rows, other]))
    assert (newest.challenger, newest.champion, newest.games, newest.says) == ("10", "8", 2, "worse")
    assert (older.challenger, older.games, older.forecasts, older.says) == ("9", 20, 100, "better")
    assert older.difference.value == pytest.approx(np.log(0.7) - np.log(0.9))


def rows_of(sport: Sport, period: list[int], left: list[float], **features: list[float]) -> Rows:
    """Rows of one game a pair of them."""
    names, count = FEATURES_OF[sport].names, len(period)
    table = np.zeros((count, len(names)), np.float32)
    for name, values in features.items():
        table[:, names.index(name)] = values
    numbers = np.arange(count) // 2
    zeros = np.zeros(count, np.int64)
    return Rows(
        sport=sport,
        games=tuple(f"game {number}" for number in range(numbers.max() + 1)),
        features=table,
        home_won=np.ones(count),
        season=zeros,
        day=zeros,
        game=numbers,
        play=np.arange(count),
        period=np.array(period),
        left=np.array(left),
        side=zeros,
        judged=np.ones(count, bool),
        anchor=np.full(count, np.nan),
        following=np.full(count, NOT_JUDGED),
    )


def test_a_learnt_game_is_one_row_of_what_was_known_past_the_middle_of_each_phase() -> None:
    rows = rows_of(
        Sport.NFL,
        period=[1, 1, 1, 2, 4, 5],
        left=[3151, 3150, 2701, 2000, 300, 300],
        margin=[1, 2, 3, 4, 5, 6],
    )
    sample = learnt_sample(rows, ("margin", "runs"))
    assert sample["margin · quarter 1"].dropna().to_dict() == {0: 2.0, 1: 3.0}
    assert sample["margin · quarter 2"].dropna().to_dict() == {1: 4.0}
    assert sample["margin · quarter 4"].dropna().to_dict() == {2: 5.0}
    assert not [name for name in sample if "overtime" in name.split(" · ")[1]]


def test_a_ball_game_is_past_its_middle_from_the_bottom_of_the_second_inning_on() -> None:
    rows = rows_of(
        Sport.MLB,
        period=[2, 2, 3, 10],
        left=[48, 45, 40, 0],
        outs=[2, 0, 1, 1],
        bottom=[0, 1, 0, 0],
        runs=[1, 2, 3, 4],
    )
    sample = learnt_sample(rows, ("margin", "runs"))
    assert sample["runs · innings 1-3"].to_dict() == {0: 2.0, 1: 3.0}


def test_what_tells_only_the_moment_of_a_row_is_not_compared() -> None:
    rows = rows_of(Sport.NBA, period=[1, 1], left=[2500, 2400], margin=[1, 2], ball_seconds=[3, 4])
    sample = learnt_sample(rows, ("margin", "ball_seconds"))
    assert sample["margin · quarter 1"].to_dict() == {0: 1.0}
    assert not [name for name in sample if name.startswith("ball_seconds")]


def test_a_live_game_is_a_row_as_exact_as_learnt_ones() -> None:
    fed = pd.DataFrame({"game": ["a", "a", "b"], "phase": [1, 4, 1], "margin": [3.0, 7.0, 0.1]})
    sample = live_sample(Sport.NBA, fed)
    assert sample["margin · quarter 1"].to_dict() == {"a": 3.0, "b": float(np.float32(0.1))}
    assert sample["margin · quarter 4"].dropna().to_dict() == {"a": 7.0}


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a report tells nobody of itself")

    for way in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, way, refuse)


@pytest.mark.slow
@pytest.mark.usefixtures("no_network")
def test_drift_is_found_where_it_is_planted_and_nowhere_else(tmp_path: Path) -> None:
    dice = np.random.default_rng(7)
    learnt = pd.DataFrame(dice.normal(size=(400, 3)), columns=["still", "moved", "lost"])
    live = pd.DataFrame(dice.normal(size=(40, 3)), columns=list(learnt))
    live["moved"] += 1.5
    live.loc[5:, "lost"] = np.nan
    page = tmp_path / "watch" / "drift.html"
    drift = compare(learnt, live, page)
    assert [shift.column for shift in drift.shifts] == ["moved"]
    assert drift.lost == ("lost",)
    assert drift.found and drift.wants_retrain
    assert drift.says == "1 of 2 columns moved, 1 are lost; 40 live games beside 400 learnt ones"
    assert "<html" in page.read_text()
    same = compare(learnt, learnt.sample(60, random_state=3), page)
    assert (same.shifts, same.lost, same.found) == ((), (), False)


def test_a_feature_that_a_feed_has_lost_asks_for_no_retrain(tmp_path: Path) -> None:
    learnt = pd.DataFrame({"lost": np.arange(100.0)})
    drift = compare(learnt, learnt.head(30) * np.nan, tmp_path / "drift.html")
    assert (drift.lost, drift.found, drift.wants_retrain) == (("lost",), True, False)


def test_a_handful_of_live_games_tells_nothing(tmp_path: Path) -> None:
    learnt = pd.DataFrame({"moved": np.arange(100.0)})
    drift = compare(learnt, learnt.head(5) + 1_000, tmp_path / "drift.html")
    assert (drift.found, drift.page) == (False, None)
    assert drift.says == "5 live games: before 20 nothing is told"
