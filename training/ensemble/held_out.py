"""What judges an ensemble: the newest season, or of a single one the last block of its days."""

import numpy as np

from training.data.rows import Rows
from training.dataset import Flags
from training.models.games import blocks

_ENOUGH = 0.5
"""A newest season with less than this share of the median season's games has only begun: the one before
judges with it."""


def held_out(rows: Rows) -> tuple[Rows, Rows]:
    """What is learnt from, and the later part that judges.

    Raises:
        ValueError: nothing would be left to learn from.
    """
    later = _newest_block(rows) if len(rows.seasons) < 2 else rows.season >= _first_judged(rows)
    if bool(later.all()):
        raise ValueError("an ensemble learns from earlier games than it is judged on; there are none")
    return rows.where(~later), rows.where(later)


def _newest_block(rows: Rows) -> Flags:
    block = blocks(rows)
    newest: Flags = block == block.max()
    return newest


def _first_judged(rows: Rows) -> int:
    seasons = rows.seasons
    games = [len(np.unique(rows.game[rows.season == season])) for season in seasons]
    enough = _ENOUGH * float(np.median(games))
    place = len(seasons) - 1
    while place > 1 and sum(games[place:]) < enough:
        place -= 1
    return seasons[place]
