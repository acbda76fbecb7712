"""Numbers that put plays in order and change as seldom as the order allows."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

STEP = 1 << 20
"""Room between two neighbours for twenty plays that come late between them; 2000 plays stay below 2³¹."""


def labelled(labels: Sequence[int | None]) -> list[int]:
    """Rising numbers for things in order, of which some have one: as many as can keep theirs."""
    kept = _longest_rising(labels)
    numbers = [label if index in kept else None for index, label in enumerate(labels)]
    while True:
        filled = _filled(numbers)
        if filled is not None:
            return filled
        numbers = [None] * len(numbers)


def _filled(numbers: Sequence[int | None]) -> list[int] | None:
    """Numbers for those without one, evenly between their neighbours; None where there is no room."""
    filled: list[int] = []
    index = 0
    while index < len(numbers):
        number = numbers[index]
        if number is not None:
            filled.append(number)
            index += 1
            continue
        end = index
        while end < len(numbers) and numbers[end] is None:
            end += 1
        between = _spread(
            filled[-1] if filled else None, numbers[end] if end < len(numbers) else None, end - index
        )
        if between is None:
            return None
        filled += between
        index = end
    return filled


def _spread(before: int | None, after: int | None, many: int) -> list[int] | None:
    if after is None:
        first = STEP if before is None else before + STEP
        return [first + STEP * index for index in range(many)]
    low = min(0, after - STEP * (many + 1)) if before is None else before
    room = (after - low) // (many + 1)
    return [low + room * (index + 1) for index in range(many)] if room > 0 else None


def _longest_rising(labels: Sequence[int | None]) -> set[int]:
    """Indices of a longest strictly rising run of the numbers there are (patience sorting)."""
    there = [(index, label) for index, label in enumerate(labels) if label is not None]
    if all(one[1] < other[1] for one, other in pairwise(there)):
        return {index for index, _ in there}
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for index, label in there:
        place = bisect_left(tails, label)
        before[index] = ends[place - 1] if place else -1
        tails[place : place + 1] = [label]
        ends[place : place + 1] = [index]
    rising = set[int]()
    index = ends[-1] if ends else -1
    while index >= 0:
        rising.add(index)
        index = before[index]
    return rising
