"""A half-inning as it goes: who is out, who stands where, kept from one event to the next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from livebet.domain.plays import FIRST, SECOND, THIRD, Diamond
from livebet.feeds.mlb_gumbo.payload import RawMatchup, RawRunner

_BITS = {"1B": FIRST, "2B": SECOND, "3B": THIRD}
_NAMES = tuple(_BITS)
SCORED = "score"

Standing = tuple[int, int, int]
"""Ids of the runners on first, second and third; 0 where nobody stands."""

EMPTY: Standing = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Half:
    """A half-inning between two events."""

    inning: int
    top: bool
    outs: int = 0
    standing: Standing = EMPTY

    def diamond(self, balls: int = 0, strikes: int = 0, batter: str = "", pitcher: str = "") -> Diamond:
        """It with the count and the names."""
        bases = sum(bit for bit, runner in zip(_BITS.values(), self.standing, strict=True) if runner)
        return Diamond(
            outs=self.outs, bases=bases, balls=balls, strikes=strikes, batter=batter, pitcher=pitcher
        )

    def after(self, steps: Iterable[RawRunner]) -> "Half":
        """It after some runners' steps, in the order that the feed gives them."""
        standing, outs = list(self.standing), self.outs
        for step in steps:
            movement, runner = step.movement, step.details.runner.id
            if movement.start in _BITS:
                base = _NAMES.index(movement.start)
                if standing[base] in (runner, 0):
                    standing[base] = 0
            if movement.is_out:
                outs = max(outs, movement.out_number or min(3, outs + 1))
            elif movement.end in _BITS:
                standing[_NAMES.index(movement.end)] = runner
        return replace(self, outs=outs, standing=(standing[0], standing[1], standing[2]))

    def with_runner(self, base: int, runner: int) -> "Half":
        """It with somebody placed on a base, as extra innings begin."""
        standing = list(self.standing)
        standing[base - 1] = runner
        return replace(self, standing=(standing[0], standing[1], standing[2]))

    def ended(self, matchup: RawMatchup, outs: int) -> "Half":
        """It once a plate appearance is over: then the feed itself says who stands where."""
        posts = (matchup.post_on_first, matchup.post_on_second, matchup.post_on_third)
        first, second, third = (post.id if post else 0 for post in posts)
        return replace(self, outs=outs, standing=(first, second, third))
