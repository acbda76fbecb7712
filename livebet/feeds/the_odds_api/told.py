"""One payload's items as they gather: games, quotes, and a count of what is not followed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from livebet.domain.games import Score
from livebet.domain.markets import Market, MarketKind, Selection
from livebet.domain.prices import Price
from livebet.feeds.american import EVEN, decimal
from livebet.feeds.items import GameTold, Item, QuoteTold, ScoreTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.the_odds_api.words import MARKETS, NAME, sport

_TOTALS = {"Over": Selection.OVER, "Under": Selection.UNDER}
_DRAW = "Draw"


@dataclass(frozen=True, slots=True)
class Listed:
    """A game as every answer heads it; names are full team names."""

    native_id: str
    sport_key: str
    home: str
    away: str
    kickoff: datetime | None


def utc(instant: datetime | None) -> datetime | None:
    """In UTC; the API's instants are in UTC where they do not say."""
    if instant is None:
        return None
    if instant.tzinfo is UTC:
        return instant
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def in_american(prices: Iterable[float]) -> bool:
    """Whether a payload's prices are American odds: it does not say which format was asked for.

    A decimal price is never negative, an American one never between −100 and 100.
    """
    seen = False
    for price in prices:
        if price <= -EVEN:
            return True
        if 1.0 < price < EVEN:
            return False
        seen = True
    return seen


def answer(
    game: Listed, kind: MarketKind, period: str, name: str, point: float | None
) -> tuple[Market, Selection]:
    """The market and selection that an outcome's name and point mean.

    Raises:
        ValueError: a name that is no selection of the market, or a line missing.
    """
    if kind is MarketKind.TOTAL:
        if point is None or name not in _TOTALS:
            raise ValueError(f"selection: {name!r} at {point} is no answer to a total")
        return _market(kind, point, period), _TOTALS[name]
    if kind is MarketKind.MONEYLINE and name == _DRAW:
        return _market(kind, None, period), Selection.DRAW
    if name not in (game.home, game.away):
        raise ValueError(f"selection: {name!r} is neither {game.home!r} nor {game.away!r}")
    selection = Selection.HOME if name == game.home else Selection.AWAY
    if kind is MarketKind.MONEYLINE:
        return _market(kind, None, period), selection
    if point is None:
        raise ValueError("market: a spread without a point")
    return _market(kind, point if selection is Selection.HOME else 0.0 - point, period), selection


@lru_cache(maxsize=4096)
def _market(kind: MarketKind, line: float | None, period: str) -> Market:
    """Few markets are quoted, again and again."""
    return Market(kind, line, period)


@dataclass(slots=True)
class Gathered:
    """Items so far; `american` is the payload's price format."""

    american: bool
    items: list[Item] = field(default_factory=list)
    unfollowed: Counter[str] = field(default_factory=Counter)

    def game(self, game: Listed, observed_at: datetime | None, phase: str = "") -> None:
        """Announce a game: in play once its start is past at the answer's own newest instant."""
        started = observed_at is not None and game.kickoff is not None and observed_at >= game.kickoff
        self.items.append(
            GameTold(
                feed=NAME,
                native_id=game.native_id,
                observed_at=observed_at or UNKNOWN_INSTANT,
                sport=sport(game.sport_key),
                home=game.home,
                away=game.away,
                kickoff=game.kickoff,
                phase=phase or ("in_play" if started else "scheduled"),
            )
        )

    def quote(
        self,
        game: Listed,
        bookmaker: str,
        key: str,
        outcome: tuple[str, float, float | None],
        at: datetime | None,
    ) -> None:
        """Add a price (name, price, point) of a market key, or count or refuse it."""
        asked = MARKETS.get(key)
        if asked is None:
            self.unfollowed[f"market {key}"] += 1
            return
        name, price, point = outcome
        try:
            market, selection = answer(game, asked[0], asked[1], name, point)
            worth = decimal(price) if self.american else Price(price)
        except ValueError as error:
            shown = f"{bookmaker} {key} {name} {price} {point}"
            self.items.append(_refused(error, shown, game, at))
            return
        self.items.append(
            QuoteTold(
                feed=NAME,
                native_id=game.native_id,
                observed_at=at or UNKNOWN_INSTANT,
                bookmaker=bookmaker,
                market=market,
                selection=selection,
                price=worth,
                main=asked[2],
            )
        )

    def score(self, game: Listed, scores: dict[str, str], over: bool, at: datetime | None) -> None:
        """Add a score told as a number by team name, or refuse it."""
        try:
            score = Score(int(scores[game.home]), int(scores[game.away]))
        except (KeyError, ValueError):
            reason = f"score: {scores} is no score of {game.home} and {game.away}"
            self.items.append(
                refused(NAME, reason, str(scores).encode(), game.native_id, at or UNKNOWN_INSTANT)
            )
            return
        phase = "final" if over else "in_play"
        self.items.append(
            ScoreTold(
                feed=NAME,
                native_id=game.native_id,
                observed_at=at or UNKNOWN_INSTANT,
                score=score,
                phase=phase,
            )
        )

    def whole(self, raw: bytes) -> list[Item]:
        """All items, what is not followed in one refusal behind them."""
        if self.unfollowed:
            counted = ", ".join(f"{name} ({number})" for name, number in sorted(self.unfollowed.items()))
            self.items.append(refused(NAME, f"not followed: {counted}", raw))
        return self.items or [refused(NAME, "empty: the answer lists no games", raw)]


def _refused(error: ValueError, shown: str, game: Listed, at: datetime | None) -> Item:
    reason = str(error)
    if not reason.startswith(("selection:", "market:", "price:")):
        reason = f"price: {reason}"
    return refused(NAME, reason, shown.encode(), game.native_id, at or UNKNOWN_INSTANT)
