"""Seasons taken into the home: known by name and columns, with where they are from, once."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from training.data.checksums import checksum
from training.data.formats import UnknownFileError, recognise
from training.data.store import BrokenManifestError, Store, take

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


def lines(
    folder: Path, name: str = "nba_odds_2008_2025.parquet", seasons: tuple[int, ...] = (2024, 2025)
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    columns = {
        "season": list(seasons), "date": ["2024-11-12"] * len(seasons), "home_team": ["BOS"] * len(seasons),
        "spread": [1.5] * len(seasons), "whos_favored": ["home"] * len(seasons),
    }  # fmt: skip
    pq.write_table(pa.table(columns), folder / name)
    return folder / name


def test_an_imported_file_is_noted_with_rows_seasons_origin_time_and_checksum(tmp_path: Path) -> None:
    file = lines(tmp_path / "from" / "nba")
    store = Store(tmp_path / "home")
    done = take(store, tmp_path / "from", NOW)
    (entry,) = store.manifest().files
    assert done.taken == (entry,) and done.refused == ()
    assert (entry.sport, entry.file, entry.kind) == ("nba", "nba_odds_2008_2025.parquet", "lines")
    assert (entry.rows, entry.seasons, entry.taken_at) == (2, (2024, 2025), NOW)
    assert (entry.origin, entry.sha256) == (str(file), checksum(file))
    assert store.path(entry).read_bytes() == file.read_bytes()


def test_what_lies_there_already_is_not_copied_again(tmp_path: Path) -> None:
    lines(tmp_path / "nba")
    store = Store(tmp_path / "home")
    take(store, tmp_path / "nba", NOW)
    again = take(store, tmp_path / "nba", NOW)
    assert (again.taken, again.known) == ((), ("nba/nba_odds_2008_2025.parquet",))


def test_a_damaged_file_is_told_and_taken_anew(tmp_path: Path) -> None:
    lines(tmp_path / "nba")
    store = Store(tmp_path / "home")
    (entry,) = take(store, tmp_path / "nba", NOW).taken
    store.path(entry).write_bytes(b"half of it")
    assert store.damaged() == [entry]
    assert take(store, tmp_path / "nba", NOW).taken == (entry,)
    assert store.damaged() == []


def test_an_import_that_was_cut_short_goes_on_with_what_is_missing(tmp_path: Path) -> None:
    lines(tmp_path / "nba")
    store = Store(tmp_path / "home")
    take(store, tmp_path / "nba", NOW)
    lines(tmp_path / "nba", "nba_odds_2026.parquet", (2026,))
    done = take(store, tmp_path / "nba", NOW)
    assert [one.file for one in done.taken] == ["nba_odds_2026.parquet"]
    assert done.known == ("nba/nba_odds_2008_2025.parquet",)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("results.parquet", "nba/results.parquet: no format of nba has such a name"),
        ("pbp_2024_25.parquet", "nba/pbp_2024_25.parquet: lacks the column"),
    ],
)
def test_what_is_not_known_is_refused_by_its_name_or_its_columns(
    tmp_path: Path, name: str, reason: str
) -> None:
    lines(tmp_path / "nba", name)
    store = Store(tmp_path / "home")
    done = take(store, tmp_path / "nba", NOW)
    assert done.taken == () and done.refused[0].startswith(reason)
    assert not (tmp_path / "home" / "data" / "nba").exists()


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pbp_2024_25.parquet"
    path.write_bytes(b"<html>not found</html>")
    with pytest.raises(UnknownFileError, match="no parquet file"):
        recognise("nba", path)


def test_a_recording_of_betfair_is_taken_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "betfair"
    folder.mkdir()
    (folder / "1.166_game.bz2").write_bytes(b"BZh9")
    (entry,) = take(Store(tmp_path / "home"), folder, NOW).taken
    assert (entry.kind, entry.rows, entry.bytes) == ("quotes", 0, 4)


def test_a_broken_manifest_is_said(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.root.mkdir()
    (store.root / "manifest.json").write_text("{")
    with pytest.raises(BrokenManifestError, match=r"manifest\.json"):
        store.manifest()
