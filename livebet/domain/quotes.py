"""Quotes: one bookmaker's price for one selection at an instant."""

from dataclasses import dataclass

from livebet.domain.markets import Market, Selection
from livebet.domain.prices import Price

SIMULATED = "sim:"
"""Prefix of every simulated bookmaker's name, kept wherever a person sees it."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What `bookmaker` pays for `selection` of `market`."""

    bookmaker: str
    market: Market
    selection: Selection
    price: Price

    @property
    def simulated(self) -> bool:
        """Whether no real money stands behind it."""
        return self.bookmaker.startswith(SIMULATED)
