"""Whether rows know what they could not have known: of a game cut short the rows are the same.

Two ways to look ahead show themselves. A row that reads below itself changes once what lies below is cut off;
a row that reads its own result changes once that is struck out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from training.data.rows import Rows
from training.dataset import Floats

Build = Callable[[pa.Table], Rows]


@dataclass(frozen=True, slots=True)
class Leak:
    """A row whose features changed: its game, its place in the game, and the features' names."""

    game: str
    place: int
    features: tuple[str, ...]


class LookAheadError(AssertionError):
    """Rows that know what came later; the message names the first ones."""


def leaks(build: Build, table: pa.Table, key: str, results: Sequence[str], cuts: int = 5) -> list[Leak]:
    """The rows of each game that change when it is cut at some moments and the last row's results are empty.

    `table` holds whole games, `key` names them, `results` are the columns of what came of a play or a game.
    Only features are compared: what is learnt from them (the outcome, what scored next) is known later.
    """
    found: list[Leak] = []
    for game in table[key].unique():
        whole = table.filter(pa.compute.equal(table[key], game))
        known = build(whole)
        for cut in _moments(len(whole), cuts):
            short = build(_struck_out(whole.slice(0, cut), results))
            found += _changed(str(game), known, short)
    return list(dict.fromkeys(found))


def refuse_leaks(found: Sequence[Leak]) -> None:
    """Stop where there are any.

    Raises:
        LookAheadError: a row knew what came later.
    """
    if found:
        first = "; ".join(f"{one.game} row {one.place}: {', '.join(one.features)}" for one in found[:5])
        raise LookAheadError(f"{len(found)} rows look ahead: {first}")


def _moments(rows: int, cuts: int) -> list[int]:
    """Moments spread over a game; the last cuts nothing off and only strikes out."""
    return sorted({max(1, int(rows * (number + 1) / cuts)) for number in range(cuts)})


def _struck_out(table: pa.Table, results: Sequence[str]) -> pa.Table:
    """The table with empty results in its last row."""
    for name in results:
        if name in table.column_names:
            column = table[name].combine_chunks()
            empty = pa.nulls(1, column.type)
            kept = pa.chunked_array([column.slice(0, len(column) - 1), empty])
            table = table.set_column(table.column_names.index(name), name, kept)
    return table


def _changed(game: str, known: Rows, short: Rows) -> list[Leak]:
    before: Floats = known.features[: len(short)]
    same = (before == short.features) | (np.isnan(before) & np.isnan(short.features))
    return [
        Leak(game, int(place), tuple(known.names[column] for column in np.flatnonzero(~same[place])))
        for place in np.flatnonzero(~same.all(axis=1))
    ]
