"""Rows to plays: what was known as the play began, and what came of it."""

import re

from livebet.domain.games import Side
from livebet.domain.plays import Penalty, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.feeds.nfl_official.rows import Row, Sides
from livebet.feeds.nfl_official.scoring import TRIES, scores
from livebet.feeds.nfl_official.words import NO_PLAY, challenge_lost_by, injured, recovered_by, spot_after

_WORDS: tuple[tuple[PlayKind, re.Pattern[str]], ...] = (
    (PlayKind.TIMEOUT, re.compile(r"Timeout |Two-Minute Warning", re.IGNORECASE)),
    (PlayKind.GAME_END, re.compile(r"END GAME|End of game", re.IGNORECASE)),
    (PlayKind.PERIOD_END, re.compile(r"END QUARTER|End of (?:quarter|half|regulation)", re.IGNORECASE)),
)
_KICKOFFS = frozenset((41, 43, 44, 102, 107, 108, 410))
_KINDS: tuple[tuple[PlayKind, frozenset[int]], ...] = (
    (PlayKind.TWO_POINT, frozenset((75, 76, 77, 78, 104, 105))),
    (PlayKind.EXTRA_POINT, frozenset((72, 73, 74, 301))),
    (PlayKind.FIELD_GOAL, frozenset((69, 70, 71))),
    (PlayKind.PUNT, frozenset((2, 29, 31, 32))),
    (PlayKind.KICKOFF, _KICKOFFS),
    (PlayKind.SACK, frozenset((20,))),
    (PlayKind.PASS, frozenset((14, 15, 16, 19))),
    (PlayKind.RUN, frozenset((10, 11, 12, 13))),
)
_YARDS: dict[PlayKind, frozenset[int]] = {
    PlayKind.RUN: frozenset((10, 11, 12, 13)),
    PlayKind.KNEEL: frozenset((10, 11, 12, 13)),
    PlayKind.PASS: frozenset((15, 16)),
    PlayKind.SACK: frozenset((20, 103)),
    PlayKind.PUNT: frozenset((29, 31, 32)),
    PlayKind.KICKOFF: frozenset((41, 43, 44)),
    PlayKind.FIELD_GOAL: frozenset((69, 70, 71)),
}
_FIRST_DOWNS = frozenset((3, 4, 5))
_LOST = frozenset((19, 106))
_PENALTY = 93
_TIMEOUT = 68
_INTERCEPTED = frozenset((25, 26, 27, 28))
_KICK_TAKEN = frozenset((33, 34, 35, 36, 39, 40, 45, 46, 47, 48, 50, 51, 107, 108))
_RECOVERED = frozenset((55, 56, 57, 58, 59, 60, 61, 62, 63, 64))
_HELD = _INTERCEPTED | _KICK_TAKEN | _RECOVERED
"""Statistics whose owner has the ball from then on."""

_KICKS = frozenset((PlayKind.PUNT, PlayKind.KICKOFF))
_FREE_KICK = re.compile(r" (?:kicks|punts) ")
_TRY = re.compile(r"extra point|TWO-POINT CONVERSION", re.IGNORECASE)


def kind_of(row: Row) -> PlayKind:
    """What sort of play it was: by the words for rows without a ball, by its statistics else."""
    if row.side is None:
        found = (kind for kind, words in _WORDS if words.match(row.text))
        return next(found, PlayKind.OTHER)
    if NO_PLAY.search(row.text) and not row.scoring:
        return PlayKind.NO_PLAY
    kind = next((kind for kind, stat_ids in _KINDS if row.stat_ids & stat_ids), None)
    if kind is PlayKind.PUNT and row.down == 0:
        return PlayKind.KICKOFF
    if kind is PlayKind.RUN and " kneels" in row.text:
        return PlayKind.KNEEL
    if kind is PlayKind.PASS and " spiked " in row.text:
        return PlayKind.SPIKE
    return kind or _kind_by_words(row)


