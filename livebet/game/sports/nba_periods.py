"""Quarters, overtimes, timeouts and the bonus of the NBA (rules of 2017–18 on)."""

from livebet.domain.games import Side
from livebet.game.state import Court, GameState

QUARTER_SECONDS = 720
OVERTIME_SECONDS = 300
REGULATION = 4
"""Periods before overtime."""

TIMEOUTS = 7
"""A side's timeouts in a game."""
FOURTH_TIMEOUTS = 4
"""At most so many of them in the fourth quarter."""
LATE_TIMEOUTS = 2
"""At most so many in the last three minutes of the fourth, and so many anew in each overtime."""
LATE_TIMEOUTS_SECONDS = 180

BONUS_FOULS = 4
"""After so many team fouls in a quarter the next one gives free throws."""
OVERTIME_BONUS_FOULS = 3
LATE_SECONDS = 120
"""After one team foul in the last two minutes of a period the next one gives free throws."""

CLUTCH_SECONDS = 300
CLUTCH_MARGIN = 5
"""Clutch time: the last five minutes of the fourth or an overtime, the sides at most five points apart."""


def period_seconds(period: int) -> int:
    """Length of a period."""
    return QUARTER_SECONDS if period <= REGULATION else OVERTIME_SECONDS


def usable_timeouts(left: int, period: int, clock_seconds: int) -> int:
    """Those of the timeouts left that can still be used."""
    if period < REGULATION:
        return left
    late = period > REGULATION or clock_seconds <= LATE_TIMEOUTS_SECONDS
    return min(left, LATE_TIMEOUTS if late else FOURTH_TIMEOUTS)


def in_bonus(court: Court, side: Side, period: int) -> bool:
    """Whether the other side's next common foul gives `side` free throws."""
    home = side is Side.HOME
    fouls = court.fouls_away if home else court.fouls_home
    late = court.late_away if home else court.late_home
    return late >= 1 or fouls >= (BONUS_FOULS if period <= REGULATION else OVERTIME_BONUS_FOULS)


def is_clutch(period: int, clock_seconds: int, margin: int) -> bool:
    """Whether it is clutch time."""
    return period >= REGULATION and clock_seconds <= CLUTCH_SECONDS and abs(margin) <= CLUTCH_MARGIN


def detail(state: GameState) -> dict[str, int | str]:
    """Team fouls of the period, and whether a side is in the bonus (1) or not (0)."""
    court = state.court or Court()
    return {
        "fouls_home": court.fouls_home,
        "fouls_away": court.fouls_away,
        "bonus_home": int(in_bonus(court, Side.HOME, state.period)),
        "bonus_away": int(in_bonus(court, Side.AWAY, state.period)),
    }
