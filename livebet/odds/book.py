"""The market books of one game: the latest quotes by bookmaker, kind and selection.

Time is an argument everywhere. What is older than what is shown, or was told already at the same instant,
changes nothing, so repeats and late quotes do no harm.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from livebet.domain.markets import SELECTIONS, MarketKind, MarketStatus, Selection
from livebet.domain.newest import Newest
from livebet.domain.quotes import Quote
from livebet.odds.margin import METHODS, MarginMethod, Probabilities, overround

SeriesKey = tuple[str, MarketKind, Selection]
"""Bookmaker, kind, selection: what one price or line moves along."""

Patience = Callable[[str], timedelta]
"""How long a bookmaker's quote is believed in silence."""

LEAST_OVERROUND = -0.03
MOST_OVERROUND = 0.35
"""What a complete market of one bookmaker takes; exchanges go a little below nothing."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A bookmaker's latest quote: `since` when it stands like this, `seen_at` when it was last told."""

    quote: Quote
    since: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What a quote did to the book: `before` is None for a series never quoted."""

    before: Shown | None
    after: Shown

    @property
    def moved(self) -> bool:
        """Whether price or line differ from before; a repeat only confirms that they still stand."""
        return self.before is None or self.before.quote != self.after.quote


@dataclass(frozen=True, slots=True)
class FairMarket:
    """One bookmaker's complete market at one line, margin removed; `seen_at` of its oldest quote."""

    line: float | None
    fair: dict[Selection, float]
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Consensus:
    """The market's view at the line most bookmakers quote: fair probabilities and who gave them."""

    line: float | None
    fair: dict[Selection, float]
    bookmakers: tuple[str, ...]


def is_stale(seen_at: datetime, *, now: datetime, after: timedelta) -> bool:
    """Whether a quote last told at `seen_at` is too old to be believed."""
    return now - seen_at > after


@dataclass(slots=True)
class _Series:
    shown: Shown
    newest: Newest[datetime, Quote]


@dataclass(slots=True)
class _Standing:
    status: MarketStatus
    newest: Newest[datetime, MarketStatus]


