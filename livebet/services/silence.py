"""Games of which nothing is told: when a row has grown so old that it is to be asked about again.

A row is as old as the newest word about its game, counted from where the next word was due: none is due in a
break between periods or half-innings. Age is real time where what is told is of our own time. In a replay it
is game time, which stands where the newest message of any game put it: a replay that is paused ages nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from livebet.domain.clock import Clock
from livebet.domain.games import Sport
from livebet.domain.messages import GameUpdate, Outbound, PredictionWanted
from livebet.game.state import Phase

FRESH = timedelta(seconds=180)
"""No timeout and no change of sides lasts so long."""
OLDER = 1.5
"""A row is asked about again each time that it is so much older: a silence of an hour is nine questions."""
FORGOTTEN = timedelta(hours=3)
"""Nobody follows such a game any more."""
OUR_TIME = timedelta(minutes=10)
"""What is told with no greater delay is told live."""

BREAK = timedelta(seconds=150)
HALFTIME = timedelta(minutes=15)
HALFTIME_AFTER = 2
_OVER = "00:00"
_OUTS = 3


def pause(update: GameUpdate) -> timedelta:
    """How long nothing is due after this state of a game."""
    if update.game.sport is Sport.MLB:
        return BREAK if update.detail.get("outs") == _OUTS else timedelta(0)
    if update.game_clock != _OVER:
        return timedelta(0)
    return HALFTIME if update.period == HALFTIME_AFTER else BREAK


@dataclass(slots=True)
class Row:
    """The newest row of a game that is on; `due` is when the next word was, `asked` its age then."""

    wanted: PredictionWanted
    due: datetime
    asked: timedelta = timedelta(0)


@dataclass(slots=True)
class Silence:
    """What was told last of each game that is on."""

    clock: Clock
    rows: dict[UUID, Row] = field(default_factory=dict)
    _on: dict[UUID, datetime] = field(default_factory=dict)
    _told: datetime | None = None
    _live: bool = False

    @property
    def now(self) -> datetime:
        """Our time where what is told is of it, else the instant of the newest message."""
        return self.clock.now() if self._live or self._told is None else self._told

    def hear(self, at: datetime, outputs: Iterable[Outbound]) -> None:
        """A message of this instant came, and this follows from it."""
        self._told, self._live = at, abs(self.clock.now() - at) < OUR_TIME
        for output in outputs:
            if isinstance(output, GameUpdate):
                self._stand(output)
            elif isinstance(output, PredictionWanted) and output.game_id in self._on:
                self.rows[output.game_id] = Row(output, self._on[output.game_id])

    def _stand(self, update: GameUpdate) -> None:
        game = update.game_id
        if update.phase != Phase.IN_PLAY:
            self.rows.pop(game, None)
            self._on.pop(game, None)
            return
        self._on[game] = update.observed_at + pause(update)
        if game in self.rows:
            self.rows[game] = Row(self.rows[game].wanted, self._on[game])

    def grown_old(self) -> list[tuple[PredictionWanted, timedelta]]:
        """The questions to ask again, each with the age of its row."""
        now, found = self.now, []
        for row in self.rows.values():
            age = now - row.due
            if max(FRESH, OLDER * row.asked) <= age < FORGOTTEN:
                row.asked = age
                found.append((row.wanted, age))
        return found

    def is_newest(self, wanted: PredictionWanted) -> bool:
        """Whether nothing newer was asked about this game."""
        row = self.rows.get(wanted.game_id)
        return row is not None and row.wanted is wanted
