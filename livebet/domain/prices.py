"""Decimal prices, stake included."""

import math
from typing import Self

MAX_PRICE = 10_000.0
"""Above this a price is a feed's mistake: exchanges stop at 1,000 and bookmakers far below."""


class Price(float):
    """A decimal price: finite, above 1 and at most `MAX_PRICE`; anything else raises ValueError."""

    __slots__ = ()

    def __new__(cls, value: float | str) -> Self:
        """Check and build."""
        price = super().__new__(cls, value)
        if not math.isfinite(price) or not 1.0 < price <= MAX_PRICE:
            raise ValueError(f"a price is above 1 and at most {MAX_PRICE:g}, not {value!r}")
        return price
