"""Tries that a recording leaves out, restored.

The feed drops the row of the try after many touchdowns that were not scored by a drive (returns): about
1,000 of 7,000. That a try took place is certain from the rules; how it ended is told by the players' own
totals in the same file, less the tries that have rows. Neither the score nor the scoring summary is read.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from livebet.domain.games import Side
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind
from livebet.feeds.nfl_official.payload import RawStats, RawTries
from livebet.feeds.recording import Finding

_TRY_KINDS = frozenset((PlayKind.EXTRA_POINT, PlayKind.TWO_POINT))
_PASSED_OVER = frozenset((PlayKind.TIMEOUT, PlayKind.NO_PLAY, PlayKind.OTHER))
_OVERTIME = 5

Ending = tuple[PlayKind, bool]
"""Which try, and whether it made its points."""

GOOD_KICK: Ending = (PlayKind.EXTRA_POINT, True)
GOOD_TWO: Ending = (PlayKind.TWO_POINT, True)
FAILED_TWO: Ending = (PlayKind.TWO_POINT, False)
FAILED_KICK: Ending = (PlayKind.EXTRA_POINT, False)
_POINTS = {PlayKind.EXTRA_POINT: ScoreKind.EXTRA_POINT, PlayKind.TWO_POINT: ScoreKind.TWO_POINT}


def _scorer(play: Play) -> Side | None:
    return next((score.side for score in play.scores if score.kind is ScoreKind.TOUCHDOWN), None)


def _untried(plays: Sequence[Play]) -> Iterator[tuple[int, Side]]:
    """Touchdowns without a row for their try: index and scorer. In overtime a touchdown ends the game."""
    for index, play in enumerate(plays):
        side = _scorer(play)
        if side is None or play.situation.period >= _OVERTIME:
            continue
        rest = (later.kind for later in plays[index + 1 :] if later.kind not in _PASSED_OVER)
        if next(rest, None) not in _TRY_KINDS:
            yield index, side


def _totals(stats: RawStats) -> Counter[Ending]:
    throws: list[RawTries] = [*stats.passing.values(), *stats.rushing.values()]
    made = sum(player.twoptm for player in throws)
    return Counter(
        {
            GOOD_KICK: sum(player.xpmade for player in stats.kicking.values()),
            FAILED_KICK: sum(player.xpmissed for player in stats.kicking.values()),
            GOOD_TWO: made,
            FAILED_TWO: sum(player.twopta for player in throws) - made,
        }
    )


def _told(plays: Sequence[Play], side: Side) -> Counter[Ending]:
    return Counter(
        (play.kind, bool(play.scores) and play.scores[0].side is side)
        for play in plays
        if play.kind in _TRY_KINDS and play.situation.possession is side
    )


def _endings(plays: Sequence[Play], side: Side, stats: RawStats, wanted: int) -> list[Ending]:
    """How the missing tries of one side ended, in order. Two-point tries come late in games, so last."""
    left = _totals(stats) - _told(plays, side)
    order = (GOOD_KICK, FAILED_KICK, FAILED_TWO, GOOD_TWO)
    known = [ending for ending in order for _ in range(left[ending])]
    return known[:wanted]


def _try_after(touchdown: Play, side: Side, ending: Ending) -> Play:
    kind, good = ending
    word = "extra point" if kind is PlayKind.EXTRA_POINT else "two-point try"
    situation = replace(
        touchdown.situation,
        play_id=f"{touchdown.situation.play_id}-try",
        possession=side,
        down=0,
        distance=0,
        yards_to_goal=None,
    )
    return Play(
        situation=situation,
        kind=kind,
        description=f"({word} {'good' if good else 'failed'}; the recording has no row for it)",
        scores=(ScoreChange(side, _POINTS[kind]),) if good else (),
    )


def with_tries(plays: Sequence[Play], stats: dict[Side, RawStats]) -> tuple[list[Play], list[Finding]]:
    """The plays with every missing try in its place, and a finding for each."""
    missing = list(_untried(plays))
    if not missing:
        return list(plays), []
    endings = {
        side: _endings(plays, side, stats[side], sum(scorer is side for _, scorer in missing))
        for side in Side
    }
    restored: dict[int, Play] = {}
    for index, side in missing:
        if endings[side]:
            restored[index] = _try_after(plays[index], side, endings[side].pop(0))
    findings = [
        Finding(play.situation.play_id, "try_restored", play.description) for play in restored.values()
    ]
    full = [told for i, play in enumerate(plays) for told in (play, restored.get(i)) if told is not None]
    return full, findings
