"""Movement: how far a price or a line went, whether that is more than its own noise, and steam moves."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import erf, log, sqrt
from typing import NamedTuple

from livebet.domain.markets import MarketKind, Selection
from livebet.domain.prices import Price
from livebet.odds.board import Change
from livebet.odds.book import SeriesKey

PRICE_NOISE = 0.05
"""Standard deviation, in log-odds, of an ordinary price move before a series has told its own."""
LINE_NOISE = 1.0
"""Standard deviation, in points, of an ordinary line move before a series has told its own."""
PRIOR_MOVES = 4.0
"""How many moves that first guess weighs."""
MEMORY = 0.97
"""Weight kept by the past at each new move: half of it is forgotten after 23 moves."""
CLIP = 4.0
"""A move counts as at most so many standard deviations, so that one jump does not blind the estimate."""

_ROOT_TWO = sqrt(2.0)


@dataclass(slots=True)
class Noise:
    """The running size of a series' moves: an exponentially weighted mean of their squares around 0."""

    deviation: float
    weight: float = PRIOR_MOVES

    def significance(self, move: float) -> float:
        """How far a move stands out, in [0, 1]; the move then joins the estimate.

        erf(|move| / (σ √2)): the share of this series' ordinary moves that are smaller, taken as normal.
        """
        size = abs(move)
        told = erf(size / (self.deviation * _ROOT_TWO))
        counted = min(size, CLIP * self.deviation)
        kept = MEMORY * self.weight
        self.weight = kept + 1.0
        self.deviation = sqrt((kept * self.deviation**2 + counted * counted) / self.weight)
        return told


def log_odds(price: Price) -> float:
    """The log-odds of the implied probability 1 / price: −ln(price − 1). Equal steps mean equal news."""
    return -log(price - 1.0)


class LineMovement(NamedTuple):
    """One move of a series.

    `points` is the change of the line; `shortening` the change of the price's log-odds: above 0 the
    selection became likelier in the market's eyes. `significance` is in [0, 1].
    """

    points: float
    shortening: float
    significance: float


STILL = LineMovement(0.0, 0.0, 0.0)
"""A first quote has not moved."""


@dataclass(slots=True)
class Movements:
    """Movement of every series of a game. Prices at different lines do not compare: then the line speaks."""

    prices: dict[SeriesKey, Noise] = field(default_factory=dict)
    lines: dict[SeriesKey, Noise] = field(default_factory=dict)

    def note(self, key: SeriesKey, change: Change) -> LineMovement:
        """The move from the quote before to the quote after; it joins the series' noise."""
        if change.before is None:
            return STILL
        before, after = change.before.quote, change.after.quote
        points = (after.market.line or 0.0) - (before.market.line or 0.0)
        if points:
            noise = self.lines.get(key) or self.lines.setdefault(key, Noise(LINE_NOISE))
            return LineMovement(points, 0.0, noise.significance(points))
        shortening = log_odds(after.price) - log_odds(before.price)
        noise = self.prices.get(key) or self.prices.setdefault(key, Noise(PRICE_NOISE))
        return LineMovement(0.0, shortening, noise.significance(shortening))


@dataclass(frozen=True, slots=True)
class Steam:
    """A steam move: the bookmakers at which a selection's price shortened within one window."""

    kind: MarketKind
    selection: Selection
    bookmakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Move:
    at: datetime
    bookmaker: str
    shortening: bool


@dataclass(slots=True)
class SteamWatch:
    """Looks for a selection that shortens at several bookmakers while it drifts at none.

    Only moves of at least `significance` count, either way: bookmakers that merely wobble go both ways. The
    moves that made one steam move are used up, so that it is told once.
    """

    bookmakers: int
    window: timedelta
    significance: float
    _moves: dict[tuple[MarketKind, Selection], deque[_Move]] = field(default_factory=dict)

    def note(self, key: SeriesKey, movement: LineMovement, observed_at: datetime) -> Steam | None:
        """The steam move that this move completes."""
        if movement.significance < self.significance or not movement.shortening:
            return None
        bookmaker, kind, selection = key
        moves = self._moves.setdefault((kind, selection), deque())
        moves.append(_Move(observed_at, bookmaker, movement.shortening > 0.0))
        while observed_at - moves[0].at > self.window:
            moves.popleft()
        if not all(move.shortening for move in moves):
            return None
        movers = tuple(sorted({move.bookmaker for move in moves}))
        if len(movers) < self.bookmakers:
            return None
        moves.clear()
        return Steam(kind, selection, movers)

    def forget(self) -> None:
        """The game itself gave a reason to move: what moved before it says nothing of money."""
        self._moves.clear()
