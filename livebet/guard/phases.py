"""The phases in which forecasts are judged apart, and the one forecast of a game that counts in each.

Plays of a game share one outcome, so a phase takes one forecast of a game: the first at or after the phase's
middle. The rule is fixed beforehand; who would choose after looking could choose an alarm.
"""

from dataclasses import dataclass

from livebet.domain.games import Sport

Place = tuple[int, float]
"""How far a game is: the period, and what of it is gone in [0, 1]. Places order as games do."""


@dataclass(frozen=True, slots=True)
class JudgedPhase:
    """Periods that are judged together: from `first` on, until the next phase begins; its middle counts."""

    name: str
    first: int
    middle: Place


_QUARTERS = tuple(JudgedPhase(f"quarter {number}", number, (number, 0.5)) for number in (1, 2, 3, 4))
_OVERTIME = JudgedPhase("overtime", 5, (5, 0.5))
_INNINGS = tuple(JudgedPhase(f"innings {first}-{first + 2}", first, (first + 1, 0.5)) for first in (1, 4, 7))
_EXTRA = JudgedPhase("extra innings", 10, (10, 0.5))

PHASES: dict[Sport, tuple[JudgedPhase, ...]] = {
    Sport.NFL: (*_QUARTERS, _OVERTIME),
    Sport.NBA: (*_QUARTERS, _OVERTIME),
    Sport.MLB: (*_INNINGS, _EXTRA),
}

_SECONDS: dict[Sport, tuple[int, int]] = {Sport.NFL: (900, 600), Sport.NBA: (720, 300)}
"""A quarter's and an overtime period's seconds (of the playoffs' longer overtime the last ten minutes)."""


def clock_place(sport: Sport, period: int, seconds_left: int) -> Place:
    """How far a game with a clock is."""
    quarter, overtime = _SECONDS[sport]
    whole = quarter if period < _OVERTIME.first else overtime
    return period, min(1.0, max(0.0, 1.0 - seconds_left / whole))


def innings_place(inning: int, bottom: bool, outs: int) -> Place:
    """How far a ball game is: a half-inning is half of it, an out a third of that."""
    return inning, 0.5 * bottom + min(outs, 3) / 6


def phase_at(sport: Sport, place: Place) -> JudgedPhase | None:
    """The phase for which a forecast made at this place may count; None before its middle."""
    under_way = [phase for phase in PHASES[sport] if phase.first <= place[0]]
    return under_way[-1] if under_way and place >= under_way[-1].middle else None
