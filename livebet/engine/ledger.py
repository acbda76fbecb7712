"""The value bets of one game: offered, told anew, withdrawn, settled.

A value bet is one offer (bookmaker, market, selection, price) for as long as it stands; once withdrawn it
never returns, and the same offer made later is another value bet. Every one that was ever offered is settled.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from livebet.domain.games import Score
from livebet.domain.ids import message_uuid
from livebet.domain.markets import SELECTIONS, MarketKind
from livebet.domain.messages import Prediction, Published, ValueBet, ValueBetSettled, ValueBetWithdrawn
from livebet.domain.quotes import Quote
from livebet.engine.config import EngineConfig
from livebet.engine.judge import MODEL_PROBABILITY, Offer, Reason, View, gain, judge
from livebet.engine.voice import Voice
from livebet.odds.board import Shown
from livebet.odds.book import Book, SeriesKey
from livebet.odds.settlement import Outcome, settle
from livebet.odds.value import fair_odds


@dataclass(slots=True)
class Standing:
    """A value bet that stands."""

    told: ValueBet
    shown: Shown
    tellings: int = 1

    @property
    def quote(self) -> Quote:
        """What is offered."""
        return self.shown.quote


@dataclass(slots=True)
class Ledger:
    """`standing` by series; `offered` holds the first telling of every value bet ever offered."""

    voice: Voice
    book: Book
    config: EngineConfig
    standing: dict[SeriesKey, Standing] = field(default_factory=dict)
    offered: dict[UUID, ValueBet] = field(default_factory=dict)
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)
    doubted: set[SeriesKey] = field(default_factory=set)
    times: dict[Quote, int] = field(default_factory=dict)
    """How often an offer was made."""
    sweep_at: datetime | None = None

    def review(
        self, bookmaker: str, kind: MarketKind, prediction: Prediction | None, view: Callable[[], View]
    ) -> list[Published]:
        """Judge one bookmaker's offers of one kind anew; the view is taken only where it is needed."""
        said: list[Published] = []
        board = self.book.board(bookmaker, kind) if kind in MODEL_PROBABILITY else None
        if board is not None:
            for selection in SELECTIONS[kind]:
                key, shown = (bookmaker, kind, selection), board.shown.get(selection)
                if shown is not None and self._is_of_interest(key, shown, prediction):
                    said += self._review(key, shown, view())
        return said

    def _is_of_interest(self, key: SeriesKey, shown: Shown, prediction: Prediction | None) -> bool:
        """Whether there can be anything to say: most quotes pay too little, and nothing was said of them."""
        if key in self.standing or key in self.doubted:
            return True
        return prediction is not None and gain(shown.quote, prediction) >= self.config.min_edge

    def review_all(self, view: View) -> list[Published]:
        """Judge every offer anew."""
        said: list[Published] = []
        for kind in MODEL_PROBABILITY:
            for bookmaker in self.book.bookmakers(kind):
                said += self.review(bookmaker, kind, view.prediction, lambda: view)
        return said

    def is_sweep_due(self, now: datetime) -> bool:
        """Whether something that stands may have become stale in silence."""
        return bool(self.standing) and (self.sweep_at is None or now > self.sweep_at)

    def sweep(self, view: View) -> list[Published]:
        """Withdraw what became stale in silence."""
        said: list[Published] = []
        for key, standing in list(self.standing.items()):
            shown = self.book.shown(key) or standing.shown
            said += self._review(key, shown, view)
        patience = self.config.patience
        ends = (one.shown.seen_at + patience(one.quote.bookmaker) for one in self.standing.values())
        self.sweep_at = min(ends, default=view.now)
        return said

    def _review(self, key: SeriesKey, shown: Shown, view: View) -> list[Published]:
        verdict = judge(key, shown, self.book, view, self.config)
        standing = self.standing.get(key)
        same = standing is not None and standing.quote == shown.quote
        if standing is not None and same:
            standing.shown = shown
        if isinstance(verdict, Offer):
            self.doubted.discard(key)
            return self._stand(key, verdict, standing if same else None, view)
        said: list[Published] = []
        if verdict is Reason.IMPLAUSIBLE:
            said += self._doubt(key, shown, view.now)
            verdict = Reason.EDGE_GONE
        elif verdict is Reason.EDGE_GONE:
            self.doubted.discard(key)
        if standing is None or (same and verdict is Reason.PENDING):
            return said
        reason = verdict if same else Reason.PRICE_GONE
        return [*said, self.withdraw(key, reason, view.now)]

    def _stand(self, key: SeriesKey, offer: Offer, same: Standing | None, view: View) -> list[Published]:
        at = view.now
        if same is not None:
            return self._tell_again(same, offer, at)
        said: list[Published] = []
        if key in self.standing:
            said.append(self.withdraw(key, Reason.SUPERSEDED, at))
        quote = offer.shown.quote
        nth = self.times[quote] = self.times.get(quote, 0) + 1
        market = quote.market
        bet_id = message_uuid(
            self.voice.game_id, "offer", *key, market.line, market.period, float(quote.price), nth
        )
        told = self._value_bet(bet_id, offer, 1, at)
        self.standing[key] = Standing(told, offer.shown)
        self.offered[bet_id] = told
        self.sweep_at = None
        return [*said, told]

    def _tell_again(self, standing: Standing, offer: Offer, at: datetime) -> list[Published]:
        """The offer stands; it is told again only where our own view of it changed."""
        told = standing.told
        now = (offer.model_probability, offer.prediction.confidence, offer.prediction.model_version)
        if now == (told.model_probability, told.confidence, told.model_version):
            return []
        standing.tellings += 1
        standing.told = self._value_bet(told.value_bet_id, offer, standing.tellings, at)
        return [standing.told]

    def _value_bet(self, bet_id: UUID, offer: Offer, telling: int, at: datetime) -> ValueBet:
        quote, prediction = offer.shown.quote, offer.prediction
        return ValueBet(
            **self.voice.head(at, "value_bet", bet_id, telling),
            value_bet_id=bet_id,
            bookmaker=quote.bookmaker,
            market=quote.market,
            selection=quote.selection,
            price=quote.price,
            fair_odds=self._fair_odds(quote, at),
            model_probability=offer.model_probability,
            edge=offer.edge,
            confidence=prediction.confidence,
            recommended_stake=offer.stake,
            model_version=prediction.model_version,
        )

    def _fair_odds(self, quote: Quote, at: datetime) -> float:
        kind = quote.market.kind
        consensus = self.book.consensus(kind, now=at, patience=self.config.patience)
        if consensus is None:
            raise LookupError(f"nobody is believed about the {kind}: there is no offer")
        return fair_odds(consensus.fair[quote.selection])

    def _doubt(self, key: SeriesKey, shown: Shown, at: datetime) -> list[Published]:
        """An edge too good to be true is told as it appears, not again while it lasts."""
        if key in self.doubted:
            return []
        self.doubted.add(key)
        quote = shown.quote
        detail = f"{quote.bookmaker} {quote.market.kind} {quote.selection} at {float(quote.price):g}"
        return [self.voice.finding(at, "implausible_edge", detail, shown.since, at)]

    def withdraw(self, key: SeriesKey, reason: Reason, at: datetime) -> ValueBetWithdrawn:
        """A standing value bet falls."""
        bet_id = self.standing.pop(key).told.value_bet_id
        head = self.voice.head(at, "withdrawn", bet_id)
        return ValueBetWithdrawn(**head, value_bet_id=bet_id, reason=reason.value)

    def withdraw_all(self, reason: Reason, at: datetime) -> list[Published]:
        """All standing value bets fall."""
        return [self.withdraw(key, reason, at) for key in list(self.standing)]

    def settle(self, final: Score | None, at: datetime) -> list[Published]:
        """The outcome of every value bet offered, void without a final score; only what changed is told.

        So a corrected final, and one that an abandoned game came to after all, replace what was told before.
        """
        said: list[Published] = []
        for bet_id, bet in self.offered.items():
            outcome = Outcome.VOID if final is None else settle(bet.market, bet.selection, final)
            if self.outcomes.get(bet_id) is outcome:
                continue
            self.outcomes[bet_id] = outcome
            said.append(
                ValueBetSettled(
                    **self.voice.head(at, "settled", bet_id, outcome, at),
                    value_bet_id=bet_id,
                    outcome=outcome.value,
                    price=bet.price,
                    recommended_stake=bet.recommended_stake,
                )
            )
        return said
