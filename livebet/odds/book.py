"""The market books of one game: the latest quotes by bookmaker, kind and selection.

Time is an argument everywhere. What is older than what is shown, or was told already at the same instant,
changes nothing, so repeats and late quotes do no harm.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from livebet.domain.markets import SELECTIONS, MarketKind, MarketStatus, Selection
from livebet.domain.quotes import Quote
from livebet.odds.board import Board, Change, FairMarket, Shown
from livebet.odds.margin import MarginMethod

SeriesKey = tuple[str, MarketKind, Selection]
"""Bookmaker, kind, selection: what one price or line moves along."""

Patience = Callable[[str], timedelta]
"""How long a bookmaker's quote is believed in silence."""


class Consensus(NamedTuple):
    """The market's view at the line most bookmakers quote: fair probabilities and who gave them."""

    line: float | None
    fair: dict[Selection, float]
    bookmakers: tuple[str, ...]


def is_stale(seen_at: datetime, *, now: datetime, after: timedelta) -> bool:
    """Whether a quote last told at `seen_at` is too old to be believed."""
    return now - seen_at > after


@dataclass(slots=True)
class Book:
    """The quotes and statuses of one game. A market never told to be suspended is open.

    Once the game is `over`, all are closed, whatever bookmakers said.
    """

    method: MarginMethod = MarginMethod.POWER
    over: bool = False
    _boards: dict[tuple[str, MarketKind], Board] = field(default_factory=dict)
    _quoted: dict[MarketKind, dict[str, Board]] = field(default_factory=dict)
    """The boards that show quotes, in order of first sight."""

    def put(self, quote: Quote, observed_at: datetime) -> Change | None:
        """Show a quote; None where it is late or a repeat of the same instant."""
        bookmaker, kind = quote.bookmaker, quote.market.kind
        board = self._board(bookmaker, kind)
        change = board.put(quote, observed_at)
        if change is not None and change.before is None:
            self._quoted.setdefault(kind, {}).setdefault(bookmaker, board)
        return change

    def set_status(
        self, bookmaker: str, kind: MarketKind, status: MarketStatus, at: datetime, *, reopens: bool = False
    ) -> bool:
        """Open, suspend or close; whether that changes anything.

        A closed market never opens again unless what was settled `reopens`.
        """
        return self._board(bookmaker, kind).stand(status, at, reopens) and not self.over

    def end(self, over: bool) -> list[tuple[str, MarketKind, MarketStatus]]:
        """The game is over, or is not after all: the markets that this changes, and how they stand now."""
        if over is self.over:
            return []
        self.over = over
        quoted = ((name, kind) for kind, boards in self._quoted.items() for name in boards)
        told = ((key, self._boards[key].status) for key in dict.fromkeys((*quoted, *self._boards)))
        open_ = [(*key, status) for key, status in told if status is not MarketStatus.CLOSED]
        return [(name, kind, MarketStatus.CLOSED if over else status) for name, kind, status in open_]

    def status(self, bookmaker: str, kind: MarketKind) -> MarketStatus:
        """Whether the bookmaker takes bets on markets of this kind."""
        if self.over:
            return MarketStatus.CLOSED
        board = self._boards.get((bookmaker, kind))
        return MarketStatus.OPEN if board is None else board.status

    def board(self, bookmaker: str, kind: MarketKind) -> Board | None:
        """All that a bookmaker shows of one kind; None where nothing was heard of it."""
        return self._boards.get((bookmaker, kind))

    def shown(self, key: SeriesKey) -> Shown | None:
        """The latest quote of a series."""
        board = self._boards.get(key[:2])
        return None if board is None else board.shown.get(key[2])

    def bookmakers(self, kind: MarketKind) -> list[str]:
        """Who quoted this kind, in order of first sight."""
        return list(self._quoted.get(kind, ()))

    def fair(self, bookmaker: str, kind: MarketKind) -> FairMarket | None:
        """The bookmaker's market with its margin removed; None unless all selections stand at one line."""
        board = self._boards.get((bookmaker, kind))
        return None if board is None else board.fair()

    def believed(
        self, kind: MarketKind, *, now: datetime, patience: Patience
    ) -> Iterator[tuple[str, FairMarket]]:
        """The open, fresh, complete markets of one kind, by bookmaker."""
        if self.over:
            return
        for bookmaker, board in self._quoted.get(kind, {}).items():
            market = board.fair() if board.status is MarketStatus.OPEN else None
            if market is not None and not is_stale(market.seen_at, now=now, after=patience(bookmaker)):
                yield bookmaker, market

    def is_believed(self, kind: MarketKind, *, now: datetime, patience: Patience) -> bool:
        """Whether anybody offers a believable market of this kind."""
        return next(self.believed(kind, now=now, patience=patience), None) is not None

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
        middle = {one: _median([fair[one] for _, fair in agreeing]) for one in SELECTIONS[kind]}
        total = sum(middle.values())
        fair = {selection: probability / total for selection, probability in middle.items()}
        return Consensus(line, fair, tuple(bookmaker for bookmaker, _ in agreeing))

    def _board(self, bookmaker: str, kind: MarketKind) -> Board:
        board = self._boards.get((bookmaker, kind))
        if board is None:
            board = self._boards[bookmaker, kind] = Board(kind, self.method)
        return board


def _median(values: list[float]) -> float:
    values.sort()
    half, is_odd = divmod(len(values), 2)
    return values[half] if is_odd else (values[half - 1] + values[half]) / 2


def _commonest(lines: list[float | None]) -> float | None:
    if lines.count(lines[0]) == len(lines):
        return lines[0]
    return min(set(lines), key=lambda line: (-lines.count(line), abs(line or 0.0), line or 0.0))
