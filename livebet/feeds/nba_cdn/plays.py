"""Rows of one game to plays, in their order, with the teams' sides found."""

from collections import Counter
from collections.abc import Iterable, Sequence

from livebet.domain.games import Score, Side
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.nba_cdn.rows import Row

Sides = dict[int, Side]
"""Team id -> side."""

_POINTS: dict[PlayKind, ScoreKind] = {
    PlayKind.TWO_POINTER: ScoreKind.TWO_POINTER,
    PlayKind.THREE_POINTER: ScoreKind.THREE_POINTER,
    PlayKind.FREE_THROW: ScoreKind.FREE_THROW,
}
_LOOSE = frozenset((PlayKind.REBOUND, PlayKind.JUMP_BALL, PlayKind.PERIOD_START))
"""Of these the feed's `possession` is who has the ball afterwards."""
_HELD = frozenset((PlayKind.FOUL, PlayKind.TIMEOUT, PlayKind.SUBSTITUTION, PlayKind.VIOLATION))
_NIL = Score()


def sides_of(rows: Iterable[Row]) -> Sides:
    """The sides as the rows tell them, or as the score does: whose points raised whose side of it."""
    votes: Counter[int] = Counter()
    teams: dict[int, None] = {}
    before = _NIL
    for row in rows:
        if row.team:
            teams[row.team] = None
            votes[row.team] += _vote(row, before)
        before = row.score or before
    home = max(teams, key=votes.__getitem__, default=0)
    away = min(teams, key=votes.__getitem__, default=0)
    if len(teams) != 2 or votes[home] == votes[away]:
        return {}
    return {home: Side.HOME, away: Side.AWAY}


def _vote(row: Row, before: Score) -> int:
    if row.side is not None:
        return 1 if row.side is Side.HOME else -1
    if not row.made or row.score is None:
        return 0
    return (row.score.home > before.home) - (row.score.away > before.away)


def held_after(row: Row, before: int) -> int:
    """The team that has the ball after a row, as far as the feed tells; else that which had it."""
    return row.possession or before


def play_of(row: Row, sides: Sides, before: int, revision: int) -> Play:
    """The play; `before` is the team that had the ball after the row before it, 0 where nobody is told."""
    side = row.side or sides.get(row.team)
    holder = before if row.kind in _LOOSE or row.detail == "steal" else row.possession or before
    began = sides.get(holder)
    situation = Situation(
        play_id=row.number,
        sequence=row.sequence,
        period=row.period,
        clock_seconds=row.clock_seconds,
        possession=began,
    )
    return Play(
        situation=situation,
        kind=row.kind,
        description=row.description,
        scores=_scores(row, side),
        turnover=row.kind is PlayKind.TURNOVER,
        possession_after=_after(row, side, sides),
        timeout_by=side if row.kind is PlayKind.TIMEOUT else None,
        score_after=row.score,
        side=side,
        player=row.player,
        detail=row.detail,
        revision=revision,
    )


def _scores(row: Row, side: Side | None) -> tuple[ScoreChange, ...]:
    kind = _POINTS.get(row.kind)
    return (ScoreChange(side, kind),) if row.made and kind and side else ()


def _after(row: Row, side: Side | None, sides: Sides) -> Side | None:
    """Who has the ball then; a made shot does not tell, for a foul may come with it."""
    if row.kind is PlayKind.TURNOVER:
        return side.other if side else None
    if row.kind is PlayKind.REBOUND:
        return side
    if row.kind in _LOOSE or row.kind in _HELD or row.detail == "steal":
        return sides.get(row.possession)
    return None


def final_of(rows: Sequence[Row]) -> Score | None:
    """The score of a game whose rows say that it is over: its end, or a fourth period's that is no draw."""
    if not rows or rows[-1].score is None:
        return None
    last, score = rows[-1], rows[-1].score
    decided = last.kind is PlayKind.PERIOD_END and last.period >= 4 and score.margin != 0
    return score if last.kind is PlayKind.GAME_END or decided else None
