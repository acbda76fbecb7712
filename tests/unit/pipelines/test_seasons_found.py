"""Which seasons there are to learn from, and what a card says of them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from livebet.domain.games import Sport
from livebet.feeds.recordings import RESERVED_SEASON, SEASONS
from livebet.settings import settings
from training.data import nfl
from training.data.store import Store, take
from training.seasons import Origin, available, learnt_from, season_of
from training.seasons.made import data_mark, recorded_lines, season_mark

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home in which nothing was imported."""
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield tmp_path / "home"
    settings.cache_clear()


def write(path: Path, columns: dict[str, list[object]]) -> None:
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
