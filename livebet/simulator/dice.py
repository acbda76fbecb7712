"""Chance by seed: the same seed draws the same numbers in the same order on every machine."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Loaded(Generic[Thing]):
    """A die: things and how likely each of them is. Weights need not sum to 1."""

    __slots__ = ("cumulative", "things")

    def __init__(self, weights: Mapping[Thing, float]) -> None:
        """Things of no weight never come."""
        kept = {thing: weight for thing, weight in weights.items() if weight > 0.0}
        self.things = tuple(kept)
        self.cumulative = tuple(accumulate(kept.values()))


class Dice:
    """All the chance of one game."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 games must repeat by seed; nothing secret is drawn

    def happens(self, probability: float) -> bool:
        """True that often."""
        return self._random.random() < probability

    def draw(self, loaded: Loaded[Thing]) -> Thing:
        """One of the die's things."""
        return self._random.choices(loaded.things, cum_weights=loaded.cumulative)[0]

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """Any of these, all alike."""
        return self._random.choice(things)

    def between(self, lowest: int, highest: int) -> int:
        """A whole number, both ends included."""
        return self._random.randint(lowest, highest)

    def normal(self, mean: float, deviation: float) -> float:
        """A normal number."""
        return self._random.gauss(mean, deviation)

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """The same things in any order."""
        return self._random.sample(things, len(things))
