"""Baseball's wall clock: a game without a clock of its own, timed by its pitches and breaks.

The constants are rounded means of three recorded games of 2018 to 2025 whose plays carry the time of day
(114 to 147 minutes for 57 to 68 plate appearances): 20 seconds from pitch to pitch, 29 from the last pitch
of a batter to the first of the next, 140 between half-innings, 155 for a new pitcher. Where a recording
tells no pitches a plate appearance takes four.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from livebet.domain.plays import Play, PlayKind
from livebet.feeds.wallclock.timed import TimedPlay

_PITCH = 20.0
_NEXT_BATTER = 29.0
_BETWEEN_HALVES = 140.0
_NEW_PITCHER = 155.0
_REVIEW = 90.0
_UNSEEN_PITCHES = 3.0
_AT_ONCE = 1.0

_WITHIN = frozenset(
    {
        PlayKind.STOLEN_BASE,
        PlayKind.CAUGHT_STEALING,
        PlayKind.PICKOFF,
        PlayKind.ADVANCE,
        PlayKind.OTHER,
        PlayKind.PERIOD_START,
        PlayKind.PERIOD_END,
        PlayKind.GAME_END,
    }
)
"""What happens with a pitch that is told by itself, or in no time."""
_PAUSES: dict[PlayKind, float] = {
    PlayKind.PITCHING_CHANGE: _NEW_PITCHER,
    PlayKind.PERIOD_END: _BETWEEN_HALVES,
    PlayKind.REVIEW: _REVIEW,
}


def time_plays(plays: Iterable[Play], kickoff: datetime) -> Iterator[TimedPlay]:
    """The plays with strictly increasing instants, from the first pitch on."""
    now, pitched, owed = 0.0, False, 0.0
    for play in plays:
        now += owed + _length(play, pitched)
        if play.kind not in _WITHIN:
            pitched = play.kind is PlayKind.PITCH
        owed = _pause(play)
        yield TimedPlay(play, None, kickoff + timedelta(seconds=now))


def _length(play: Play, pitched: bool) -> float:
    if play.kind in _WITHIN or play.kind in _PAUSES:
        return _AT_ONCE
    if play.kind is PlayKind.PITCH or pitched:
        return _PITCH
    return _PITCH * (1.0 + _UNSEEN_PITCHES)


def _pause(play: Play) -> float:
    if play.kind in _PAUSES:
        return _PAUSES[play.kind]
    over = play.kind not in _WITHIN and play.kind is not PlayKind.PITCH
    return _NEXT_BATTER - _PITCH if over else 0.0
