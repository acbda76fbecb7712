"""Fouls, runs and streaks of basketball: what a play adds to the court."""

from dataclasses import replace

from livebet.domain.games import Side
from livebet.domain.plays import Play, PlayKind
from livebet.game.sports.nba_periods import LATE_SECONDS
from livebet.game.sports.nba_possession import FIELD_GOALS
from livebet.game.state import Count, Court

_NOT_PERSONAL = ("technical", "double", "defensive 3", "defensive-3", "delay")
"""Fouls that count for no player's six."""
_OFFENSIVE = ("offensive", "charge", "off-the-ball")
"""Fouls that count for the player and not for the team."""


def court_after(court: Court, play: Play, clock_seconds: int) -> Court:
    """The court once the play is over."""
    if play.kind is PlayKind.FOUL and play.side is not None:
        return _fouled(court, play, play.side, clock_seconds)
    if play.kind in FIELD_GOALS and play.side is not None:
        court = _shot(court, play, play.side)
    for made in play.scores:
        points = made.points if made.side is Side.HOME else -made.points
        answered = court.unanswered * points < 0
        court = replace(court, unanswered=points if answered else court.unanswered + points)
    return court


def new_period(court: Court) -> Court:
    """The court as a period opens: team fouls begin anew."""
    return replace(court, fouls_home=0, fouls_away=0, late_home=0, late_away=0)


def times(counts: tuple[Count, ...], side: Side, player: str) -> int:
    """A player's count."""
    return next((one.times for one in counts if one.player == player and one.side is side), 0)


def is_personal(play: Play) -> bool:
    """Whether a foul counts among the six that a player has."""
    return play.kind is PlayKind.FOUL and not any(word in play.detail for word in _NOT_PERSONAL)


def _with(counts: tuple[Count, ...], side: Side, player: str, now: int) -> tuple[Count, ...]:
    others = tuple(one for one in counts if one.player != player or one.side is not side)
    return (*others, Count(side, player, now)) if now else others


def _fouled(court: Court, play: Play, side: Side, clock_seconds: int) -> Court:
    if not is_personal(play):
        return court
    personal = court.personal
    if play.player:
        personal = _with(personal, side, play.player, times(personal, side, play.player) + 1)
    if any(word in play.detail for word in _OFFENSIVE):
        return replace(court, personal=personal)
    late = int(clock_seconds <= LATE_SECONDS)
    if side is Side.HOME:
        fouls, late = court.fouls_home + 1, court.late_home + late
        return replace(court, personal=personal, fouls_home=fouls, late_home=late)
    fouls, late = court.fouls_away + 1, court.late_away + late
    return replace(court, personal=personal, fouls_away=fouls, late_away=late)


def _shot(court: Court, play: Play, side: Side) -> Court:
    hot = court.hot
    if play.player:
        now = times(hot, side, play.player) + 1 if play.scores else 0
        hot = _with(hot, side, play.player, now)
    if side is Side.HOME:
        return replace(court, hot=hot, makes_home=court.makes_home + 1 if play.scores else 0)
    return replace(court, hot=hot, makes_away=court.makes_away + 1 if play.scores else 0)
