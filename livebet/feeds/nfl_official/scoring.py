"""Points from the league's statistic numbers (GSIS stat ids), which survive every rewording of a play."""

from livebet.domain.games import Side
from livebet.domain.plays import ScoreChange, ScoreKind
from livebet.feeds.nfl_official.rows import Row

TOUCHDOWNS = frozenset((11, 13, 22, 24, 26, 28, 34, 36, 46, 48, 56, 58, 60, 62, 64, 108))
"""Rush 11 13, reception 22 24, interception 26 28, punt return 34 36, kickoff return 46 48, own fumble 56 58,
opponent's fumble 60 62, other return 64, own kickoff recovered 108. A pass (16) is told by its reception."""

FIELD_GOAL = 70
EXTRA_POINT = 72
TWO_POINTS = frozenset((75, 77))
SAFETY = 89
DEFENSIVE_TWO_POINTS = 404

TRIES = frozenset((72, 73, 74, 75, 76, 77, 78, 104, 105, 301))
"""Kick good 72, failed 73, blocked 74, aborted 301; two-point rush 75 76, pass 77 78, catch 104 105."""


def _first(row: Row, stat_ids: frozenset[int]) -> Side | None:
    return next((stat.side for stat in row.stats if stat.stat_id in stat_ids and stat.side), None)


_KINDS: tuple[tuple[ScoreKind, frozenset[int]], ...] = (
    (ScoreKind.TOUCHDOWN, TOUCHDOWNS),
    (ScoreKind.FIELD_GOAL, frozenset((FIELD_GOAL,))),
    (ScoreKind.EXTRA_POINT, frozenset((EXTRA_POINT,))),
    (ScoreKind.TWO_POINT, TWO_POINTS),
    (ScoreKind.SAFETY, frozenset((SAFETY,))),
    (ScoreKind.DEFENSIVE_TWO_POINT, frozenset((DEFENSIVE_TWO_POINTS,))),
)
_SCORING = frozenset().union(*(stat_ids for _, stat_ids in _KINDS))


def scores(row: Row) -> tuple[ScoreChange, ...]:
    """Who made which points on this play.

    The feed's own mark of a scoring play (`sp`) rules out points that were taken back, whose statistics it
    sometimes keeps.
    """
    if row.scoring is False or not row.stat_ids & _SCORING:
        return ()
    told = ((_first(row, stat_ids), kind) for kind, stat_ids in _KINDS if row.stat_ids & stat_ids)
    return tuple(ScoreChange(side, kind) for side, kind in told if side is not None)
