"""Recorded seasons of basketball and baseball as slates: small ones written here, whole ones beside."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from livebet.domain.games import Sport
from livebet.domain.plays import PlayKind
from livebet.feeds.replay import Replay
from livebet.feeds.seasons.slates import load_season, season_slate, season_slates, sport_of
from livebet.feeds.slates import NoSuchSlateError
from livebet.game.sports.table import RULES
from livebet.settings import ROOT

SHARED = ROOT.parent / "shared" / "data"
NBA_COLUMNS = (
    *("game_id", "date", "season_year", "season_type", "home_team", "away_team", "period", "clock_seconds"),
    *("actionNumber", "actionType", "shotResult", "team", "final_home", "final_away"),
)
MLB_GAMES = ("GAME_ID", "GAME_DT", "GAME_CT", "START_GAME_TM", "HOME_TEAM_ID", "AWAY_TEAM_ID", "GAME_TYPE_TX")
MLB_EVENTS = (
    *("GAME_ID", "EVENT_ID", "INN_CT", "BAT_HOME_ID", "OUTS_CT", "EVENT_OUTS_CT", "BASES_BEFORE", "EVENT_CD"),
    *("EVENT_TX", "BAT_ID", "PIT_ID", "HOME_SCORE_CT", "AWAY_SCORE_CT", "HOME_FINAL", "AWAY_FINAL"),
)


def basketball(game_id: int, day: int, final: tuple[int, int]) -> list[tuple[object, ...]]:
    """One basket a period, the home side's first three and the guests' last."""
    rows = []
    for period, team in ((1, "BOS"), (2, "BOS"), (3, "BOS"), (4, "LAL")):
        game = (game_id, day, 2027, "Regular_Season", "BOS", "LAL", period)
        rows.append((*game, 600.0, 10 * period, "2pt", "Made", team, *final))
        rows.append((*game, 590.0, 10 * period + 1, "block", None, team, *final))
    return rows


def baseball(game_id: str) -> list[tuple[object, ...]]:
    """Nine innings of three strikeouts a half; the guests' first batter hits a home run."""
    rows: list[tuple[object, ...]] = []
    score = 0
    for half in range(17):
        inning, home = half // 2 + 1, half % 2
        batters = [3] * 3 if half else [23, 3, 3, 3]
        outs = 0
        for code in batters:
            out = int(code == 3)
            event = (game_id, len(rows) + 1, inning, home, outs, out, 0, code, "K" if out else "HR")
            rows.append((*event, "bat", "pit", 0, score, 0, 1))
            score, outs = score + (1 - out), outs + out
    event = (game_id, len(rows) + 1, 9, 1, 0, 3, 0, 2, "54(1)3", "bat", "pit", 0, 1, 0, 1)
    return [*rows, event]


def write(path: Path, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows]), path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    nba = [*basketball(22600001, 20261101, (6, 2)), *basketball(22600002, 20261101, (6, 4))]
    write(tmp_path / "nba" / "pbp_2026_27.parquet", NBA_COLUMNS, nba)
    games: list[tuple[object, ...]] = [
        ("NYA202604041", 20260404, 1, 105, "NYA", "BOS", "regular"),
        ("NYA202604042", 20260404, 2, 0, "NYA", "BOS", "regular"),
        ("XXX202604040", 20260404, 0, 708, "XXX", "BOS", "regular"),
    ]
    write(tmp_path / "mlb" / "games_2026.parquet", MLB_GAMES, games)
    write(tmp_path / "mlb" / "events_2026.parquet", MLB_EVENTS, baseball("NYA202604041"))
    return tmp_path


def test_a_day_of_basketball_is_a_slate_whose_tip_offs_are_made(folder: Path) -> None:
    (slate,) = season_slates(Sport.NBA, folder)
    assert (slate.name, slate.season, slate.week) == ("nba-2026-11-01", 2026, None)
    assert slate.kickoff == datetime(2026, 11, 2, 0, tzinfo=UTC)
    assert slate.eids == ("0022600001", "0022600002")


def test_a_game_whose_plays_do_not_make_its_final_is_refused(folder: Path) -> None:
    (slate,) = season_slates(Sport.NBA, folder)
    loaded = load_season(slate, folder, "r")
    (game,), (refused,) = loaded.games, loaded.refused
    assert (game.game.native_id, game.game.replay_id) == ("0022600001", "r")
    assert (refused.feed, refused.native_id) == ("nba_seasons", "0022600002")
    assert refused.reason == "does not reconcile: final 6-2 (final) from the plays, 6-4 recorded"


def test_basketball_plays_are_told_with_the_ends_of_periods_and_without_blocks(folder: Path) -> None:
    (slate,) = season_slates(Sport.NBA, folder)
    (game,) = load_season(slate, folder, "r", 1).games
    assert [(play.kind, play.situation.clock_seconds, play.description) for play in game.plays[:3]] == [
        (PlayKind.TWO_POINTER, 600, "BOS two pointer made"),
        (PlayKind.PERIOD_END, 0, "End of period 1"),
        (PlayKind.TWO_POINTER, 600, "BOS two pointer made"),
    ]
    assert len({play.situation.play_id for play in game.plays}) == len(game.plays) == 8


def test_a_day_of_baseball_begins_when_retrosheet_says(folder: Path) -> None:
    slate = season_slate("mlb-2026-04-04", folder)
    assert slate is not None
    assert slate.kickoff == datetime(2026, 4, 4, 17, 5, tzinfo=UTC)
    assert slate.eids == ("NYA202604041", "NYA202604042")
    (game,) = load_season(slate, folder, "r").games
    assert (game.game.home_team, game.game.away_team) == ("NYY", "BOS")
    assert game.plays[0].description == "bat: home run (HR)"
    assert [len(play.scores) for play in game.plays[:2]] == [1, 0]


def test_names_of_other_slates_are_none_of_a_season() -> None:
    assert (sport_of("2019-09-08"), sport_of("nba"), sport_of("mlb-2019-04-04")) == (
        None,
        Sport.NBA,
        Sport.MLB,
    )
    assert season_slate("1", None) is None


@pytest.mark.parametrize(
    ("name", "word"), [("nba-2020-01-01", "no games on"), ("mlb-2020-01-01", "no games on")]
)
def test_a_day_without_games_is_refused(folder: Path, name: str, word: str) -> None:
    with pytest.raises(NoSuchSlateError, match=word):
        season_slate(name, folder)


def test_without_a_folder_or_a_file_it_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NoSuchSlateError, match="set LIVEBET_RECORDINGS"):
        season_slate("nba-2026-11-01", None)
    with pytest.raises(NoSuchSlateError, match="no recorded season of the mlb"):
        season_slate("mlb-2026-04-04", tmp_path)


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded seasons are not beside the checkout")
@pytest.mark.parametrize("sport", [Sport.NBA, Sport.MLB])
def test_real_days_fold_to_their_finals_and_play_back_in_step(sport: Sport) -> None:
    days = season_slates(sport, SHARED)
    for slate in days[:: len(days) // 4]:
        loaded = load_season(slate, SHARED, "r", 3)
        assert loaded.refused == ()
    two = load_season(days[5], SHARED, "r", 2)
    told = list(Replay(two.games, RULES).messages())
    assert [message.observed_at for message in told] == sorted(message.observed_at for message in told)
    assert told[-1].observed_at - told[0].observed_at < timedelta(hours=5)
