"""The simulated bookmakers: names that say so, and the manners that set each apart."""

import math
from collections.abc import Callable
from dataclasses import dataclass

LOWEST_PRICE = 1.01
HIGHEST_PRICE = 51.0

_LADDER = ((1.5, 0.01), (2.0, 0.02), (3.0, 0.05), (6.0, 0.1), (20.0, 0.5), (math.inf, 1.0))
_AMERICAN_STEP = 5.0
_ROUNDING_SLACK = 1e-9


def to_cents(price: float) -> float:
    """Down to the hundredth."""
    return math.floor(price * 100.0 + _ROUNDING_SLACK) / 100.0


def to_ladder(price: float) -> float:
    """Down to a ladder whose steps grow with the price."""
    step = next(step for top, step in _LADDER if price < top)
    return round(math.floor(price / step + _ROUNDING_SLACK) * step, 2)


def to_american(price: float) -> float:
    """Down to American odds in steps of five, told as a decimal price to the thousandth."""
    if price >= 2.0:
        american = math.floor((price - 1.0) * 100.0 / _AMERICAN_STEP + _ROUNDING_SLACK) * _AMERICAN_STEP
        return round(1.0 + american / 100.0, 3)
    american = math.ceil(100.0 / (price - 1.0) / _AMERICAN_STEP - _ROUNDING_SLACK) * _AMERICAN_STEP
    return math.floor((1.0 + 100.0 / american) * 1000.0) / 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmaker:
    """One simulated bookmaker. Durations in seconds of the game's wall clock.

    `lag` from a play's end to its price; `suspends_after` a key event, `reopens_after` the suspension;
    `margin` is the overround of an even market; `noise` is its own error in standard deviations of the
    final score; `eagerness` is the least change of an implied probability that it shows, looked at every
    `looks_every`; `oversight` is its chance to suspend late, `blunder` to misprice one look badly.
    """

    name: str
    lag: float
    suspends_after: float
    reopens_after: float
    margin: float
    rounded: Callable[[float], float]
    noise: float
    eagerness: float
    looks_every: float
    oversight: float
    blunder: float

    def price(self, fair_probability: float) -> float:
        """The price shown: its margin put on by an odds ratio (Cheung, 2015), rounded down, within bounds.

        The same odds ratio on both sides makes an even market's implied probabilities add up to 1 + margin
        and never takes either of them to 1.
        """
        ratio = (1.0 + self.margin) / (1.0 - self.margin)
        implied = ratio * fair_probability / (1.0 - fair_probability + ratio * fair_probability)
        highest = min(HIGHEST_PRICE, 1.0 / max(implied, 1e-9))
        return max(LOWEST_PRICE, self.rounded(max(LOWEST_PRICE, highest)))


BOOKMAKERS: tuple[Bookmaker, ...] = (
    Bookmaker(
        name="sim:atlas",
        lag=2.0,
        suspends_after=0.4,
        reopens_after=18.0,
        margin=0.025,
        rounded=to_cents,
        noise=0.02,
        eagerness=0.012,
        looks_every=20.0,
        oversight=0.02,
        blunder=0.002,
    ),
    Bookmaker(
        name="sim:birch",
        lag=3.5,
        suspends_after=0.8,
        reopens_after=25.0,
        margin=0.045,
        rounded=to_american,
        noise=0.04,
        eagerness=0.016,
        looks_every=30.0,
        oversight=0.05,
        blunder=0.004,
    ),
    Bookmaker(
        name="sim:cobalt",
        lag=5.0,
        suspends_after=1.0,
        reopens_after=30.0,
        margin=0.047,
        rounded=to_american,
        noise=0.05,
        eagerness=0.02,
        looks_every=30.0,
        oversight=0.08,
        blunder=0.006,
    ),
    Bookmaker(
        name="sim:delta",
        lag=8.0,
        suspends_after=1.6,
        reopens_after=40.0,
        margin=0.06,
        rounded=to_ladder,
        noise=0.07,
        eagerness=0.03,
        looks_every=45.0,
        oversight=0.15,
        blunder=0.01,
    ),
    Bookmaker(
        name="sim:ember",
        lag=6.0,
        suspends_after=1.2,
        reopens_after=22.0,
        margin=0.035,
        rounded=to_cents,
        noise=0.08,
        eagerness=0.022,
        looks_every=25.0,
        oversight=0.12,
        blunder=0.012,
    ),
)
