"""Two rows of plays laid beside each other: most pairs, then the closest, none of them crossing."""

from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[int, int, int]
"""How far apart two are, the index of the left one, the index of the right one."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """A chain of pairs by its last one; longer is better, then closer."""

    length: int
    apart: int
    left: int
    right: int
    before: "_Chain | None"

    @property
    def worth(self) -> tuple[int, int]:
        return self.length, -self.apart


def align(close: Sequence[Pair], rights: int) -> dict[int, int]:
    """Pairs by index, each side in its own order. What would cross is paired last, the closest first.

    `close` are all that may be pairs, those of one left together and the lefts in order.
    """
    pairs = _longest(close, rights)
    taken = set(pairs.values())
    for _, left, right in sorted(close):
        if left not in pairs and right not in taken:
            pairs[left] = right
            taken.add(right)
    return pairs


def _longest(close: Sequence[Pair], rights: int) -> dict[int, int]:
    """The best chain in which both indices rise, found left by left over the best of all rights before."""
    best: list[_Chain | None] = [None] * (rights + 1)
    at = 0
    while at < len(close):
        left, fresh = close[at][1], []
        while at < len(close) and close[at][1] == left:
            apart, _, right = close[at]
            before = _best_below(best, right)
            length, total = (before.length, before.apart) if before else (0, 0)
            fresh.append(_Chain(length + 1, total + apart, left, right, before))
            at += 1
        for chain in fresh:
            _raise(best, chain)
    pairs: dict[int, int] = {}
    link = _best_below(best, rights)
    while link is not None:
        pairs[link.left] = link.right
        link = link.before
    return pairs


def _best_below(best: Sequence[_Chain | None], right: int) -> _Chain | None:
    """The best chain that ends before `right` (a Fenwick tree of maxima)."""
    found: _Chain | None = None
    while right > 0:
        chain = best[right]
        if chain is not None and (found is None or chain.worth > found.worth):
            found = chain
        right -= right & -right
    return found


def _raise(best: list[_Chain | None], chain: _Chain) -> None:
    index = chain.right + 1
    while index < len(best):
        there = best[index]
        if there is None or chain.worth > there.worth:
            best[index] = chain
        index += index & -index
