"""Games as sequences: rows that belong together, in order, and what is worth knowing of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from training.data.rows import Rows
from training.dataset import Doubles, Ints

DATE_BLOCKS = 5


@dataclass(frozen=True)
class Spans:
    """Where each game begins and how many rows it has; a game's rows lie together, in order."""

    first: Ints
    rows: Ints

    def batches(self, games: int, order: Ints) -> Iterator[Ints]:
        """Some games at a time, in this order of games."""
        for begin in range(0, len(order), games):
            yield order[begin : begin + games]

    def padded(self, chosen: Ints) -> Ints:
        """Row numbers [games, longest], -1 past a game's end."""
        steps = np.arange(int(self.rows[chosen].max()))
        places = self.first[chosen][:, None] + steps
        return np.where(steps < self.rows[chosen][:, None], places, -1)


def spans(game: Ints) -> Spans:
    """The games of rows that lie together."""
    first = np.flatnonzero(np.r_[True, game[1:] != game[:-1]])
    return Spans(first, np.diff(np.r_[first, len(game)]))


def game_weight(game: Ints) -> Doubles:
    """Equal for every game in sum, 1 on average."""
    _, place, plays = np.unique(game, return_inverse=True, return_counts=True)
    weight: Doubles = (1.0 / plays)[place] * (len(game) / len(plays))
    return weight


def blocks(rows: Rows) -> Ints:
    """What is left out together: seasons, or in a single season five whole blocks of its days or games."""
    if len(rows.seasons) > 1:
        return rows.season
    when = rows.day if np.unique(rows.day).size >= DATE_BLOCKS else rows.game
    known, place = np.unique(when, return_inverse=True)
    told: Ints = place * DATE_BLOCKS // len(known)
    return told
