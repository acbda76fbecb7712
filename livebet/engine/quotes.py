"""The market side of one game: quotes and statuses in, movement out, and the market's features."""

from dataclasses import dataclass, field
from datetime import datetime
from math import nan
from typing import NamedTuple
from uuid import UUID

from livebet.domain.markets import MONEYLINE, Selection
from livebet.domain.messages import MarketRow, OddsUpdate, Published, QuoteSeen, StatusSeen, StatusUpdate
from livebet.engine.config import EngineConfig
from livebet.engine.voice import Voice
from livebet.features.market import consensus, market_row
from livebet.odds.board import Change
from livebet.odds.book import Book
from livebet.odds.movement import LineMovement, Movements, Steam, SteamWatch


class Quoted(NamedTuple):
    """What a quote did: the update to publish where it moved, and the steam move it completed."""

    update: OddsUpdate | None
    steam: Steam | None


CONFIRMED = Quoted(None, None)
"""What a repeat does at a later instant."""


@dataclass(slots=True)
class QuoteDesk:
    """The book of a game and how its prices and lines move."""

    voice: Voice
    config: EngineConfig
    book: Book
    watch: SteamWatch
    movements: Movements = field(default_factory=Movements)
    played_at: datetime | None = None
    """When the game itself last gave a reason to move."""
    opening: float = nan
    row_due: datetime | None = None

    def quote(self, message: QuoteSeen) -> Quoted | None:
        """Show a quote; None where it is late or a repeat of the same instant."""
        change = self.book.put(message.quote, message.observed_at)
        if change is None:
            return None
        if not change.moved:
            return CONFIRMED
        quote = message.quote
        key = (quote.bookmaker, quote.market.kind, quote.selection)
        movement = self.movements.note(key, change)
        steam = None
        if self._unprompted(change):
            steam = self.watch.note(key, movement, message.observed_at)
        return Quoted(self._update(change, movement, message.observed_at), steam)

    def _unprompted(self, change: Change) -> bool:
        """Whether nothing happened in the game between the two quotes, so that money alone moved them."""
        before = change.before
        return before is not None and (self.played_at is None or before.seen_at > self.played_at)

    def _update(self, change: Change, movement: LineMovement, at: datetime) -> OddsUpdate:
        quote = change.after.quote
        market, before = quote.market, None if change.before is None else change.before.quote
        head = self.voice.head(
            at, "odds", quote.bookmaker, market.kind, quote.selection, market.line, float(quote.price), at
        )
        return OddsUpdate(
            **head,
            bookmaker=quote.bookmaker,
            market=market,
            selection=quote.selection,
            price_before=None if before is None else before.price,
            price_after=quote.price,
            line_before=None if before is None else before.market.line,
            line_after=market.line,
            line_movement=movement.points,
            significance=movement.significance,
            status=self.book.status(quote.bookmaker, market.kind),
        )

    def set_status(self, message: StatusSeen) -> StatusUpdate | None:
        """Open, suspend or close; None where that changes nothing."""
        bookmaker, kind, status = message.bookmaker, message.kind, message.status
        at = message.observed_at
        if not self.book.set_status(bookmaker, kind, status, at, reopens=message.reopens):
            return None
        head = self.voice.head(at, "status", bookmaker, kind, status, at)
        return StatusUpdate(**head, bookmaker=bookmaker, kind=kind, status=status, reason=message.reason)

    def end(self, over: bool, reason: str, revision: int, at: datetime) -> list[Published]:
        """Close every market with the game, or let them be again what bookmakers say; what that changes."""
        said: list[Published] = []
        for bookmaker, kind, status in self.book.end(over):
            head = self.voice.head(at, "status", bookmaker, kind, status, revision)
            said.append(StatusUpdate(**head, bookmaker=bookmaker, kind=kind, status=status, reason=reason))
        return said

    def played(self, at: datetime) -> None:
        """A play ended: moves across it are the game's doing."""
        self.played_at = at
        self.watch.forget()

    def is_row_due(self, now: datetime) -> bool:
        """Whether the market's features are due: once every `market_row_every` of game time."""
        return self.row_due is None or now >= self.row_due

    def home(self, now: datetime, after: datetime | None) -> float | None:
        """The bookmakers' fair home probability of open, fresh quotes; None where there are none.

        `after` is the instant of the newest key event: a quote from before does not know of it.
        """
        fair = self._fair(now, after)
        return consensus(fair) if fair else None

    def _fair(self, now: datetime, after: datetime | None) -> dict[str, float]:
        believed = self.book.believed(MONEYLINE.kind, now=now, patience=self.config.patience)
        return {
            bookmaker: market.fair[Selection.HOME]
            for bookmaker, market in believed
            if after is None or market.seen_at > after
        }

    def row(self, game_id: UUID, revision: int, now: datetime) -> MarketRow:
        """The market's features."""
        self.row_due = now + self.config.market_row_every
        fair = self._fair(now, None)
        if self.opening != self.opening:
            self.opening = consensus(fair)
        return MarketRow(
            game_id=game_id, revision=revision, row=market_row(fair, self.opening), observed_at=now
        )
