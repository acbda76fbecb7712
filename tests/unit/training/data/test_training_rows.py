"""Plays of three sports become rows by the rules of the game, told in small games of our own."""

from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from livebet.domain.games import Sport
from livebet.settings import ROOT
from training.data import mlb, nba
from training.data import nfl as football
from training.data.build import fingerprint, kept_rows, read, rows_of, rows_of_table
from training.data.columns import UnreadableFileError
from training.data.lines import mlb_margins, nba_margins, nfl_margins
from training.data.rows import NEXT_SCORES, NOT_JUDGED, Rows
from training.evaluation.leaks import leaks

SHARED = ROOT.parent / "shared" / "data"
NFL_GAME = "2021_01_MIA_NE"


def nfl_play(
    number: int, side: str | None, seconds: float, score: tuple[int, int], **told: Any
) -> dict[str, Any]:
    """A row of nflverse; `score` is home and away before the play."""
    own, other = score if side == "NE" else score[::-1]
    row = {
        "game_id": NFL_GAME, "play_id": float(number), "season": 2021, "game_date": "2021-09-12",
        "home_team": "NE", "away_team": "MIA", "posteam": side, "game_seconds_remaining": seconds,
        "down": 1.0, "ydstogo": 10.0, "yardline_100": 75.0, "play_type": "run", "yards_gained": 3.0,
        "posteam_score": float(own) if side else None, "defteam_score": float(other) if side else None,
        "posteam_timeouts_remaining": 3.0, "defteam_timeouts_remaining": 3.0, "interception": 0.0,
        "fumble": 0.0, "result": 4, "spread_line": 2.5, "vegas_wp_fastr": 0.6,
    }  # fmt: skip
    return row | told


NFL_PLAYS = [
    nfl_play(1, "NE", 3600, (0, 0), down=None, play_type="kickoff", yardline_100=35.0),
    nfl_play(2, "NE", 3590, (0, 0), yards_gained=12.0),
    nfl_play(3, "NE", 3500, (0, 0), play_type="pass", yards_gained=63.0, yardline_100=63.0),
    nfl_play(4, "NE", 3490, (6, 0), down=None, play_type="extra_point", yardline_100=15.0),
    nfl_play(5, "MIA", 3490, (7, 0), down=None, play_type="kickoff", yardline_100=35.0),
    nfl_play(6, "MIA", 3480, (7, 0), play_type="pass", interception=1.0, yards_gained=0.0),
    nfl_play(7, "NE", 1900, (7, 0), vegas_wp_fastr=0.8),
    nfl_play(8, "MIA", 1700, (7, 0), down=4.0, play_type="field_goal", vegas_wp_fastr=0.3),
    nfl_play(9, "NE", 1000, (7, 3), vegas_wp_fastr=None),
]


def table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows)


def nfl() -> Rows:
    plays = table(NFL_PLAYS)
    return rows_of_table(Sport.NFL, plays, nfl_margins(plays, None))


def test_a_football_row_is_what_was_known_as_its_play_began() -> None:
    rows = nfl()
    assert rows.column("margin").tolist() == [0, 0, 0, 6, 7, 7, 7, 7, 4]
    assert rows.side.tolist() == [1, 1, 1, 1, -1, -1, 1, -1, 1]
    assert rows.period.tolist() == [1, 1, 1, 1, 1, 1, 2, 3, 3]
    assert rows.column("expected_margin").tolist() == [2.5] * 9
    assert rows.judged.tolist() == [False, True, True, False, False, True, True, True, True]


def test_what_a_play_did_tells_of_the_rows_below_it() -> None:
    rows = nfl()
    assert rows.column("recent_points").tolist() == [0, 0, 0, 6, 7, 7, 7, 7, 4]
    assert rows.column("turnovers").tolist() == [0, 0, 0, 0, 0, 0, 1, 1, 1]


