"""Whether a quote is a value bet: the rules of saying no, and the offer where none of them speaks."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from livebet.domain.markets import MarketKind, MarketStatus, Selection
from livebet.domain.messages import Prediction
from livebet.domain.quotes import Quote
from livebet.engine.config import EngineConfig
from livebet.odds.board import Shown
from livebet.odds.book import Book, SeriesKey, is_stale
from livebet.odds.value import edge, kelly_fraction, lower_bound, recommended_stake


class Reason(StrEnum):
    """Why there is no value bet, and why one was withdrawn."""

    PRICE_GONE = "price_gone"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    STALE = "stale"
    EDGE_GONE = "edge_gone"
    SUPERSEDED = "superseded"
    PLAY = "play"
    ABANDONED = "abandoned"
    PENDING = "pending"
    """Never a reason to withdraw: the prediction of the newest state is on its way."""
    IMPLAUSIBLE = "implausible"
    """Never told as such: an edge too good to be true, told as a finding and as `EDGE_GONE`."""


class View(NamedTuple):
    """What a quote is judged by.

    `after` is the instant of the newest key event that suspends markets; `pending_since` that of the newest
    state whose prediction has not come; `over` whether the game is final or abandoned.
    """

    now: datetime
    prediction: Prediction | None
    pending_since: datetime | None
    after: datetime | None
    over: bool


class Offer(NamedTuple):
    """A value bet as judged; stakes are shares of the bankroll."""

    shown: Shown
    prediction: Prediction
    model_probability: float
    edge: float
    stake: float


def _win(prediction: Prediction, selection: Selection) -> float:
    home = selection is Selection.HOME
    return prediction.home_win_probability if home else prediction.away_win_probability


MODEL_PROBABILITY: dict[MarketKind, Callable[[Prediction, Selection], float]] = {MarketKind.MONEYLINE: _win}
"""Our probability by kind of market. A kind that is absent has no model, and no value bets."""


NOT_OPEN: dict[MarketStatus, Reason] = {
    MarketStatus.SUSPENDED: Reason.SUSPENDED,
    MarketStatus.CLOSED: Reason.CLOSED,
}


def gain(quote: Quote, prediction: Prediction) -> float:
    """The edge of a quote of a kind that has a model."""
    probability = MODEL_PROBABILITY[quote.market.kind](prediction, quote.selection)
    return edge(probability, quote.price)


def judge(key: SeriesKey, shown: Shown, book: Book, view: View, config: EngineConfig) -> Offer | Reason:
    """The offer that a quote is, or why it is none."""
    bookmaker, kind, _ = key
    status = book.status(bookmaker, kind)
    if status is not MarketStatus.OPEN:
        return NOT_OPEN[status]
    if view.over or (view.after is not None and shown.seen_at <= view.after):
        return Reason.PLAY
    if is_stale(shown.seen_at, now=view.now, after=config.patience(bookmaker)):
        return Reason.STALE
    if view.prediction is None:
        return Reason.PENDING
    if view.pending_since is not None:
        late = is_stale(view.pending_since, now=view.now, after=config.stale_after)
        return Reason.STALE if late else Reason.PENDING
    return _value(key, shown, view.prediction, book, view.now, config)


def _value(
    key: SeriesKey, shown: Shown, prediction: Prediction, book: Book, now: datetime, config: EngineConfig
) -> Offer | Reason:
    price, (_, kind, selection) = shown.quote.price, key
    probability = MODEL_PROBABILITY[kind](prediction, selection)
    gain = edge(probability, price)
    if gain < config.min_edge or prediction.confidence < config.min_confidence:
        return Reason.EDGE_GONE
    if gain > config.max_edge:
        return Reason.IMPLAUSIBLE
    if edge(lower_bound(probability, prediction.confidence, config.doubt), price) < 0.0:
        return Reason.EDGE_GONE
    stake = recommended_stake(
        kelly_fraction(gain, price),
        kelly_multiplier=config.kelly_multiplier,
        confidence=prediction.confidence,
        cap=config.max_stake,
    )
    if stake <= 0.0 or not book.is_believed(kind, now=now, patience=config.patience):
        return Reason.EDGE_GONE
    return Offer(shown, prediction, probability, gain, stake)
