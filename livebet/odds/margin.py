"""The bookmaker's margin: implied probabilities, their sum, and three ways to take the margin out.

`power` is the default. The margin is not spread evenly: longshots carry more of it, so the proportional way
overstates them; the power way corrects for that, keeps every probability inside (0, 1) and, unlike Shin's,
is also defined for a market that sums to less than 1. Clarke, Kovalchik and Ingram ("Adjusting Bookmaker's
Odds to Allow for Overround", 2017) found it the better of the common ways. The additive way is left out: it
makes longshots negative, and for two selections Shin's way equals it.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from math import fsum, log, sqrt

from livebet.domain.prices import Price

_TOLERANCE = 1e-13
_MOST_STEPS = 200

Probabilities = tuple[float, ...]


def implied(prices: Sequence[Price]) -> Probabilities:
    """1 / price of each selection, the margin still inside.

    Raises:
        ValueError: fewer than two prices; one price alone tells nothing of the margin.
    """
    if len(prices) < 2:
        raise ValueError("a market has at least two selections")
    return tuple([1.0 / price for price in prices])


def overround(prices: Sequence[Price]) -> float:
    """By how much the implied probabilities of a complete market exceed 1 (below 0: an underround)."""
    if len(prices) == 2:  # one addition is rounded as well as `fsum` does it
        return 1.0 / prices[0] + 1.0 / prices[1] - 1.0
    return fsum(implied(prices)) - 1.0


def multiplicative(prices: Sequence[Price]) -> Probabilities:
    """Fair probabilities in proportion to the implied ones: p = π / Σπ."""
    return _normalised(implied(prices))


def power(prices: Sequence[Price]) -> Probabilities:
    """Fair probabilities p = π^k with the k that makes them sum to 1.

    Σπ^k falls and is convex in k, so Newton's steps from a k on the left of the root never overshoot it.
    """
    shares = implied(prices)
    if len(shares) == 2:
        return _power_of_two(*shares)
    logs = [log(share) for share in shares]
    exponent = 1.0 if sum(shares) >= 1.0 else 0.0
    terms = list(shares) if exponent else [1.0] * len(shares)
    for _ in range(_MOST_STEPS):
        excess = sum(terms) - 1.0
        if abs(excess) < _TOLERANCE:
            break
        slope = sum([term * one for term, one in zip(terms, logs, strict=True)])
        exponent -= excess / slope
        terms = [share**exponent for share in shares]
    return _normalised(terms)


def _power_of_two(one: float, other: float) -> Probabilities:
    """The same for two selections, as almost all markets have: every quote asks for it."""
    one_log, other_log = log(one), log(other)
    exponent = 1.0 if one + other >= 1.0 else 0.0
    this, that = (one, other) if exponent else (1.0, 1.0)
    for _ in range(_MOST_STEPS):
        excess = this + that - 1.0
        if abs(excess) < _TOLERANCE:
            break
        exponent -= excess / (this * one_log + that * other_log)
        this, that = one**exponent, other**exponent
    total = this + that
    return this / total, that / total


def shin(prices: Sequence[Price]) -> Probabilities:
    """Fair probabilities of Shin's model, in which a share z of the bettors knows the result.

    p = (sqrt(z² + 4(1 − z)π²/Π) − z) / (2(1 − z)), Π = Σπ (Shin 1993, solved as in Jullien and Salanié 1994).
    A market without margin has no z of at least 0: its probabilities are taken in proportion.
    """
    shares = implied(prices)
    total = fsum(shares)
    if total <= 1.0:
        return _normalised(shares)
    z = _insiders(shares, total)
    return _normalised([_shin_share(share, total, z) for share in shares])


def _shin_share(share: float, total: float, z: float) -> float:
    return (sqrt(z * z + 4.0 * (1.0 - z) * share * share / total) - z) / (2.0 * (1.0 - z))


def _insiders(shares: Sequence[float], total: float) -> float:
    """The z in [0, 1) at which Shin's probabilities sum to 1; their sum falls in z, so halving finds it."""
    low, high = 0.0, 1.0 - 1e-12
    for _ in range(_MOST_STEPS):
        z = (low + high) / 2.0
        if z in (low, high):
            break
        if fsum(_shin_share(share, total, z) for share in shares) > 1.0:
            low = z
        else:
            high = z
    return low


def _normalised(shares: Sequence[float]) -> Probabilities:
    total = fsum(shares)
    return tuple([share / total for share in shares])


class MarginMethod(StrEnum):
    """How the margin is taken out."""

    MULTIPLICATIVE = "multiplicative"
    POWER = "power"
    SHIN = "shin"


METHODS: dict[MarginMethod, Callable[[Sequence[Price]], Probabilities]] = {
    MarginMethod.MULTIPLICATIVE: multiplicative,
    MarginMethod.POWER: power,
    MarginMethod.SHIN: shin,
}