@dataclass(slots=True)
class Book:
    """The quotes and statuses of one game. A market never told to be suspended is open.

    Once the game is `over`, all are closed, whatever bookmakers said.
    """

    method: MarginMethod = MarginMethod.POWER
    over: bool = False
    _series: dict[SeriesKey, _Series] = field(default_factory=dict)
    _standing: dict[tuple[str, MarketKind], _Standing] = field(default_factory=dict)
    _fair: dict[tuple[str, MarketKind], FairMarket | None] = field(default_factory=dict)
    _bookmakers: dict[MarketKind, list[str]] = field(default_factory=dict)

    def put(self, quote: Quote, observed_at: datetime) -> Change | None:
        """Show a quote; None where it is late or a repeat of the same instant."""
        market, bookmaker = quote.market, quote.bookmaker
        key = (bookmaker, market.kind, quote.selection)
        series = self._series.get(key)
        if series is None:
            after = Shown(quote, observed_at, observed_at)
            self._series[key] = _Series(after, Newest(observed_at, [quote]))
            names = self._bookmakers.setdefault(market.kind, [])
            if bookmaker not in names:
                names.append(bookmaker)
            self._fair.pop((bookmaker, market.kind), None)
            return Change(None, after)
        return self._put_again(series, quote, observed_at)

    def _put_again(self, series: _Series, quote: Quote, observed_at: datetime) -> Change | None:
        if not series.newest.is_news(observed_at, quote):
            return None
        before = series.shown
        since = before.since if quote == before.quote else observed_at
        series.shown = Shown(quote, since, observed_at)
        self._fair.pop((quote.bookmaker, quote.market.kind), None)
        return Change(before, series.shown)

    def set_status(
        self, bookmaker: str, kind: MarketKind, status: MarketStatus, at: datetime, *, reopens: bool = False
    ) -> bool:
        """Open, suspend or close; whether that changes anything.

        A closed market never opens again unless what was settled `reopens`.
        """
        standing = self._standing.get((bookmaker, kind))
        if standing is None:
            standing = self._standing[bookmaker, kind] = _Standing(MarketStatus.OPEN, Newest(at))
        if (standing.status is MarketStatus.CLOSED and not reopens) or not standing.newest.is_news(
            at, status
        ):
            return False
        changed = status is not standing.status and not self.over
        standing.status = status
        return changed

    def end(self, over: bool) -> list[tuple[str, MarketKind, MarketStatus]]:
        """The game is over, or is not after all: the markets that this changes, and how they stand now."""
        if over is self.over:
            return []
        self.over = over
        quoted = ((name, kind) for kind, names in self._bookmakers.items() for name in names)
        told = ((key, self._told_status(*key)) for key in dict.fromkeys((*quoted, *self._standing)))
        open_ = [(*key, status) for key, status in told if status is not MarketStatus.CLOSED]
        return [(name, kind, MarketStatus.CLOSED if over else status) for name, kind, status in open_]

    def status(self, bookmaker: str, kind: MarketKind) -> MarketStatus:
        """Whether the bookmaker takes bets on markets of this kind."""
        return MarketStatus.CLOSED if self.over else self._told_status(bookmaker, kind)

    def _told_status(self, bookmaker: str, kind: MarketKind) -> MarketStatus:
        standing = self._standing.get((bookmaker, kind))
        return MarketStatus.OPEN if standing is None else standing.status

    def shown(self, key: SeriesKey) -> Shown | None:
        """The latest quote of a series."""
        series = self._series.get(key)
        return None if series is None else series.shown

    def bookmakers(self, kind: MarketKind) -> list[str]:
        """Who quoted this kind, in order of first sight."""
        return self._bookmakers.get(kind, [])

    def fair(self, bookmaker: str, kind: MarketKind) -> FairMarket | None:
        """The bookmaker's market with its margin removed; None unless all selections stand at one line.

        A move is told one selection after the other: between them the market gives money away or takes far
        too much, and nothing can be read from it until the rest is told. The two sides of a spread are
        quoted at one `Market.line`, the home handicap.
        """
        key = (bookmaker, kind)
        if key not in self._fair:
            self._fair[key] = self._without_margin(bookmaker, kind)
        return self._fair[key]

    def _without_margin(self, bookmaker: str, kind: MarketKind) -> FairMarket | None:
        selections = SELECTIONS[kind]
        found = [self._series.get((bookmaker, kind, selection)) for selection in selections]
        shown = [series.shown for series in found if series is not None]
        if len(shown) < len(selections) or any(one.quote.market != shown[0].quote.market for one in shown):
            return None
        prices = [one.quote.price for one in shown]
        if not LEAST_OVERROUND <= overround(prices) <= MOST_OVERROUND:
            return None
        fair: Probabilities = METHODS[self.method](prices)
        seen_at = min(one.seen_at for one in shown)
        return FairMarket(shown[0].quote.market.line, dict(zip(selections, fair, strict=True)), seen_at)

    def believed(
        self, kind: MarketKind, *, now: datetime, patience: Patience
    ) -> Iterator[tuple[str, FairMarket]]:
        """The open, fresh, complete markets of one kind, by bookmaker."""
        for bookmaker in self.bookmakers(kind):
            if self.status(bookmaker, kind) is not MarketStatus.OPEN:
                continue
            market = self.fair(bookmaker, kind)
            if market is not None and not is_stale(market.seen_at, now=now, after=patience(bookmaker)):
                yield bookmaker, market

    def consensus(self, kind: MarketKind, *, now: datetime, patience: Patience) -> Consensus | None:
        """The median fair probability across bookmakers, at the line that most of them quote.

        Of lines quoted equally often the one nearest 0 counts. A median, since one bookmaker that lags
        must not drag the view along. None where nobody offers a believable market.
        """
        believed = list(self.believed(kind, now=now, patience=patience))
        if not believed:
            return None
        line = _commonest([market.line for _, market in believed])
        agreeing = [(bookmaker, market.fair) for bookmaker, market in believed if market.line == line]
        middle = {one: median([fair[one] for _, fair in agreeing]) for one in SELECTIONS[kind]}
        total = sum(middle.values())
        fair = {selection: probability / total for selection, probability in middle.items()}
        return Consensus(line, fair, tuple(bookmaker for bookmaker, _ in agreeing))


def _commonest(lines: list[float | None]) -> float | None:
    return min(set(lines), key=lambda line: (-lines.count(line), abs(line or 0.0), line or 0.0))
