"""One simulated bookmaker's desk for one game: what it knows, believes and shows."""

from collections.abc import Iterator
from datetime import datetime

from livebet.domain.markets import SELECTIONS, Market, MarketKind, MarketStatus, Selection
from livebet.domain.messages import Inbound, QuoteSeen, StatusSeen
from livebet.domain.prices import Price
from livebet.domain.quotes import Quote
from livebet.feeds.bookmakers import Bookmaker
from livebet.feeds.noise import uniform, wander
from livebet.game.state import GameState
from livebet.pricing.markets import FIRST_SELECTION, fair_probability
from livebet.pricing.outlook import Outlook, outlook

KINDS: tuple[MarketKind, ...] = tuple(MarketKind)

_MARKET_NOISE = 0.05
_MARKET_NOISE_EVERY = 600.0
_OWN_NOISE_EVERY = 240.0
_BLUNDER = 0.3
_LINE_DRIFT = 0.1


class Desk:
    """Shows moneyline, spread and total; moves a line when its bet is no longer near even."""

    def __init__(self, bookmaker: Bookmaker, state: GameState, margin: float, total: float) -> None:
        """`margin` and `total` are what the market expected before the kickoff, in points."""
        self.bookmaker = bookmaker
        self.status = MarketStatus.SUSPENDED
        self.reopens_at = state.game.kickoff
        self._known = state
        self._margin = margin
        self._total = total
        self._market_seed = str(state.game.game_id)
        self._own_seed = f"{self._market_seed}/{bookmaker.name}"
        self._lines: dict[MarketKind, float] = {}
        self._shown: dict[tuple[MarketKind, Selection], Quote] = {}

    def open(self, at: datetime) -> Iterator[Inbound]:
        """Take bets, at prices that are all told anew."""
        yield from self.change(MarketStatus.OPEN, at)
        yield from self._reprice(at, all_anew=True)

    def change(self, status: MarketStatus, at: datetime) -> Iterator[Inbound]:
        """Open, suspend or close every market; nothing reopens once closed."""
        if self.status in (status, MarketStatus.CLOSED):
            return
        self.status = status
        for kind in KINDS:
            yield StatusSeen(
                game_id=self._known.game.game_id,
                bookmaker=self.bookmaker.name,
                kind=kind,
                status=status,
                observed_at=at,
            )

    def learn(self, state: GameState, at: datetime) -> Iterator[Inbound]:
        """Know the state after a play, and reprice unless suspended."""
        self._known = state
        return self.look(at)

    def look(self, at: datetime) -> Iterator[Inbound]:
        """Reprice what has moved enough."""
        if self.status is MarketStatus.OPEN:
            yield from self._reprice(at, all_anew=False)

    def _reprice(self, at: datetime, *, all_anew: bool) -> Iterator[Inbound]:
        view = self._view(at)
        for kind in KINDS:
            market = Market(kind, self._line(kind, view))
            quotes = [self._quote(market, selection, view) for selection in SELECTIONS[kind]]
            if all_anew or any(self._moved(quote) for quote in quotes):
                for quote in quotes:
                    self._shown[kind, quote.selection] = quote
                    yield QuoteSeen(game_id=self._known.game.game_id, quote=quote, observed_at=at)

    def _view(self, at: datetime) -> Outlook:
        fair = outlook(self._known, self._margin, self._total)
        seconds = (at - self._known.game.kickoff).total_seconds()
        errors = []
        for what in ("margin", "total"):
            common = wander(f"{self._market_seed}/{what}", seconds, _MARKET_NOISE_EVERY)
            own = wander(f"{self._own_seed}/{what}", seconds, _OWN_NOISE_EVERY)
            errors.append(_MARKET_NOISE * common + self.bookmaker.noise * own + self._blunder(at, what))
        return fair.shifted(errors[0] * fair.margin_sd, errors[1] * fair.total_sd)

    def _blunder(self, at: datetime, what: str) -> float:
        drawn = uniform(self._own_seed, "blunder", what, at.timestamp()) / self.bookmaker.blunder
        if drawn >= 1.0:
            return 0.0
        return _BLUNDER if drawn < 0.5 else -_BLUNDER

    def _line(self, kind: MarketKind, view: Outlook) -> float | None:
        if kind is MarketKind.MONEYLINE:
            return None
        line = self._lines.get(kind)
        if line is None or self._drifted(Market(kind, line), view):
            centre = -view.margin if kind is MarketKind.SPREAD else view.total
            self._lines[kind] = line = round(centre - 0.5) + 0.5
        return line

    def _drifted(self, market: Market, view: Outlook) -> bool:
        return abs(fair_probability(view, market, FIRST_SELECTION[market.kind]) - 0.5) > _LINE_DRIFT

    def _quote(self, market: Market, selection: Selection, view: Outlook) -> Quote:
        price = self.bookmaker.price(fair_probability(view, market, selection))
        return Quote(self.bookmaker.name, market, selection, Price(price))

    def _moved(self, quote: Quote) -> bool:
        shown = self._shown.get((quote.market.kind, quote.selection))
        if shown is None or shown.market != quote.market:
            return True
        return abs(1.0 / shown.price - 1.0 / quote.price) > self.bookmaker.eagerness
