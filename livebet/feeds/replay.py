"""Recordings played back: several games in step by time, with quotes of the simulated bookmakers.

Pure: the pace is somebody else's (`livebet.feeds.pacing`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from itertools import chain, groupby, takewhile
from operator import attrgetter

from livebet.domain.games import Game, Sport
from livebet.domain.messages import GameAbandoned, GameListed, Inbound, PlayBegan, PlaySeen
from livebet.domain.plays import Play
from livebet.feeds.bookmakers import BOOKMAKERS, Bookmaker
from livebet.feeds.simulated import quoted
from livebet.feeds.wallclock import time_plays
from livebet.game.rules import Rules

LISTED_BEFORE = timedelta(seconds=60)
"""How long before the kickoff a replayed game is announced and the books open."""

CUT_SHORT = "the replay was cut short"
"""Why a game is abandoned where the minutes of its replay are over."""

Instant = tuple[datetime, list[Inbound]]
"""All that is told at one instant, in order."""

_observed_at = attrgetter("observed_at")


@dataclass(frozen=True, slots=True)
class ReplayedGame:
    """A recorded game to be played back, and what was expected of it."""

    game: Game
    plays: tuple[Play, ...]
    expected_margin: float | None = None


def game_messages(replayed_game: ReplayedGame) -> Iterator[Inbound]:
    """The game's own messages: announced, then each play as it begins (where it has a snap) and is over."""
    game = replayed_game.game
    yield GameListed(
        game=game,
        observed_at=game.kickoff - LISTED_BEFORE,
        expected_margin=replayed_game.expected_margin,
    )
    for timed in time_plays(game.sport, replayed_game.plays, game.kickoff):
        if timed.began is not None:
            yield PlayBegan(game_id=game.game_id, situation=timed.play.situation, observed_at=timed.began)
        yield PlaySeen(game_id=game.game_id, play=timed.play, observed_at=timed.ended)


class Replay:
    """Games played back in step. Every pass over it tells the same."""

    def __init__(
        self,
        games: Sequence[ReplayedGame],
        rules: Mapping[Sport, Rules],
        bookmakers: Sequence[Bookmaker] = BOOKMAKERS,
        minutes: float | None = None,
    ) -> None:
        """`minutes` cuts the replay that long after the first kickoff and abandons games still on then."""
        self.games = tuple(games)
        self._rules = rules
        self._bookmakers = tuple(bookmakers)
        self._minutes = minutes

    @property
    def kickoff(self) -> datetime:
        """The first kickoff (UTC)."""
        return min(game.game.kickoff for game in self.games)

    def messages(self, after: datetime | None = None) -> Iterator[Inbound]:
        """All messages in order of time; given `after`, only those observed later (to go on from there)."""
        together: Iterator[Inbound] = merge(*map(self._game, self.games), key=_observed_at)
        if self._minutes is not None:
            end = self.at_minute(self._minutes)
            before = takewhile(lambda message: message.observed_at <= end, together)
            together = chain(before, self.abandoned(end, CUT_SHORT))
        return together if after is None else (m for m in together if m.observed_at > after)

    def instants(self, after: datetime | None = None) -> Iterator[Instant]:
        """The messages grouped by their instant."""
        for at, messages in groupby(self.messages(after), key=_observed_at):
            yield at, list(messages)

    def abandoned(self, at: datetime, reason: str) -> Iterator[GameAbandoned]:
        """What a replay that ends at that instant tells of the games it announced and leaves unfinished."""
        for replayed in self.games:
            told = [message.observed_at for message in game_messages(replayed)]
            if told[0] <= at < told[-1]:
                yield GameAbandoned(game_id=replayed.game.game_id, reason=reason, observed_at=at)

    def at_minute(self, minutes: float) -> datetime:
        """The instant that many minutes of wall clock after the first kickoff."""
        return self.kickoff + timedelta(minutes=minutes)

    def at_clock(self, period: int, clock_seconds: int) -> datetime | None:
        """When a game first gets to a period with at most that much clock left; None if none ever does."""
        for message in merge(*map(game_messages, self.games), key=_observed_at):
            if isinstance(message, PlayBegan) and _reached(message, period, clock_seconds):
                return message.observed_at
        return None

    def _game(self, game: ReplayedGame) -> Iterable[Inbound]:
        return quoted(game_messages(game), self._rules[game.game.sport], self._bookmakers)


def _reached(message: PlayBegan, period: int, clock_seconds: int) -> bool:
    situation = message.situation
    if situation.period != period:
        return situation.period > period
    return situation.clock_seconds is not None and situation.clock_seconds <= clock_seconds
