"""A wall clock for recordings that carry none: made from the game by documented rules of each sport.

Nothing here looks at a later play, so a recording that is cut tells the same times.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from livebet.domain.games import Sport
from livebet.domain.plays import Play
from livebet.feeds.wallclock import mlb, nba, nfl
from livebet.feeds.wallclock.timed import TimedPlay, reviewed

__all__ = ["TimedPlay", "reviewed", "time_plays"]

_CLOCKS: dict[Sport, Callable[[Iterable[Play], datetime], Iterator[TimedPlay]]] = {
    Sport.NFL: nfl.time_plays,
    Sport.NBA: nba.time_plays,
    Sport.MLB: mlb.time_plays,
}


def time_plays(sport: Sport, plays: Iterable[Play], kickoff: datetime) -> Iterator[TimedPlay]:
    """The plays with strictly increasing instants, the first at the kickoff or just after."""
    return _CLOCKS[sport](plays, kickoff)
