"""One runner's order book, and the best of it."""

import math
from bisect import bisect_left, insort
from dataclasses import dataclass, field

from livebet.feeds.betfair_stream.payload import Level, RunnerChange, Size

DEPTH = 3
"""Levels that are told."""

Best = tuple[Size, ...]


class Prices:
    """Sizes by price with the best first, and the best of them at hand: most changes lie below those.

    Keys are prices, negated where the highest is the best, so that one order serves both sides.
    """

    __slots__ = ("best", "edge", "keys", "levels", "sign")

    def __init__(self, highest: bool) -> None:
        """Empty; whether the highest price is the best."""
        self.sign = -1.0 if highest else 1.0
        self.levels: dict[float, Size] = {}
        self.keys: list[float] = []
        self.best: Best = ()
        self.edge = math.inf
        """The key of the last level that is told; changes beyond it show nothing."""

    def change(self, changes: list[Size]) -> None:
        """Set sizes; 0 removes a price."""
        levels, keys, sign, edge = self.levels, self.keys, self.sign, self.edge
        shows = False
        for level in changes:
            key = sign * level[0]
            if level[1] == 0.0:
                if levels.pop(key, None) is not None:
                    del keys[bisect_left(keys, key)]
            else:
                if key not in levels:
                    insort(keys, key)
                levels[key] = level
            shows = shows or key <= edge
        if shows:
            self.best = tuple([levels[key] for key in keys[:DEPTH]])
            self.edge = keys[DEPTH - 1] if len(keys) >= DEPTH else math.inf


@dataclass(slots=True)
class Side:
    """One side of the book by the ladders that the subscription has: by price, by position, as displayed."""

    highest: bool
    by_price: Prices | None = None
    by_position: dict[int, Size] | None = None
    displayed: dict[int, Size] | None = None

    def prices(self, changes: list[Size]) -> None:
        """Change the full ladder."""
        if self.by_price is None:
            self.by_price = Prices(self.highest)
        self.by_price.change(changes)

    def positions(self, changes: list[Level]) -> None:
        """Change the best offers."""
        self.by_position = _placed(self.by_position, changes)

    def display(self, changes: list[Level]) -> None:
        """Change the best offers as displayed."""
        self.displayed = _placed(self.displayed, changes)

    @property
    def best(self) -> Best:
        """The best levels of the fullest ladder there is."""
        if self.by_price is not None:
            return self.by_price.best
        placed = self.by_position if self.by_position is not None else self.displayed
        if placed is None:
            return ()
        return tuple([placed[position] for position in sorted(placed)[:DEPTH]])


def _placed(at: dict[int, Size] | None, changes: list[Level]) -> dict[int, Size]:
    at = {} if at is None else at
    for position, price, size in changes:
        if size == 0.0:
            at.pop(position, None)
        else:
            at[position] = (price, size)
    return at


@dataclass(slots=True)
class Ladder:
    """What is known of a runner's prices."""

    back: Side = field(default_factory=lambda: Side(highest=True))
    lay: Side = field(default_factory=lambda: Side(highest=False))
    last_price: float | None = None
    volume: float | None = None
    traded: dict[float, float] = field(default_factory=dict)

    @property
    def matched(self) -> float | None:
        """Money traded on the runner: as told, else added up."""
        if self.volume is not None or not self.traded:
            return self.volume
        return sum(self.traded.values())

    def change(self, change: RunnerChange) -> None:
        """Take in what changed."""
        back, lay = self.back, self.lay
        if change.atb is not None:
            back.prices(change.atb)
        if change.atl is not None:
            lay.prices(change.atl)
        if change.batb is not None:
            back.positions(change.batb)
        if change.batl is not None:
            lay.positions(change.batl)
        if change.bdatb is not None:
            back.display(change.bdatb)
        if change.bdatl is not None:
            lay.display(change.bdatl)
        if change.ltp is not None:
            self.last_price = change.ltp
        if change.tv is not None:
            self.volume = change.tv
        for price, size in change.trd or ():
            self.traded[price] = size
