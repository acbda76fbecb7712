"""Fewer rows where a sport has millions of them: plays of a game share one outcome and tell much the same.

Trees keep every play that forecasts are judged on and every k-th of the others; where that is still too much,
every k-th of all. A recurrent net must see games whole, as it will live, and what comes next is read from the
plays below: both keep every k-th game. Seasons stay in proportion.
"""

import numpy as np

from training.data.rows import Rows
from training.dataset import Flags


def every_kth_play(rows: Rows, most: int) -> Rows:
    """At most about so many rows: judged plays first."""
    if len(rows) <= most:
        return rows
    kept = rows.judged.copy()
    spare = most - int(kept.sum())
    if spare > 0:
        kept |= _every(~kept, spare)
        return rows.where(kept)
    return rows.where(_every(kept, most))


def _every(among: Flags, most: int) -> Flags:
    """Every k-th of these rows."""
    places = np.flatnonzero(among)
    chosen = np.zeros(len(among), np.bool_)
    chosen[places[:: -(-len(places) // most)]] = True
    return chosen


def every_kth_game(rows: Rows, most: int) -> Rows:
    """At most about so many rows, games whole."""
    if len(rows) <= most:
        return rows
    step = -(-len(rows) // most)
    first = np.r_[True, rows.game[1:] != rows.game[:-1]]
    number = np.cumsum(first) - 1
    return rows.where(number % step == 0)
