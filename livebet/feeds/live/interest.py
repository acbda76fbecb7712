"""The games of interest, as the items of all feeds tell them: what is worth asking about, and how much."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import assert_never

from livebet.domain.games import Score
from livebet.feeds.items import GameTold, Item, PlayTold, ScoreTold, SituationTold
from livebet.game.state import Phase

SOON = timedelta(hours=1)
"""Before the kickoff: line-ups and last prices."""
LONGEST = timedelta(hours=6)
"""After its kickoff a game counts as in play for so long, where its feed tells no phase."""
AT_MOST = 5_000
"""Games known at once; those heard of first are forgotten first."""

_OVER = frozenset((Phase.FINAL, Phase.ABANDONED, "postponed"))


class Worth(IntEnum):
    """How much an asking about a game is worth now."""

    NOTHING = 0
    FAR = 1
    SOON = 2
    IN_PLAY = 3
    CLOSE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedGame:
    """A game as one feed tells it. `phase` is a word of `Phase`, or "postponed"; None where untold."""

    feed: str
    native_id: str
    sport: str = ""
    home: str = ""
    away: str = ""
    venue: str = ""
    kickoff: datetime | None = None
    phase: str = ""
    score: Score | None = None
    period: int | None = None
    clock_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class _Shape:
    """Periods, seconds a period (None: no clock), and the deviation of final margins in points."""

    periods: int
    seconds: float | None
    deviation: float


_SHAPES: dict[str, _Shape] = {
    "nfl": _Shape(4, 900.0, 13.7),
    "nba": _Shape(4, 720.0, 12.5),
    "mlb": _Shape(9, None, 4.4),
}
_ANY = _Shape(2, None, 3.0)


def worth(game: WatchedGame, now: datetime) -> Worth:
    """What asking about a game is worth: nothing once it is over, most while it is in play and open."""
    if game.phase in _OVER:
        return Worth.NOTHING
    if game.phase == Phase.IN_PLAY:
        return Worth.CLOSE if is_open(game) else Worth.IN_PLAY
    if game.kickoff is None:
        return Worth.FAR
    if now >= game.kickoff:
        return Worth.IN_PLAY if now <= game.kickoff + LONGEST else Worth.NOTHING
    return Worth.SOON if now >= game.kickoff - SOON else Worth.FAR


def most(games: Iterable[WatchedGame], now: datetime, least: Worth = Worth.NOTHING) -> Worth:
    """The worth of asking about all of them at once."""
    return max((least, *(worth(game, now) for game in games)))


def is_open(game: WatchedGame) -> bool:
    """Whether what is left may turn the score: its margin within one deviation of the points to come."""
    if game.score is None:
        return True
    shape = _SHAPES.get(game.sport, _ANY)
    return abs(game.score.margin) <= shape.deviation * math.sqrt(_left(game, shape))


def _left(game: WatchedGame, shape: _Shape) -> float:
    """The share of the game that is still to come; overtime counts as a tenth of a period."""
    period = game.period or 1
    if period > shape.periods:
        return 0.1 / shape.periods
    of_period = 0.5
    if shape.seconds is not None and game.clock_seconds is not None:
        of_period = min(1.0, game.clock_seconds / shape.seconds)
    return (shape.periods - period + of_period) / shape.periods


_OfGame = GameTold | PlayTold | SituationTold | ScoreTold
_ORDER = (GameTold, PlayTold, SituationTold, ScoreTold)
"""Of one payload's items, those that speak of a later moment come later."""


@dataclass(slots=True)
class Interest:
    """All games that feeds have told of, each feed's under its own ids."""

    _games: dict[tuple[str, str], WatchedGame] = field(default_factory=dict)

    def learn(self, items: Iterable[Item]) -> None:
        """Take in what a session told: of each sort and game the last item counts."""
        last: dict[tuple[type, str, str], _OfGame] = {}
        for item in items:
            if isinstance(item, _OfGame) and item.native_id:
                last[type(item), item.feed, item.native_id] = item
        for told in sorted(last.values(), key=lambda item: _ORDER.index(type(item))):
            self._put(_after(self._known(told.feed, told.native_id), told))

    def of(self, feed: str) -> Iterator[WatchedGame]:
        """The games of one feed."""
        return (game for game in self._games.values() if game.feed == feed)

    def of_sport(self, sport: str) -> Iterator[WatchedGame]:
        """The games of one sport, of every feed that tells them."""
        return (game for game in self._games.values() if game.sport == sport)

    def _known(self, feed: str, native_id: str) -> WatchedGame:
        return self._games.get((feed, native_id)) or WatchedGame(feed=feed, native_id=native_id)

    def _put(self, game: WatchedGame) -> None:
        self._games[game.feed, game.native_id] = game
        if len(self._games) > AT_MOST:
            del self._games[next(iter(self._games))]


def _after(game: WatchedGame, item: _OfGame) -> WatchedGame:
    match item:
        case GameTold():
            return replace(
                game, sport=item.sport, home=item.home, away=item.away, venue=item.venue or game.venue,
                kickoff=item.kickoff or game.kickoff, phase=item.phase or game.phase,
            )  # fmt: skip
        case ScoreTold():
            return replace(
                game,
                score=item.score,
                phase=item.phase or game.phase,
                period=item.period or game.period,
                clock_seconds=game.clock_seconds if item.clock_seconds is None else item.clock_seconds,
            )
        case PlayTold(play=play):
            told, score = play.situation, play.score_after or game.score
            return replace(game, period=told.period, clock_seconds=told.clock_seconds, score=score)
        case SituationTold(situation=told):
            return replace(game, period=told.period, clock_seconds=told.clock_seconds)
        case _:
            assert_never(item)
