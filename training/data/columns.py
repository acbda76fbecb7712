"""Files of plays as columns, cut into games."""

from collections.abc import Iterator, Sequence
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

PLACE = "row_of_file"
"""The column that tells where a row stood."""

Row = dict[str, Any]


class UnreadableFileError(ValueError):
    """A file that lacks a column that nothing can replace, or is no parquet file."""


def read_columns(path: Path, needed: Sequence[str], welcome: Sequence[str] = ()) -> pa.Table:
    """The columns of a parquet file that are known: all that are needed, those of `welcome` that are there.

    Raises:
        UnreadableFileError: a needed column is missing, or the file is no parquet file.
    """
    try:
        there = set(pq.read_schema(path).names)
    except pa.ArrowInvalid:
        raise UnreadableFileError(f"{path.name} is no parquet file") from None
    missing = [name for name in needed if name not in there]
    if missing:
        raise UnreadableFileError(f"{path.name} has no column {', '.join(missing)}")
    columns = [*needed, *(name for name in welcome if name in there and name not in needed)]
    return pq.read_table(path, columns=columns).replace_schema_metadata(None)


def by_game(table: pa.Table, key: str) -> pa.Table:
    """The rows sorted by game, games and plays in the order in which the file tells them, with `PLACE`."""
    numbered = table.append_column(PLACE, pa.array(np.arange(len(table))))
    codes, _ = pd.factorize(table[key].to_pandas())
    return numbered.take(pa.array(np.argsort(codes, kind="stable")))


def parts(table: pa.Table, key: str, at_once: int) -> list[pa.Table]:
    """A table sorted by game, cut between games into pieces of about `at_once` rows."""
    codes, _ = pd.factorize(table[key].to_pandas())
    starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]]) if len(codes) else np.array([], np.int64)
    cuts, last = [], 0
    for start in [*starts[1:], len(table)]:
        if start - last >= at_once or start == len(table):
            cuts.append((last, int(start) - last))
            last = int(start)
    return [table.slice(first, rows).combine_chunks() for first, rows in cuts if rows]


def games_of(table: pa.Table, key: str) -> Iterator[list[Row]]:
    """The rows of one game after the other as dictionaries; None where a value is missing."""
    names = table.column_names
    columns = [_listed(table[name]) for name in names]
    game: list[Row] = []
    for values in zip(*columns, strict=True):
        row = dict(zip(names, values, strict=True))
        if game and row[key] != game[-1][key]:
            yield game
            game = []
        game.append(row)
    if game:
        yield game


def _listed(values: Any) -> list[Any]:
    listed: list[Any] = values.to_pylist()
    return [None if isinstance(value, float) and isnan(value) else value for value in listed]
