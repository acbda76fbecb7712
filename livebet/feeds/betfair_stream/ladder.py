"""One runner's order book, and the best of it."""

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, field

from livebet.feeds.betfair_stream.payload import Level, RunnerChange, Size

DEPTH = 3
"""Levels that are told."""

Best = tuple[Size, ...]


class Prices:
    """Sizes by price, the prices kept in order: insertion is a binary search, the best three a slice."""

    __slots__ = ("ordered", "sizes")

    def __init__(self) -> None:
        """Empty."""
        self.sizes: dict[float, float] = {}
        self.ordered: list[float] = []

    def change(self, changes: Iterable[Size]) -> None:
        """Set sizes; 0 removes a price."""
        sizes = self.sizes
        for price, size in changes:
            if size == 0.0:
                if sizes.pop(price, None) is not None:
                    del self.ordered[bisect_left(self.ordered, price)]
            else:
                if price not in sizes:
                    insort(self.ordered, price)
                sizes[price] = size

    def highest(self) -> Best:
        """The best to back: highest first."""
        sizes = self.sizes
        return tuple([(price, sizes[price]) for price in self.ordered[: -DEPTH - 1 : -1]])

    def lowest(self) -> Best:
        """The best to lay: lowest first."""
        sizes = self.sizes
        return tuple([(price, sizes[price]) for price in self.ordered[:DEPTH]])


@dataclass(slots=True)
class Side:
    """One side of the book by the ladders that the subscription has: by price, by position, as displayed."""

    by_price: Prices | None = None
    by_position: dict[int, Size] | None = None
    displayed: dict[int, Size] | None = None

    def prices(self, changes: list[Size]) -> None:
        """Change the full ladder."""
        if self.by_price is None:
            self.by_price = Prices()
        self.by_price.change(changes)

    def positions(self, changes: list[Level]) -> None:
        """Change the best offers."""
        self.by_position = _placed(self.by_position, changes)

    def display(self, changes: list[Level]) -> None:
        """Change the best offers as displayed."""
        self.displayed = _placed(self.displayed, changes)

    def best(self, highest: bool) -> Best:
        """The best levels of the fullest ladder there is."""
        if self.by_price is not None:
            return self.by_price.highest() if highest else self.by_price.lowest()
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

    back: Side = field(default_factory=Side)
    lay: Side = field(default_factory=Side)
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
