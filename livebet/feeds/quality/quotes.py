"""The quotes of one game as bookmakers show them: overround, leaps, and who stands apart from the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp, log
from statistics import median

from livebet.domain.games import Sport
from livebet.domain.markets import SELECTIONS, MarketKind, MarketStatus, Selection
from livebet.domain.messages import QuoteSeen, StatusSeen
from livebet.domain.quotes import Quote
from livebet.feeds.quality.episodes import Doubt
from livebet.odds.board import LEAST_OVERROUND, MOST_OVERROUND

LARGEST_JUMP = 0.6
"""Change of an implied probability, at one line, that is worth a finding."""
FRESH = timedelta(seconds=180)
"""How long a quote told has a say in what the rest of the bookmakers think."""
STILL_AFTER = timedelta(seconds=90)
"""How long after a score a price may stand: feeds that are polled renew theirs every 40 s or so."""
MOVED = 0.02
"""Change of a fair home probability that counts as moved by a score."""
LEAST_OTHERS = 3
"""Bookmakers that it takes to say that another one is far from them."""
FAR_DEVIATIONS = 6.0
"""Robust standard deviations from the median: 1.4826 times the median distance from it."""
FAR_LOGIT, FAR_PROBABILITY = 0.7, 0.08
FAR_POINTS: dict[Sport, float] = {Sport.NFL: 5.0, Sport.NBA: 6.0, Sport.MLB: 2.5}
"""What is never called far: less than this in log-odds and in probability, in points of a line."""

Key = tuple[str, MarketKind]


@dataclass(slots=True)
class Pair:
    """One bookmaker's market: both sides as told last, when, and when one of them last changed."""

    quotes: dict[Selection, Quote] = field(default_factory=dict)
    seen_at: datetime | None = None
    changed_at: datetime | None = None
    status: MarketStatus = MarketStatus.OPEN

    def with_(self, told: Sequence[QuoteSeen]) -> dict[Selection, Quote]:
        """Both sides once these are told."""
        return {**self.quotes, **{message.quote.selection: message.quote for message in told}}

    def show(self, quotes: dict[Selection, Quote], at: datetime) -> None:
        """Stand like this from now on."""
        if quotes != self.quotes:
            self.quotes, self.changed_at = quotes, at
        self.seen_at = at


