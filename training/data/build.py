"""Rows of whole seasons: by several processes, kept in the home by the fingerprint of data and code."""

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa

from livebet.domain.games import Sport
from training.data import lines, mlb, nba, nfl
from training.data.checksums import checksum, code_checksum
from training.data.columns import by_game, parts, read_columns
from training.data.rows import Rows

AT_ONCE = 40_000
"""About so many plays go to a process at one go."""
_CODE = (
    "livebet/domain/plays.py",
    "livebet/game",
    "livebet/features",
    "training/nflverse.py",
    *(
        f"training/data/{name}.py"
        for name in ("rows", "ledger", "columns", "lines", "nfl_finals", "nfl_scores")
    ),
)
"""What decides what a row says, beside the sport's own module."""


@dataclass(frozen=True, slots=True)
class Folder:
    """How a sport's files become rows; `fold` runs in other processes."""

    key: str
    needed: tuple[str, ...]
    welcome: tuple[str, ...]
    fold: Callable[[Mapping[str, float], pa.Table], Rows]
    margins: Callable[[pa.Table, Path | None], dict[str, float]]


FOLDERS: dict[Sport, Folder] = {
    Sport.NFL: Folder(nfl.KEY, nfl.NEEDED, nfl.WELCOME, nfl.fold, lines.nfl_margins),
    Sport.NBA: Folder(nba.KEY, nba.NEEDED, nba.WELCOME, nba.fold, lines.nba_margins),
    Sport.MLB: Folder(mlb.KEY, mlb.NEEDED, mlb.WELCOME, mlb.fold, lines.mlb_margins),
}


def rows_of_table(sport: Sport, table: pa.Table, margins: Mapping[str, float]) -> Rows:
    """The rows of a table in this process."""
    return FOLDERS[sport].fold(margins, by_game(table, FOLDERS[sport].key))


def read(sport: Sport, plays: Path) -> pa.Table:
    """The columns of a file of plays that rows are made from.

    Raises:
        UnreadableFileError: it lacks a column that nothing can replace.
    """
    how = FOLDERS[sport]
    return read_columns(plays, how.needed, how.welcome)


def rows_of(
    sport: Sport,
    plays: Path,
    line_file: Path | None = None,
    otherwise: Mapping[str, float] | None = None,
    processes: int | None = None,
) -> Rows:
    """The rows of a file of plays, with expected margins from a file of lines where one is given.

    `otherwise` holds margins of games of which no line is known.

    Raises:
        UnreadableFileError: a file lacks a column that nothing can replace.
    """
    how, table = FOLDERS[sport], read(sport, plays)
    margins = {**(otherwise or {}), **how.margins(table, line_file)}
    pieces = parts(by_game(table, how.key), how.key, AT_ONCE)
    many = processes or os.cpu_count() or 1
    if len(pieces) < 2 or many < 2:
        return Rows.joined([how.fold(margins, piece) for piece in pieces])
    with ProcessPoolExecutor(many, mp_context=get_context("spawn")) as pool:
        return Rows.joined(list(pool.map(partial(how.fold, margins), pieces)))


def kept_rows(
    sport: Sport,
    plays: Path,
    line_file: Path | None,
    home: Path,
    otherwise: Mapping[str, float] | None = None,
) -> Rows:
    """`rows_of`, once for each state of data and code."""
    otherwise = _lacking(sport, plays, line_file, otherwise or {})
    mark = fingerprint(sport, plays, line_file, otherwise)
    path = home / "data" / "rows" / sport.value / f"{plays.stem}-{mark[:16]}.parquet"
    if path.exists():
        return Rows.read(sport, path)
    rows = rows_of(sport, plays, line_file, otherwise)
    rows.keep(path)
    return rows


def _lacking(
    sport: Sport, plays: Path, line_file: Path | None, otherwise: Mapping[str, float]
) -> dict[str, float]:
    """Those of `otherwise` that are of games in the file without a line."""
    if not otherwise:
        return {}
    how, table = FOLDERS[sport], read(sport, plays)
    known = how.margins(table, line_file)
    games = {str(game) for game in table[how.key].unique().to_pylist()}
    return {game: line for game, line in otherwise.items() if game in games and game not in known}


def fingerprint(
    sport: Sport, plays: Path, line_file: Path | None = None, otherwise: Mapping[str, float] | None = None
) -> str:
    """SHA-256 over the files and the code that makes rows of them."""
    digest = sha256(f"{sport.value} {code_fingerprint(sport)}".encode())
    for path in (plays, line_file):
        digest.update(b"none" if path is None else checksum(path).encode())
    if otherwise:
        digest.update(repr(sorted(otherwise.items())).encode())
    return digest.hexdigest()


def code_fingerprint(sport: Sport) -> str:
    """SHA-256 over the modules that decide what a row says."""
    return code_checksum((*_CODE, f"training/data/{sport.value}.py"))
