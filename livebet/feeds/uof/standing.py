"""How a game stands: the feed's status, score, period and clock."""

from lxml import etree

from livebet.domain.games import Score
from livebet.feeds.items import ScoreTold
from livebet.feeds.uof.message import NAME, Head, text

_PHASES = {
    "0": "scheduled",
    "not_started": "scheduled",
    "booked": "scheduled",
    "1": "in_play",
    "live": "in_play",
    "inprogress": "in_play",
    "2": "in_play",
    "suspended": "in_play",
    "3": "final",
    "ended": "final",
    "4": "final",
    "closed": "final",
    "5": "abandoned",
    "cancelled": "abandoned",
    "6": "scheduled",
    "delayed": "scheduled",
    "7": "in_play",
    "interrupted": "in_play",
    "8": "postponed",
    "postponed": "postponed",
    "9": "abandoned",
    "abandoned": "abandoned",
}
"""By number in messages, by word in answers."""

_PERIODS: dict[str, int] = {
    **{str(code): code for code in range(1, 6)},
    "6": 1,
    "7": 2,
    **{str(12 + quarter): quarter for quarter in range(1, 5)},
    **{str(399 + 2 * inning + half): inning for inning in range(1, 10) for half in (0, 1)},
    **{str(530 + inning): inning for inning in range(1, 10)},
}
"""Period by the code of the match status: periods, halves, quarters, innings top and bottom, innings."""

_MAX_POINTS = 1000


def phase_of(status: str) -> str:
    """A status in our words; of a game not heard of, nothing has begun."""
    return _PHASES.get(status, "scheduled")


def score_of(status: etree._Element | None, head: Head) -> ScoreTold | None:
    """The score as a status shows it; None where it shows none in whole points."""
    if status is None:
        return None
    home, away = (_points(text(status, f"{side}_score")) for side in ("home", "away"))
    phase = phase_of(text(status, "status"))
    if home is None or away is None or phase in ("scheduled", "postponed"):
        return None
    clock = status.find("{*}clock")
    code = text(status, "match_status_code") or text(status, "match_status")
    return ScoreTold(
        feed=NAME,
        native_id=head.native_id,
        observed_at=head.at,
        score=Score(home, away),
        phase=phase,
        period=_PERIODS.get(code),
        clock_seconds=None if clock is None else _seconds(text(clock, "remaining_time_in_period")),
    )


def _points(told: str) -> int | None:
    """Whole points; some sports' come as decimals."""
    whole, _, part = told.partition(".")
    if not (whole.isascii() and whole.isdecimal()) or part.strip("0") or int(whole) > _MAX_POINTS:
        return None
    return int(whole)


def _seconds(clock: str) -> int | None:
    minutes, colon, seconds = clock.partition(":")
    if not colon or not (minutes + seconds).isascii() or not minutes.isdecimal() or not seconds.isdecimal():
        return None
    return int(minutes[:3]) * 60 + int(seconds[:2])
