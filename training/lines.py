"""Betting lines of games: the expected margin that replaces ratings where it is known."""

from math import isfinite
from pathlib import Path

import pyarrow.parquet as pq

_NEEDED = ("game_id", "spread_line")


class UnreadableLinesError(ValueError):
    """A file of lines that lacks what a line is."""


def read_lines(path: Path) -> dict[str, float]:
    """Expected margin (home minus away points) by nflverse's `game_id`, from its `spread_line`.

    A positive spread_line favours the home side. Games without one are left out; nothing else is read,
    results least of all.

    Raises:
        UnreadableLinesError: game_id or spread_line is missing.
    """
    there = set(pq.read_schema(path).names)
    missing = [name for name in _NEEDED if name not in there]
    if missing:
        raise UnreadableLinesError(f"{path.name} has no column {', '.join(missing)}")
    table = pq.read_table(path, columns=list(_NEEDED))
    pairs = zip(table["game_id"].to_pylist(), table["spread_line"].to_pylist(), strict=True)
    return {game: float(line) for game, line in pairs if line is not None and isfinite(line)}
