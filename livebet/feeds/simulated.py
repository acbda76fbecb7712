"""Quotes of simulated bookmakers around a market of their own.

The market believes in the ratings (with its own error), the score, the clock and the ball, and in nothing
else: no model of ours, no result, no later play. It hears what the stream tells, play by play, and answers
later: each bookmaker suspends after a key event, reopens, reprices by its own lag, and errs by its own
noise. All chance comes from hashes of the game's id and the bookmaker's name, so a game quotes alike in
every replay of the same id. About 10 to 20 quotes a minute and game come out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from heapq import heappop, heappush
from itertools import count

from livebet.domain.markets import MarketStatus
from livebet.domain.messages import GameListed, Inbound, PlayBegan, PlaySeen
from livebet.domain.plays import Play
from livebet.feeds.bookmakers import BOOKMAKERS, Bookmaker
from livebet.feeds.desk import Desk
from livebet.feeds.noise import normal, uniform
from livebet.feeds.wallclock import reviewed
from livebet.game.rules import Rules
from livebet.game.state import GameState, Phase
from livebet.pricing.shapes import SHAPES

_OPENS_WITHIN = 30.0
_LATE_FROM, _LATE_FOR = 8.0, 12.0
_LEAST_PAUSE = 0.2
_SLOWEST_LAG, _LAG_RANGE = 0.75, 0.5


class _Act(Enum):
    """What a bookmaker does at an appointed instant."""

    OPEN = "open"
    SUSPEND = "suspend"
    REPRICE = "reprice"
    REOPEN = "reopen"
    LOOK = "look"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, order=True)
class _Due:
    at: datetime
    number: int
    act: _Act = field(compare=False)
    desk: Desk = field(compare=False)
    state: GameState = field(compare=False)


class SimulatedMarket:
    """All simulated bookmakers of one game: hears its messages, says what is due."""

    def __init__(self, listed: GameListed, rules: Rules, bookmakers: Sequence[Bookmaker]) -> None:
        """Open the books on a listed game."""
        self._rules = rules
        self._state = rules.start(listed.game, listed.expected_margin)
        self._numbers = count()
        self._due: list[_Due] = []
        self._seed = str(listed.game_id)
        self._shape = shape = SHAPES[listed.game.sport]
        rated = shape.home_advantage if listed.expected_margin is None else listed.expected_margin
        margin = rated + shape.margin_error * normal(self._seed, "margin")
        total = shape.mean_total + shape.total_error * normal(self._seed, "total")
        self._desks = [Desk(bookmaker, self._state, margin, total) for bookmaker in bookmakers]
        for desk in self._desks:
            wait = _OPENS_WITHIN * uniform(self._seed, desk.bookmaker.name, "opens")
            self._appoint(_Act.OPEN, desk, listed.observed_at, wait)

    def hear(self, message: Inbound) -> None:
        """Take note of a message of the game and appoint what the bookmakers do about it."""
        match message:
            case PlayBegan(situation=situation):
                self._state = self._rules.begin(self._state, situation)
            case PlaySeen(play=play, observed_at=at):
                self._state = self._rules.finish(self._state, play)
                for desk in self._desks:
                    self._react(desk, play, at)
            case _:
                return

    def until(self, at: datetime, *, looks: bool = True) -> Iterator[Inbound]:
        """What is said up to and including `at`; without `looks` only what plays caused."""
        while self._due and self._due[0].at <= at:
            due = heappop(self._due)
            if due.act is _Act.LOOK:
                if not looks or due.desk.status is MarketStatus.CLOSED:
                    continue
                self._appoint(_Act.LOOK, due.desk, due.at, due.desk.bookmaker.looks_every)
            yield from self._done(due)

    def _done(self, due: _Due) -> Iterable[Inbound]:
        desk = due.desk
        match due.act:
            case _Act.OPEN:
                self._appoint(_Act.LOOK, desk, due.at, desk.bookmaker.looks_every)
                return desk.open(due.at)
            case _Act.SUSPEND:
                return desk.change(MarketStatus.SUSPENDED, due.at)
            case _Act.REPRICE:
                return desk.learn(due.state, due.at)
            case _Act.REOPEN:
                return desk.open(due.at) if due.at >= desk.reopens_at else ()
            case _Act.LOOK:
                return desk.look(due.at)
            case _Act.CLOSE:
                return desk.change(MarketStatus.CLOSED, due.at)

    def _react(self, desk: Desk, play: Play, at: datetime) -> None:
        maker, play_id = desk.bookmaker, play.situation.play_id
        wait = maker.lag * (_SLOWEST_LAG + _LAG_RANGE * uniform(self._seed, maker.name, "lag", play_id))
        if self._state.phase is Phase.FINAL:
            self._appoint(_Act.CLOSE, desk, at, maker.suspends_after)
            return
        if self._shape.stops(play) or reviewed(play):
            late = uniform(self._seed, maker.name, "oversight", play_id) / maker.oversight
            pause = maker.suspends_after if late >= 1.0 else _LATE_FROM + _LATE_FOR * late
            wait = max(wait, pause + _LEAST_PAUSE)
            self._appoint(_Act.SUSPEND, desk, at, pause)
            reopens = max(wait, pause + maker.reopens_after)
            desk.reopens_at = max(desk.reopens_at, self._appoint(_Act.REOPEN, desk, at, reopens))
        self._appoint(_Act.REPRICE, desk, at, wait)

    def _appoint(self, act: _Act, desk: Desk, now: datetime, wait: float) -> datetime:
        due = now + timedelta(milliseconds=round(1000.0 * wait))
        heappush(self._due, _Due(due, next(self._numbers), act, desk, self._state))
        return due


def quoted(
    messages: Iterable[Inbound],
    rules: Rules,
    bookmakers: Sequence[Bookmaker] = BOOKMAKERS,
    until: datetime | None = None,
) -> Iterator[Inbound]:
    """One game's messages, which begin with its `GameListed`, with the quotes on it in between.

    After the last message the bookmakers still finish what the plays made them do; given `until`, they go
    on to that instant as if the game stood still.
    """
    market: SimulatedMarket | None = None
    for message in messages:
        if market is not None:
            yield from market.until(message.observed_at)
            market.hear(message)
        elif isinstance(message, GameListed):
            market = SimulatedMarket(message, rules, bookmakers)
        yield message
    if market is not None:
        end = until or message.observed_at + timedelta(days=1)
        yield from market.until(end, looks=until is not None)
