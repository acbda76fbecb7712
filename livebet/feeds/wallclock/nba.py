"""Basketball's wall clock: what ran off the game clock, and stopped time by what stopped it.

The constants are rounded means of a recorded game of December 2020 whose plays carry the time of day
(135 minutes from tip to end); breaks are the league's own lengths. No play is announced as it begins:
possessions flow into each other.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from livebet.domain.plays import Play, PlayKind
from livebet.feeds.wallclock.timed import TimedPlay

_TICK = 0.2
"""Plays that the game clock puts at one second follow each other by this."""
_HALF_AFTER = 2
_REGULATION = 4
_QUARTER_BREAK = 130.0
_HALFTIME = 900.0
_BEFORE_OVERTIME = 130.0

STOPPED: dict[PlayKind, float] = {
    PlayKind.FOUL: 22.0,
    PlayKind.FREE_THROW: 14.0,
    PlayKind.TIMEOUT: 98.0,
    PlayKind.REVIEW: 75.0,
    PlayKind.VIOLATION: 6.0,
    PlayKind.TURNOVER: 6.0,
    PlayKind.JUMP_BALL: 6.0,
}
"""Seconds of stopped clock after a play of a kind; of several at one stop each adds its own."""


def time_plays(plays: Iterable[Play], kickoff: datetime) -> Iterator[TimedPlay]:
    """The plays with strictly increasing instants, from the tip on."""
    now, period, shown, owed = 0.0, 1, None, 0.0
    for play in plays:
        situation = play.situation
        clock = float(situation.clock_seconds or 0)
        if situation.period != period:
            period, shown = situation.period, None
        ran = 0.0 if shown is None else max(0.0, shown - clock)
        shown = clock if shown is None else min(shown, clock)
        now += max(_TICK, ran + owed)
        owed = _stopped(play)
        yield TimedPlay(play, None, kickoff + timedelta(seconds=now))


def _stopped(play: Play) -> float:
    if play.kind is not PlayKind.PERIOD_END:
        return STOPPED.get(play.kind, 0.0)
    if play.situation.period == _HALF_AFTER:
        return _HALFTIME
    return _BEFORE_OVERTIME if play.situation.period >= _REGULATION else _QUARTER_BREAK