@dataclass(slots=True)
class QuoteChecks:
    """All bookmakers of one game."""

    sport: Sport = Sport.NFL
    pairs: dict[Key, Pair] = field(default_factory=dict)
    _far: set[Key] = field(default_factory=set)
    """Who was far when looked at last: only who stays so is told."""
    _score_at: datetime | None = None
    _before: dict[str, float] = field(default_factory=dict)
    """Fair home probabilities as the points were made, by bookmaker."""

    def jump(self, message: QuoteSeen) -> Doubt | None:
        """A leap of a price at one line."""
        quote = message.quote
        pair = self.pairs.get((quote.bookmaker, quote.market.kind))
        before = pair.quotes.get(quote.selection) if pair else None
        if before is None or before.market != quote.market:
            return None
        if abs(1.0 / before.price - 1.0 / quote.price) <= LARGEST_JUMP:
            return None
        whose = f"{quote.bookmaker} {quote.market.kind}"
        detail = f"{whose}: {before.price:g} to {quote.price:g}"
        return Doubt("price jump", whose, detail, message.observed_at)

    def show(self, key: Key, told: Sequence[QuoteSeen]) -> float | None:
        """Take one bookmaker's quotes of one kind; the overround where it cannot be: then none is taken."""
        pair = self.pairs.get(key)
        if pair is None:
            pair = self.pairs[key] = Pair()
        quotes = pair.with_(told)
        overround = _overround(key[1], quotes)
        if overround is not None and not LEAST_OVERROUND <= overround <= MOST_OVERROUND:
            return overround
        pair.show(quotes, told[-1].observed_at)
        return None

    def stand(self, message: StatusSeen) -> None:
        """A bookmaker opens, suspends or closes."""
        self.pairs.setdefault((message.bookmaker, message.kind), Pair()).status = message.status

    def scored(self, at: datetime) -> None:
        """Points were made: who does not move is looked for in a while. Points right after them join them."""
        if self._score_at is None:
            self._score_at, self._before = at, self._homes(at)

    def patrol(self, now: datetime) -> Iterator[Doubt]:
        """Who stands still, and who is far from the rest."""
        if self._score_at is not None and now - self._score_at >= STILL_AFTER:
            yield from self._still(self._score_at, now)
            self._score_at = None
        far: set[Key] = set()
        for kind in MarketKind:
            for doubt, key in self._apart(kind, now):
                far.add(key)
                if key in self._far:
                    yield doubt
        self._far = far

    def _still(self, since: datetime, now: datetime) -> Iterator[Doubt]:
        after = self._homes(now)
        both = [name for name in self._before if name in after]
        movers = sum(abs(after[name] - self._before[name]) >= MOVED for name in both)
        still = [name for name in both if self._untouched(name, since)]
        if movers < LEAST_OTHERS - 1 or movers <= len(still):
            return
        for name in still:
            seconds = (now - since).total_seconds()
            detail = f"{name} moneyline as it was {seconds:.0f} s ago, before a score; {movers} others moved"
            yield Doubt("quote stands still", name, detail, now)

    def _untouched(self, bookmaker: str, since: datetime) -> bool:
        changed = self.pairs[bookmaker, MarketKind.MONEYLINE].changed_at
        return changed is not None and changed <= since

    def _homes(self, now: datetime) -> dict[str, float]:
        """Fair home probabilities of the bookmakers that are open."""
        return {
            name: home / (1.0 + home)
            for (name, _), pair in self._believed(MarketKind.MONEYLINE, now, STILL_AFTER + FRESH)
            if (home := _odds_on_home(pair))
        }

    def _believed(self, kind: MarketKind, now: datetime, fresh: timedelta) -> Iterator[tuple[Key, Pair]]:
        for key, pair in self.pairs.items():
            whole = key[1] is kind and len(pair.quotes) == len(SELECTIONS[kind])
            if not whole or pair.status is not MarketStatus.OPEN or pair.seen_at is None:
                continue
            if now - pair.seen_at <= fresh:
                yield key, pair

    def _apart(self, kind: MarketKind, now: datetime) -> Iterator[tuple[Doubt, Key]]:
        """Who is far from the median of all: in log-odds of the winner, in points of a line."""
        moneyline = kind is MarketKind.MONEYLINE
        standing = {key: _place(pair, moneyline) for key, pair in self._believed(kind, now, FRESH)}
        if len(standing) <= LEAST_OTHERS:
            return
        middle = median(standing.values())
        spread = 1.4826 * median(abs(place - middle) for place in standing.values())
        least = FAR_LOGIT if moneyline else FAR_POINTS[self.sport]
        for key, place in standing.items():
            if abs(place - middle) <= max(least, FAR_DEVIATIONS * spread):
                continue
            if moneyline and abs(_probability(place) - _probability(middle)) < FAR_PROBABILITY:
                continue
            unit = "home log-odds" if moneyline else "points"
            detail = f"{key[0]} {kind}: {place:.2f} {unit}, {len(standing)} bookmakers' median {middle:.2f}"
            yield Doubt("far from the rest", f"{key[0]} {kind}", detail, now), key


def _place(pair: Pair, moneyline: bool) -> float:
    """Where a complete market stands."""
    if moneyline:
        return log(_odds_on_home(pair))
    quote = next(iter(pair.quotes.values()))
    return quote.market.line or 0.0


def _odds_on_home(pair: Pair) -> float:
    """Fair home probability over fair away probability; 0 where a side is missing."""
    home, away = pair.quotes.get(Selection.HOME), pair.quotes.get(Selection.AWAY)
    return away.price / home.price if home and away else 0.0


def _probability(log_odds: float) -> float:
    return 1.0 / (1.0 + exp(-log_odds))


def _overround(kind: MarketKind, pair: dict[Selection, Quote]) -> float | None:
    """Sum of implied probabilities minus 1; None until both sides stand at one line."""
    quotes = list(pair.values())
    if len(quotes) < len(SELECTIONS[kind]):
        return None
    market, implied = quotes[0].market, 0.0
    for quote in quotes:
        if quote.market != market:
            return None
        implied += 1.0 / quote.price
    return implied - 1.0
