"""American odds as decimal prices: what 100 wins above zero, what wins 100 below it."""

from livebet.domain.prices import Price

EVEN = 100.0
"""No American price lies between −100 and +100."""
MINUS_SIGN = "\u2212"


def decimal(american: float) -> Price:
    """The decimal price, unrounded: +150 is 2.5, −150 is 1.6667.

    Raises:
        ValueError: within (−100, 100), where no American price lies.
    """
    if american >= EVEN:
        return Price(1.0 + american / 100.0)
    if american <= -EVEN:
        return Price(1.0 - 100.0 / american)
    raise ValueError(f"price: {american!r} is no American price")


def spelt(american: str) -> Price:
    """A price as shown, which may use the minus sign U+2212 and the word "EVEN".

    Raises:
        ValueError: not a number, or no American price.
    """
    if american.upper() == "EVEN":
        return Price(2.0)
    return decimal(float(american.replace(MINUS_SIGN, "-")))
