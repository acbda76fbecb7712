"""Football's wall clock, made from the game clock.

A play's snap follows the snap before it by the time that ran off the game clock (at least the length of
the play itself) plus the dead time owed by what happened in between. The constants are rounded means of
79 games of 2021 whose snaps do carry the time of day; the lengths of games come out within minutes of the
real ones. Nothing here looks at a later play, so a recording that is cut tells the same times.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from livebet.domain.plays import Play, PlayKind
from livebet.feeds.wallclock.timed import TimedPlay, reviewed

_TICK = 1.0
_STOPPED_CLOCK_RUN_OFF = 14.0
_STOPPED_CLOCK = 36.0
_HURRIED_RUN_OFF = 30.0
_RESTARTED_CLOCK = 13.0
_REVIEW = 150.0
_FLAG = 25.0
_TWO_MINUTE_WARNING = 155.0
_QUARTER_BREAK = 180.0
_HALFTIME = 838.0
_BEFORE_OVERTIME = 235.0
_BETWEEN_COMMERCIALS = 330.0
_HALF_AFTER = 2
_REGULATION_PERIODS = 4

LENGTHS: dict[PlayKind, float] = {
    PlayKind.KICKOFF: 7.0,
    PlayKind.RUN: 6.0,
    PlayKind.PASS: 6.0,
    PlayKind.SACK: 6.0,
    PlayKind.PUNT: 10.0,
    PlayKind.FIELD_GOAL: 5.0,
    PlayKind.EXTRA_POINT: 4.0,
    PlayKind.TWO_POINT: 5.0,
    PlayKind.KNEEL: 3.0,
    PlayKind.SPIKE: 2.0,
    PlayKind.NO_PLAY: 4.0,
}
"""Seconds from the snap to the whistle. Kinds that are absent have no snap."""

DEAD: dict[PlayKind, float] = {
    PlayKind.KICKOFF: 44.0,
    PlayKind.NO_PLAY: 48.0,
    PlayKind.SPIKE: 40.0,
    PlayKind.TIMEOUT: 70.0,
}
"""Seconds of stopped clock owed before the next snap."""

POSSESSION_CHANGES: dict[PlayKind, tuple[float, float]] = {
    PlayKind.EXTRA_POINT: (85.0, 178.0),
    PlayKind.TWO_POINT: (85.0, 178.0),
    PlayKind.FIELD_GOAL: (75.0, 174.0),
    PlayKind.PUNT: (47.0, 170.0),
}
"""The same where broadcasters may go to a commercial: without and with one."""

_TURNOVER = (60.0, 180.0)
_AFTER_TOUCHDOWN = 48.0
_INCOMPLETE = 42.0


@dataclass(slots=True)
class _Clock:
    """Seconds since the kickoff; what the game clock showed; what is owed before the next snap."""

    now: float = -_TICK
    period: int = 1
    shown: float | None = None
    owed: float = 0.0
    since_commercial: float = 0.0

    def run_off(self, play: Play) -> float:
        """Seconds that ran off the game clock, none where it is missing or went backwards."""
        situation = play.situation
        if situation.period != self.period:
            self.period, self.shown = situation.period, None
        shows = 0 if play.kind is PlayKind.PERIOD_END else situation.clock_seconds
        if shows is None:
            return 0.0
        before = float(shows) if self.shown is None else self.shown
        self.shown = min(before, float(shows))
        return before - self.shown


def time_plays(plays: Iterable[Play], kickoff: datetime) -> Iterator[TimedPlay]:
    """The plays with strictly increasing instants, the first snap at the kickoff."""
    clock = _Clock()
    last: Play | None = None
    snapped = 0.0
    for play in plays:
        ran = clock.run_off(play)
        if last is not None:
            _pass_dead_time(clock, last, snapped, ran)
        length = LENGTHS.get(play.kind)
        if length is None:
            began, clock.now = None, clock.now + _TICK
        else:
            clock.now += max(_TICK, clock.owed)
            clock.owed = 0.0
            began, snapped = kickoff + timedelta(seconds=clock.now), clock.now
            clock.now += length + (_REVIEW if reviewed(play) else 0.0)
        yield TimedPlay(play, began, kickoff + timedelta(seconds=clock.now))
        last = play


def _pass_dead_time(clock: _Clock, last: Play, snapped: float, ran: float) -> None:
    """Let the game clock run from the last snap, and note what is owed for what came of the play."""
    clock.now = max(clock.now, snapped + ran)
    owed = _dead_time(last, ran, clock.now - clock.since_commercial > _BETWEEN_COMMERCIALS)
    clock.owed = max(clock.owed, owed)
    if owed >= _TWO_MINUTE_WARNING:
        clock.since_commercial = clock.now + owed


def _dead_time(play: Play, ran: float, commercial_due: bool) -> float:
    if play.kind is PlayKind.PERIOD_END:
        return _break_after(play.situation.period)
    if "two-minute warning" in play.description.lower():
        return _TWO_MINUTE_WARNING
    flags = _FLAG * min(1, len(play.penalties))
    either = POSSESSION_CHANGES.get(play.kind, _TURNOVER if play.turnover else None)
    if play.scores and play.kind not in POSSESSION_CHANGES:
        return _AFTER_TOUCHDOWN + flags
    if either is not None:
        return either[commercial_due] + flags
    return DEAD.get(play.kind, _scrimmage_dead_time(play, ran)) + flags


def _scrimmage_dead_time(play: Play, ran: float) -> float:
    if play.kind not in LENGTHS or play.kind is PlayKind.KNEEL:
        return 0.0
    if "incomplete" in play.description:
        return _INCOMPLETE
    if ran <= _STOPPED_CLOCK_RUN_OFF:
        return _STOPPED_CLOCK
    return _RESTARTED_CLOCK if ran <= _HURRIED_RUN_OFF else 0.0


def _break_after(period: int) -> float:
    if period == _HALF_AFTER:
        return _HALFTIME
    return _BEFORE_OVERTIME if period >= _REGULATION_PERIODS else _QUARTER_BREAK