def test_what_scores_next_ends_with_the_half_and_counts_the_play_itself() -> None:
    names = ["" if one == NOT_JUDGED else NEXT_SCORES[Sport.NFL][one] for one in nfl().following.tolist()]
    assert names == [
        "", "home touchdown", "home touchdown", "", "", "none", "none", "away field goal", "none",
    ]  # fmt: skip


def test_the_anchor_is_turned_to_the_home_side() -> None:
    anchor = nfl().anchor
    assert anchor[:4] == pytest.approx([0.6] * 4)
    assert anchor[5] == pytest.approx(0.4) and anchor[7] == pytest.approx(0.7) and isnan(anchor[8])


def nba_play(
    number: int, clock: float, kind: str, team: str, score: tuple[int, int], **told: Any
) -> dict[str, Any]:
    """A row of NBA.com; `score` is home and away after the play."""
    row = {
        "game_id": 22400001, "date": 20241112, "season_year": 2025, "season_type": "Regular_Season",
        "home_team": "BOS", "away_team": "ATL", "period": 1, "clock_seconds": clock, "actionNumber": number,
        "actionType": kind, "shotResult": None, "team": team, "scoreHome": score[0], "scoreAway": score[1],
        "final_home": 100, "final_away": 101,
    }  # fmt: skip
    return row | told


NBA_PLAYS = [
    nba_play(1, 703.4, "3pt", "ATL", (0, 0), shotResult="Missed"),
    nba_play(2, 702.0, "rebound", "BOS", (0, 0)),
    nba_play(3, 690.0, "2pt", "BOS", (2, 0), shotResult="Made"),
    nba_play(4, 690.0, "foul", "ATL", (2, 0)),
    nba_play(5, 690.0, "freethrow", "BOS", (3, 0), shotResult="Made"),
    nba_play(6, 670.0, "foul", "BOS", (3, 0)),
    nba_play(7, 670.0, "freethrow", "ATL", (3, 1), shotResult="Made"),
    nba_play(8, 670.0, "freethrow", "ATL", (3, 2), shotResult="Made"),
    nba_play(9, 650.0, "turnover", "BOS", (3, 2)),
    nba_play(10, 650.0, "substitution", "ATL", (3, 2)),
]


def test_a_basketball_row_is_before_its_play_at_the_clock_of_it() -> None:
    rows = rows_of_table(Sport.NBA, table(NBA_PLAYS), {"22400001": -1.5})
    assert rows.column("margin").tolist() == [0, 0, 0, 2, 2, 3, 3, 2, 1, 1]
    assert rows.left.tolist() == [2863, 2862, 2850, 2850, 2850, 2830, 2830, 2830, 2810, 2810]
    assert rows.home_won.tolist() == [0.0] * 10
    assert rows.judged.tolist() == [True, False, True, False, True, False, True, True, False, False]


def test_who_has_the_ball_in_basketball_is_inferred_from_the_plays_above() -> None:
    rows = rows_of_table(Sport.NBA, table(NBA_PLAYS), {})
    assert rows.side.tolist() == [0, -1, 1, -1, 1, -1, -1, -1, 1, -1]


def test_which_side_scores_next_in_basketball_counts_the_play_itself() -> None:
    rows = rows_of_table(Sport.NBA, table(NBA_PLAYS), {})
    assert rows.following.tolist() == [0, 0, 0, 0, 0, 1, 1, 1, NOT_JUDGED, NOT_JUDGED]


def mlb_event(
    number: int, half: tuple[int, int], state: tuple[int, int], score: tuple[int, int], **told: Any
) -> dict[str, Any]:
    """An event: inning and 1 for its bottom, outs and bases, home and away runs before it."""
    row = {
        "GAME_ID": "ANA201904040", "DATE": 20190404, "AWAY_TEAM_ID": "TEX", "HOME_TEAM_ID": "ANA",
        "INN_CT": half[0], "BAT_HOME_ID": half[1], "OUTS_CT": state[0], "BASES_BEFORE": state[1],
        "HOME_SCORE_CT": score[0], "AWAY_SCORE_CT": score[1], "BAT_ID": "b", "PIT_ID": "p",
        "EVENT_CD": 2, "EVENT_OUTS_CT": 1, "EVENT_ID": number, "BALLS_CT": 3, "STRIKES_CT": 2,
        "HOME_FINAL": 1, "AWAY_FINAL": 2,
    }  # fmt: skip
    return row | told


