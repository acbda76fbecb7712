from pathlib import Path

import pyarrow.parquet as pq
import pytest

from livebet.domain.messages import Refused
from livebet.features.nfl import FEATURES
from livebet.features.ratings import Final, Ratings, fold
from training import store
from training.history import PastGame, Season, season_games
from training.store import SeasonFiles, ensure_season, seasons_that_fit


def short_season(season: int, ratings: Ratings) -> Season:
    """The first two games."""
    games = [one for one in season_games(season, ratings, 2) if isinstance(one, PastGame)]
    refused = Refused(
        feed="nfl_official", reason="no play", payload="", native_id="1", observed_at=games[0].game.kickoff
    )
    return Season(season, tuple(games), (refused,))


@pytest.fixture(autouse=True)
def two_games_a_season(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "season_rows", short_season)


def test_a_season_is_made_once_and_gone_on_with(tmp_path: Path) -> None:
    files, made = ensure_season(2018, Ratings(), tmp_path)

    assert made
    assert ensure_season(2018, Ratings(), tmp_path) == (files, False)


def test_other_ratings_before_it_or_a_lost_file_make_it_anew(tmp_path: Path) -> None:
    files, _ = ensure_season(2018, Ratings(), tmp_path)
    files.plays.unlink()

    assert ensure_season(2018, Ratings(), tmp_path)[1]
    assert ensure_season(2018, fold(Ratings(), Final(2017, "PHI", "ATL", 30)), tmp_path)[1]


def test_its_files_hold_a_row_a_play_and_a_row_a_game(tmp_path: Path) -> None:
    files, _ = ensure_season(2018, Ratings(), tmp_path)
    plays, games = pq.read_table(files.plays).to_pandas(), pq.read_table(files.games).to_pandas()

    assert list(plays.columns[-len(FEATURES) :]) == list(FEATURES)
    assert plays.native_id.unique().tolist() == games.native_id[:2].tolist() == ["2018090600", "2018090900"]
    assert games.refused.tolist() == [None, None, "no play"]
    assert plays.groupby("game_id").event_timestamp.is_monotonic_increasing.all()
    assert plays[plays.native_id == "2018090600"].final_margin.unique().tolist() == [6]


def test_a_season_that_was_never_made_has_no_source(tmp_path: Path) -> None:
    assert SeasonFiles(tmp_path, 2018).made_from() is None


def test_a_longer_budget_fits_more_of_the_newest_seasons() -> None:
    seasons = tuple(range(2009, 2019))

    assert seasons_that_fit(0.0, seasons) == (2016, 2017, 2018)
    assert seasons_that_fit(1e6, seasons) == seasons
