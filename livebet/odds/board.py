"""What one bookmaker shows of one kind of market: quotes, their margin removed, whether it is open."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from livebet.domain.markets import SELECTIONS, MarketKind, MarketStatus, Selection
from livebet.domain.newest import Newest
from livebet.domain.quotes import Quote
from livebet.odds.margin import METHODS, MarginMethod, Probabilities, overround

LEAST_OVERROUND = -0.03
MOST_OVERROUND = 0.35
"""What a complete market of one bookmaker takes; exchanges go a little below nothing."""


class Shown(NamedTuple):
    """A bookmaker's latest quote: `since` when it stands like this, `seen_at` when it was last told."""

    quote: Quote
    since: datetime
    seen_at: datetime


class Change(NamedTuple):
    """What a quote did to the book: `before` is None for a series never quoted.

    `moved` tells whether price or line differ from before; a repeat only confirms that they still stand.
    """

    before: Shown | None
    after: Shown
    moved: bool


class FairMarket(NamedTuple):
    """One bookmaker's complete market at one line, margin removed; `seen_at` of its oldest quote."""

    line: float | None
    fair: dict[Selection, float]
    seen_at: datetime


@dataclass(slots=True)
class Board:
    """One bookmaker's markets of one kind. `status` is as it told it last, open where it told none."""

    kind: MarketKind
    method: MarginMethod
    status: MarketStatus = MarketStatus.OPEN
    shown: dict[Selection, Shown] = field(default_factory=dict)
    _told: dict[Selection, Newest[datetime, Quote]] = field(default_factory=dict)
    _stood: Newest[datetime, MarketStatus] | None = None
    _fair: dict[Selection, float] | None = None
    _is_read: bool = False
    """Whether `_fair` is of the quotes as they stand now."""

    def put(self, quote: Quote, observed_at: datetime) -> Change | None:
        """Show a quote; None where it is late or a repeat of the same instant."""
        selection = quote.selection
        told = self._told.get(selection)
        if told is None:
            self._told[selection], self._is_read = Newest(observed_at, [quote]), False
            after = self.shown[selection] = Shown(quote, observed_at, observed_at)
            return Change(None, after, True)
        if not told.is_news(observed_at, quote):
            return None
        before = self.shown[selection]
        moved = quote != before.quote
        if moved:
            self._is_read = False
        after = self.shown[selection] = Shown(quote, observed_at if moved else before.since, observed_at)
        return Change(before, after, moved)

    def stand(self, status: MarketStatus, at: datetime, reopens: bool) -> bool:
        """Take a status; whether it is another one."""
        if self._stood is None:
            self._stood = Newest(at)
        if (self.status is MarketStatus.CLOSED and not reopens) or not self._stood.is_news(at, status):
            return False
        changed = status is not self.status
        self.status = status
        return changed

    def fair(self) -> FairMarket | None:
        """The market with its margin removed; None unless all selections stand at one line.

        A move is told one selection after the other: between them the market gives money away or takes far
        too much, and nothing can be read from it until the rest is told. The two sides of a spread are
        quoted at one `Market.line`, the home handicap.
        """
        if not self._is_read:
            self._fair, self._is_read = self._without_margin(), True
        if self._fair is None:
            return None
        first, *others = [self.shown[selection] for selection in self._fair]
        seen_at = first.seen_at
        for one in others:
            if one.seen_at < seen_at:
                seen_at = one.seen_at
        return FairMarket(first.quote.market.line, self._fair, seen_at)

    def _without_margin(self) -> dict[Selection, float] | None:
        selections, market, prices = SELECTIONS[self.kind], None, []
        for selection in selections:
            shown = self.shown.get(selection)
            if shown is None or (market is not None and shown.quote.market != market):
                return None
            market = shown.quote.market
            prices.append(shown.quote.price)
        if not LEAST_OVERROUND <= overround(prices) <= MOST_OVERROUND:
            return None
        fair: Probabilities = METHODS[self.method](prices)
        return dict(zip(selections, fair, strict=True))
