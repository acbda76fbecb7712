"""Which seasons there are to learn from, and what a card says of them."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from livebet.domain.games import Sport
from livebet.feeds.recordings import RESERVED_SEASON, SEASONS
from livebet.settings import ROOT, settings
from training.data import mlb, nba, nfl
from training.data.store import Store, take
from training.evaluation.market import margins_before
from training.seasons import Origin, available, learnt_from, season_of
from training.seasons.joined import keep_training_rows, learnt_words
from training.seasons.made import data_mark, recorded_lines, season_mark, season_rows
from training.seasons.simulated import simulated_rows

SHARED = ROOT.parent / "shared" / "data" / "nba"
CANDLES = "kalshi_candles_1m_to_nov5_2025.parquet"
NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home in which nothing was imported."""
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield tmp_path / "home"
    settings.cache_clear()


def write(path: Path, columns: Mapping[str, Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)


def football(folder: Path, name: str, seasons: list[int], more: int = 1) -> None:
    """A file of plays with a line each, so many rows a season."""
    rows = [season for season in seasons for _ in range(more)]
    told: dict[str, list[object]] = {column: [None] * len(rows) for column in nfl.NEEDED}
    write(folder / "nfl" / name, told | {"season": list(rows), "spread_line": [1.0] * len(rows)})


def schedules(folder: Path) -> None:
    ids = {"game_id": ["2018_01_ATL_PHI", "2018_01_BUF_BAL"], "old_game_id": ["2018090600", "2018090900"]}
    lines = {"season": [2018, 2018], "spread_line": [1.0, None], "result": [6, 44]}
    write(folder / "nfl" / "schedules_1999_2023.parquet", {**ids, **lines})


def test_with_nothing_imported_the_nfl_has_recordings_and_the_others_simulated_seasons(bare: Path) -> None:
    football_seasons = available(Sport.NFL, bare)
    assert [one.year for one in football_seasons] == [year for year in SEASONS if year != RESERVED_SEASON]
    assert learnt_from(football_seasons) == "recordings with ratings"
    for sport in (Sport.NBA, Sport.MLB):
        assert {one.origin for one in available(sport, bare)} == {Origin.SIMULATED}
        assert learnt_from(available(sport, bare)) == "simulated seasons"


def test_the_reserved_season_is_learnt_from_only_where_the_settings_say_so(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LookupError, match="no season 2019 of nfl"):
        season_of(Sport.NFL, RESERVED_SEASON, bare)
    monkeypatch.setenv("LIVEBET_INCLUDE_RESERVED", "true")
    settings.cache_clear()
    assert season_of(Sport.NFL, RESERVED_SEASON, bare).origin is Origin.RECORDINGS


def test_files_come_before_recordings_and_the_fuller_of_two_files(bare: Path, tmp_path: Path) -> None:
    football(tmp_path, "pbp_2018_2021.parquet", [2018, 2019, 2020, 2021], more=3)
    football(tmp_path, "pbp_2021_weeks.parquet", [2021])
    take(Store(bare), tmp_path / "nfl", NOW)
    found = {one.year: one for one in available(Sport.NFL, bare)}
    assert RESERVED_SEASON not in found and found[2017].origin is Origin.RECORDINGS
    assert {found[year].plays for year in (2018, 2020, 2021)} == {bare / "data/nfl/pbp_2018_2021.parquet"}
    assert learnt_from([found[2018]]) == "real seasons with closing lines"
    both = learnt_from([found[2017], found[2018]])
    assert both == "recordings with ratings and real seasons with closing lines"


def test_closing_lines_of_a_schedule_stand_in_for_the_ratings_of_recordings(
    bare: Path, tmp_path: Path
) -> None:
    before = season_mark(season_of(Sport.NFL, 2018, bare))
    schedules(tmp_path)
    take(Store(bare), tmp_path / "nfl", NOW)
    season = season_of(Sport.NFL, 2018, bare)
    assert season.lines is not None
    assert recorded_lines(season.lines) == {"2018090600": 1.0}
    assert season.learnt_from == "real seasons with closing lines"
    assert season_of(Sport.NFL, 2017, bare).learnt_from == "recordings with ratings"
    assert season_mark(season) != before


def test_a_season_whose_file_changes_is_told_apart(bare: Path, tmp_path: Path) -> None:
    football(tmp_path, "pbp_2021.parquet", [2021])
    take(Store(bare), tmp_path / "nfl", NOW)
    before = data_mark(season_of(Sport.NFL, 2021, bare))
    assert data_mark(season_of(Sport.NFL, 2021, bare)) == before
    football(tmp_path, "pbp_2021.parquet", [2021], more=2)
    take(Store(bare), tmp_path / "nfl", NOW)
    assert data_mark(season_of(Sport.NFL, 2021, bare)) != before


def test_prices_before_the_game_stand_in_for_lines_that_nobody_has(bare: Path, tmp_path: Path) -> None:
    told: dict[str, list[object]] = {column: [None] for column in nba.NEEDED}
    write(tmp_path / "nba" / "pbp_2025_26.parquet", told | {"season_year": [2026]})
    take(Store(bare), tmp_path / "nba", NOW)
    without = season_of(Sport.NBA, 2026, bare)
    prices: dict[str, list[object]] = {"game_id": [1], "yes_team": ["ATL"], "timestamp": [0], "close": [40.0]}
    write(tmp_path / "nba" / CANDLES, prices)
    take(Store(bare), tmp_path / "nba", NOW)
    season = season_of(Sport.NBA, 2026, bare)
    assert without.learnt_from == "real seasons without lines"
    assert season.learnt_from == "real seasons with prices before the game"
    assert data_mark(season) != data_mark(without)


@pytest.mark.skipif(not SHARED.exists(), reason="the recorded seasons are not here")
def test_the_running_season_is_expected_as_its_prices_before_the_tip_did(bare: Path, tmp_path: Path) -> None:
    expected = margins_before(SHARED / CANDLES)
    plays = pq.read_table(SHARED / "pbp_2025_26_to_nov5.parquet")
    game = next(one for one in plays["game_id"].unique().to_pylist() if str(one) in expected)
    (tmp_path / "nba").mkdir()
    pq.write_table(plays.filter(pc.equal(plays["game_id"], game)), tmp_path / "nba" / "pbp_2025_26.parquet")
    copyfile(SHARED / CANDLES, tmp_path / "nba" / CANDLES)
    take(Store(bare), tmp_path / "nba", NOW)
    rows = season_rows(season_of(Sport.NBA, 2026, bare), bare)
    assert rows.column("expected_margin") == pytest.approx(expected[str(game)], abs=1e-4)


def test_a_training_set_tells_where_it_came_from_after_other_seasons_took_its_place(
    bare: Path, tmp_path: Path
) -> None:
    season = season_of(Sport.MLB, 2023, bare)
    keep_training_rows(simulated_rows(Sport.MLB, 2023, games=1), [season])
    told: dict[str, list[object]] = {column: [None] for column in mlb.NEEDED}
    write(tmp_path / "mlb" / "events_2023.parquet", told)
    take(Store(bare), tmp_path / "mlb", NOW)
    assert {one.origin for one in available(Sport.MLB, bare)} <= {Origin.IMPORTED}
    assert learnt_words(Sport.MLB, [2023]) == "simulated seasons"
    with pytest.raises(LookupError, match="mlb: make the training set again, it lacks '2024'"):
        learnt_words(Sport.MLB, [2024])


def test_a_script_that_is_read_again_by_its_own_processes_is_refused_in_a_sentence(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from multiprocessing import get_context\n"
        "from pathlib import Path\n"
        "from livebet.domain.games import Sport\n"
        "from training.seasons import Origin, Season, season_rows\n"
        "if __name__ == '__main__':\n"
        "    child = get_context('spawn').Process(target=print)\n"
        "    child.start()\n"
        "    child.join()\n"
        "else:\n"
        "    season_rows(Season(Sport.MLB, 2023, Origin.SIMULATED), Path(__file__).parent)\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, check=True)
    assert "a script asks under `if __name__ == '__main__':`" in done.stderr