MLB_EVENTS = [
    mlb_event(1, (1, 0), (0, 0), (0, 0), EVENT_CD=20, EVENT_OUTS_CT=0),
    mlb_event(2, (1, 0), (0, 1), (0, 0), EVENT_CD=23, EVENT_OUTS_CT=0),
    mlb_event(3, (1, 0), (0, 0), (0, 2)),
    mlb_event(4, (1, 0), (1, 0), (0, 2), EVENT_OUTS_CT=2),
    mlb_event(5, (1, 1), (0, 0), (0, 2), EVENT_CD=23, EVENT_OUTS_CT=0),
    mlb_event(6, (1, 1), (0, 0), (1, 2)),
]


def test_a_baseball_row_is_before_its_event_at_no_count() -> None:
    rows = rows_of_table(Sport.MLB, table(MLB_EVENTS), {"ANA201904040": 0.7})
    assert rows.column("margin").tolist() == [0, 0, -2, -2, -2, -1]
    assert rows.column("first").tolist() == [0, 1, 0, 0, 0, 0]
    assert rows.column("outs").tolist() == [0, 0, 0, 1, 0, 0]
    assert rows.column("balls").tolist() == rows.column("strikes").tolist() == [0] * 6
    assert rows.left.tolist() == [54, 54, 54, 53, 51, 51]
    assert rows.following.tolist() == [2, 2, 1, 1, 1, 0]


def test_the_favourite_of_the_nba_is_expected_to_win_by_its_spread(tmp_path: Path) -> None:
    lines = {
        "date": ["2024-11-12"], "home_team": ["BOS"], "away_team": ["ATL"], "whos_favored": ["away"],
        "spread": [4.5],
    }  # fmt: skip
    pq.write_table(pa.table(lines), tmp_path / "nba_odds.parquet")
    assert nba_margins(table(NBA_PLAYS), tmp_path / "nba_odds.parquet") == {"22400001": -4.5}


def test_a_moneyline_is_so_many_runs_without_its_margin(tmp_path: Path) -> None:
    lines = {
        "date": ["2019-04-04"], "h_team": ["LAA"], "v_team": ["TEX"], "v_ml_close": [130.0],
        "h_ml_close": [-150.0],
    }  # fmt: skip
    pq.write_table(pa.table(lines), tmp_path / "mlb_odds.parquet")
    margins = mlb_margins(table(MLB_EVENTS), tmp_path / "mlb_odds.parquet")
    assert margins == {"ANA201904040": pytest.approx(0.8864, abs=0.0001)}


def test_without_a_line_football_goes_by_ratings() -> None:
    plays = table([{**row, "spread_line": None} for row in NFL_PLAYS])
    assert abs(nfl_margins(plays, None)[NFL_GAME]) < 15


def test_rows_are_kept_by_data_and_code_and_read_back_the_same(tmp_path: Path) -> None:
    plays = tmp_path / "pbp_2021.parquet"
    pq.write_table(table(NFL_PLAYS), plays)
    first = kept_rows(Sport.NFL, plays, None, tmp_path)
    kept = list((tmp_path / "data" / "rows" / "nfl").iterdir())
    again = kept_rows(Sport.NFL, plays, None, tmp_path)
    assert [one.name for one in kept] == [f"pbp_2021-{fingerprint(Sport.NFL, plays)[:16]}.parquet"]
    assert np.array_equal(first.features, again.features, equal_nan=True)
    assert (again.games, again.season.tolist()) == ((NFL_GAME,), [2021] * 9)


