from math import isnan
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from livebet.domain.games import Score, Side
from livebet.game.state import Ball, Phase
from training.nflverse import PlayRow, Standing, UnreadablePlaysError, begin, features, read_plays, start


def play(seconds: float | None, **known: Any) -> PlayRow:
    told = {"posteam": "NE", "down": 1.0, "ydstogo": 10.0, "yardline_100": 75.0, "play_type": "run"}
    return PlayRow(
        game_id="2021_01_MIA_NE",
        play_id=1.0,
        home_team="NE",
        away_team="MIA",
        game_seconds_remaining=seconds,
        **(told | known),
    )


def kickoff(seconds: float, receiver: str) -> PlayRow:
    return play(seconds, posteam=receiver, down=None, ydstogo=0.0, yardline_100=35.0, play_type="kickoff")


def after(*rows: PlayRow) -> Standing:
    standing = start(rows[0], None)
    for row in rows:
        standing = begin(standing, row)
    return standing


def test_a_row_becomes_the_state_as_its_play_began() -> None:
    row = play(
        3000.0, posteam="MIA", posteam_score=7.0, defteam_score=3.0,
        posteam_timeouts_remaining=2.0, defteam_timeouts_remaining=3.0,
        down=3.0, ydstogo=4.0, yardline_100=40.0,
    )  # fmt: skip
    state = after(row).state

    assert (state.period, state.clock_seconds, state.score) == (1, 300, Score(3, 7))
    assert (state.possession, state.down, state.distance, state.yards_to_goal) == (Side.AWAY, 3, 4, 40)
    told = features(after(row))
    assert (told["home_timeouts"], told["away_timeouts"], told["margin"]) == (3.0, 2.0, -4.0)


def test_the_quarter_comes_from_the_clock_where_the_column_is_empty() -> None:
    assert [after(play(seconds)).state.period for seconds in (3600, 2701, 2700, 1801, 1799, 900, 0)] == [
        1, 1, 1, 2, 3, 3, 4,
    ]  # fmt: skip


def test_a_half_opens_with_its_kickoff_and_stays_open_while_the_clock_stands() -> None:
    end = play(1800.0, posteam=None, down=None, yardline_100=None, play_type=None)
    opened = after(play(1805.0), end, kickoff(1800.0, "MIA"), play(1800.0, posteam="MIA"))

    assert after(play(1805.0), end).state.period == 2
    assert (opened.state.period, opened.state.clock_seconds) == (3, 900)


def test_a_clock_that_resets_upward_starts_overtime() -> None:
    level = {"posteam_score": 20.0, "defteam_score": 20.0}
    over = after(play(4.0, **level), play(600.0, **level), play(570.0, **level))

    assert (over.state.period, over.state.clock_seconds) == (5, 570)
    assert features(over)["overtime"] == 1.0


def test_a_quarter_told_wrongly_in_the_middle_of_a_game_is_no_overtime() -> None:
    assert (
        after(play(2666.0), play(3526.0)).state.period,
        after(play(2666.0), play(3526.0)).state.clock_seconds,
    ) == (
        2,
        826,
    )


def test_a_row_without_a_clock_or_a_score_keeps_what_was_known() -> None:
    known = play(2000.0, posteam_score=10.0, defteam_score=3.0)
    state = after(known, play(None, posteam=None, down=None, yardline_100=None, play_type="no_play")).state

    assert (state.period, state.clock_seconds, state.score, state.possession) == (2, 200, Score(10, 3), None)


def test_timeouts_are_carried_within_a_half_and_unknown_in_the_next() -> None:
    known = play(2000.0, posteam_timeouts_remaining=1.0, defteam_timeouts_remaining=2.0)

    assert features(after(known, play(1900.0)))["home_timeouts"] == 1.0
    assert isnan(features(after(known, play(1700.0)))["home_timeouts"])


def test_the_side_that_kicked_off_first_receives_the_second_half() -> None:
    assert features(after(kickoff(3600.0, "MIA"), play(3595.0)))["second_half_receiver"] == 1.0


def test_a_play_after_a_touchdown_near_the_goal_without_a_down_is_a_try() -> None:
    assert play(100.0, down=None, yardline_100=2.0, play_type="pass").ball is Ball.TRY
    assert play(100.0, down=None, yardline_100=15.0, play_type="extra_point").ball is Ball.TRY


def test_a_game_whose_last_quarter_ran_out_with_a_leader_is_over() -> None:
    end: dict[str, Any] = {"posteam_score": 20.0, "defteam_score": 17.0, "down": None, "yardline_100": None}

    assert after(play(5.0), play(0.0, play_type=None, **end)).state.phase is Phase.FINAL
    assert (
        after(play(5.0), play(0.0, play_type=None, **(end | {"defteam_score": 20.0}))).state.phase
        is not Phase.FINAL
    )


def test_a_file_without_a_needed_column_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "plays.parquet"
    pq.write_table(pa.table({"game_id": ["a"], "play_id": [1.0]}), path)

    with pytest.raises(UnreadablePlaysError, match="home_team"):
        list(read_plays(path))
