"""Which score follows each play of football before the half ends."""

from collections.abc import Iterator

from livebet.domain.games import Side
from livebet.domain.plays import ScoreKind
from livebet.game.state import Ball
from training.data.rows import NOT_JUDGED
from training.nflverse import PlayRow

_KIND_OF_POINTS = {3: ScoreKind.FIELD_GOAL, 2: ScoreKind.SAFETY, 1: ScoreKind.EXTRA_POINT}
_CLASS = {ScoreKind.TOUCHDOWN: 1, ScoreKind.FIELD_GOAL: 2, ScoreKind.SAFETY: 3}
_A_SIDE = 3
_TELLS_LITTLE = 0

Standing = tuple[int, int, int, int]
"""Period, home and away score as a row began, and whether a side has the ball (1) or nobody is told (0)."""


def made_by(points: int, ball: Ball) -> Iterator[ScoreKind]:
    """How a side made so many points at one go."""
    if ball is Ball.TRY and points in (1, 2):
        yield ScoreKind.EXTRA_POINT if points == 1 else ScoreKind.TWO_POINT
    elif points >= 6:
        yield ScoreKind.TOUCHDOWN
        yield from made_by(points - 6, Ball.TRY)
    elif points in _KIND_OF_POINTS:
        yield _KIND_OF_POINTS[points]


def following(standings: list[Standing], final: tuple[int, int], plays: list[PlayRow]) -> list[int]:
    """The class of the next score of each row's half; rows of an overtime and without a down are not judged.

    A row's own play counts: it may be the one that scores.
    """
    made = _scores(standings, final, plays)
    comes, now, half = [NOT_JUDGED] * len(standings), 0, 0
    for place in range(len(standings) - 1, -1, -1):
        period = standings[place][0]
        if _half(period) != half:
            half, now = _half(period), 0
        now = made.get(place, now)
        if period <= 4 and plays[place].down is not None:
            comes[place] = now
    return comes


def _half(period: int) -> int:
    return (min(period, 5) + 1) // 2


def _scores(standings: list[Standing], final: tuple[int, int], plays: list[PlayRow]) -> dict[int, int]:
    """The class of what each play scored; a change of the score is of the last play that a side had."""
    made: dict[int, int] = {}
    last, score = -1, (0, 0)
    for place, (_, home, away, told) in enumerate([*standings, (0, *final, 1)]):
        if not told:
            continue
        if last >= 0 and (home, away) != score:
            found = _class_of(home - score[0], away - score[1], plays[last].ball)
            if found:
                made[last] = found
        last, score = place, (home, away)
    return made


def _class_of(home: int, away: int, ball: Ball) -> int:
    """A touchdown before anything else; tries are no score of their own."""
    found = [
        _CLASS.get(kind, _TELLS_LITTLE) + (_A_SIDE if side is Side.AWAY else 0)
        for side, points in ((Side.HOME, home), (Side.AWAY, away))
        for kind in made_by(points, ball)
        if kind in _CLASS
    ]
    return found[0] if found else 0