def _kind_by_words(row: Row) -> PlayKind:
    if row.down == 0 and row.stat_ids - {_PENALTY} and _FREE_KICK.search(row.text):
        return PlayKind.KICKOFF
    return PlayKind.RUN if row.stats and row.down and _PENALTY not in row.stat_ids else PlayKind.OTHER


def is_kickoff(row: Row, kind: PlayKind) -> bool:
    """Whether the ball was to be kicked off, flags and all: its `side` is then the kicker's."""
    if row.down or row.side is None:
        return False
    if kind is PlayKind.KICKOFF or row.stat_ids & _KICKOFFS:
        return True
    if row.stat_ids & TRIES or _TRY.search(row.text):
        return False
    return bool(_FREE_KICK.search(row.text)) or (row.yard_line is not None and row.yard_line[0] is row.side)


def situation_of(row: Row, kind: PlayKind, sequence: int) -> Situation:
    """What was known as the play began."""
    side = row.side
    if side is not None and is_kickoff(row, kind):
        side = side.other
    return Situation(
        play_id=row.play_id,
        sequence=sequence,
        period=row.period,
        clock_seconds=row.clock,
        possession=side,
        down=row.down,
        distance=row.distance if row.down else 0,
        yards_to_goal=_yards_to_goal(row, side),
    )


def _yards_to_goal(row: Row, side: Side | None) -> int | None:
    if side is None or row.yard_line is None:
        return None
    half, number = row.yard_line
    yards = 100 - number if half is side else number
    return min(99, max(1, yards))


def _holder(row: Row, kind: PlayKind, began: Side, sides: Sides) -> Side | None:
    """Who had the ball last, where that is the other side or a kick was taken."""
    if kind is PlayKind.NO_PLAY:
        return None
    holder = began
    if kind is PlayKind.PUNT:
        holder = began.other
    for stat in row.stats:
        if stat.stat_id in _HELD and stat.side:
            holder = stat.side
    holder = recovered_by(row.text, sides) or holder
    return holder if kind in _KICKS or holder is not began else None


def play_of(row: Row, sequence: int, sides: Sides) -> Play:
    """The play."""
    kind = kind_of(row)
    situation = situation_of(row, kind, sequence)
    began, made = situation.possession, scores(row) if kind is not PlayKind.NO_PLAY else ()
    after = _holder(row, kind, began, sides) if began and not made else None
    stats = _YARDS.get(kind, frozenset())
    return Play(
        situation=situation,
        kind=kind,
        description=row.text,
        yards=sum(stat.yards for stat in row.stats if stat.stat_id in stats),
        scores=made,
        turnover=_turned_over(row, kind, after, began, made),
        first_down=bool(row.stat_ids & _FIRST_DOWNS),
        possession_after=after,
        spot_after=spot_after(row.text, after, sides) if after else None,
        penalties=_penalties(row),
        timeout_by=_stat_side(row, _TIMEOUT),
        challenge_lost_by=challenge_lost_by(row.text, sides),
        injured=injured(row.text),
    )


def _turned_over(
    row: Row, kind: PlayKind, after: Side | None, began: Side | None, made: tuple[ScoreChange, ...]
) -> bool:
    if began is None or kind is PlayKind.NO_PLAY or not row.stat_ids & _LOST:
        return False
    if kind is PlayKind.PUNT:
        return after is began
    scorer = next((score.side for score in made if score.kind is ScoreKind.TOUCHDOWN), None)
    return (after or scorer) is began.other


def _penalties(row: Row) -> tuple[Penalty, ...]:
    if _PENALTY not in row.stat_ids:
        return ()
    return tuple(Penalty(s.side, s.yards) for s in row.stats if s.stat_id == _PENALTY and s.side)


def _stat_side(row: Row, stat_id: int) -> Side | None:
    return (
        next((s.side for s in row.stats if s.stat_id == stat_id), None) if stat_id in row.stat_ids else None
    )