def test_interleaved_games_are_told_apart_and_keep_their_places(tmp_path: Path) -> None:
    other = [{**row, "game_id": "2021_01_KC_CLE"} for row in NFL_PLAYS]
    mixed = [row for pair in zip(NFL_PLAYS, other, strict=True) for row in pair]
    pq.write_table(table(mixed), tmp_path / "pbp_mixed.parquet")
    rows = rows_of(Sport.NFL, tmp_path / "pbp_mixed.parquet")
    assert rows.games == (NFL_GAME, "2021_01_KC_CLE")
    assert rows.play.tolist() == [*range(0, 18, 2), *range(1, 18, 2)]
    assert np.array_equal(rows.features[:9], rows.features[9:], equal_nan=True)


def test_a_file_without_what_a_play_needs_is_refused_by_the_columns_names(tmp_path: Path) -> None:
    pq.write_table(table(NFL_PLAYS).drop_columns(["posteam"]), tmp_path / "pbp_x.parquet")
    with pytest.raises(UnreadableFileError, match=r"pbp_x\.parquet has no column posteam"):
        rows_of(Sport.NFL, tmp_path / "pbp_x.parquet")


@pytest.mark.parametrize(
    ("sport", "rows", "key", "results"),
    [
        (Sport.NFL, NFL_PLAYS, football.KEY, football.RESULTS),
        (Sport.NBA, NBA_PLAYS, nba.KEY, nba.RESULTS),
        (Sport.MLB, MLB_EVENTS, mlb.KEY, mlb.RESULTS),
    ],
)
def test_rows_of_a_game_cut_short_are_those_of_the_whole_game(
    sport: Sport, rows: list[dict[str, Any]], key: str, results: tuple[str, ...]
) -> None:
    assert leaks(lambda part: rows_of_table(sport, part, {}), table(rows), key, results, len(rows)) == []


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded seasons are not here")
@pytest.mark.parametrize(
    ("sport", "file", "key", "results"),
    [
        (Sport.NFL, "nfl/pbp_2019_2023.parquet", football.KEY, football.RESULTS),
        (Sport.NBA, "nba/pbp_2025_26_to_nov5.parquet", nba.KEY, nba.RESULTS),
        (Sport.MLB, "mlb/events_2019.parquet", mlb.KEY, mlb.RESULTS),
    ],
)
def test_rows_of_recorded_games_do_not_look_ahead(
    sport: Sport, file: str, key: str, results: tuple[str, ...]
) -> None:
    first = read(sport, SHARED / file).slice(0, 900)
    assert leaks(lambda part: rows_of_table(sport, part, {}), first, key, results, cuts=8) == []


def test_other_outcomes_and_other_features_have_other_fingerprints() -> None:
    one = nfl()
    lost = replace(one, home_won=1 - one.home_won)
    moved = replace(one, features=one.features + 1)

    assert one.fingerprint == nfl().fingerprint
    assert len({one.fingerprint, lost.fingerprint, moved.fingerprint}) == 3
    assert one.feature_fingerprint == lost.feature_fingerprint != moved.feature_fingerprint


def test_the_same_numbers_under_other_names_are_other_features() -> None:
    one = nfl()
    assert one.feature_fingerprint != replace(one, sport=Sport.NBA).feature_fingerprint


def test_seasons_of_one_file_that_were_taken_apart_are_joined_and_kept_again(tmp_path: Path) -> None:
    one = nfl()
    both = Rows.joined([one, replace(one, games=("2022_01_MIA_NE",), season=one.season + 1)])
    again = Rows.joined([both.of_seasons([2021]), both.of_seasons([2022])])
    assert again.games == both.games == (NFL_GAME, "2022_01_MIA_NE")
    assert again.fingerprint == both.fingerprint
    again.keep(tmp_path / "rows.parquet")
    assert Rows.read(Sport.NFL, tmp_path / "rows.parquet").fingerprint == both.fingerprint
