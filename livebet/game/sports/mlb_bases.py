"""The diamond after a play of baseball, where the feed does not tell it.

Runs are told, so the runners who scored are known: those farthest on. The others move as they most often do:
as many bases as the batter on a hit or an error, one base on a wild pitch, only where forced on a walk, not
at all on an out. On a double play and a fielder's choice the runner on first is out.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from livebet.domain.plays import Diamond, Play, PlayKind
from livebet.game.sports.mlb_innings import OUTS

Runners = list[int]
"""Occupied bases, the farthest first."""
Moved = tuple[int, Runners]
"""Outs that a play made, and the runners after it."""

_BIT = {1: 1, 2: 2, 3: 4}
_BASE = re.compile(r"([123])b|(first|second|third|home)")
_BASE_OF = {"first": 1, "second": 2, "third": 3, "home": 4}
_MOST_BALLS, _MOST_STRIKES = 3, 2


def diamond_after(before: Diamond, play: Play) -> Diamond:
    """The diamond once the play is over: as told, else by the rules above."""
    told = play.diamond_after
    if told is not None:
        return within(told, before.pitcher)
    if play.kind is PlayKind.PITCH:
        return _counted(before, play.detail)
    if play.kind is PlayKind.PITCHING_CHANGE:
        return replace(before, pitcher=play.player or before.pitcher)
    move = MOVES.get(play.kind)
    if move is None:
        return before
    made, runners = move(_left_on(before, play), play)
    outs, bases = min(OUTS, before.outs + made), sum(_BIT[base] for base in runners)
    if play.kind in RUNNING:
        return replace(before, outs=outs, bases=bases)
    return Diamond(outs=outs, bases=bases, pitcher=before.pitcher)


def within(told: Diamond, pitcher: str) -> Diamond:
    """The diamond as told, with the pitcher known before where no name is told."""
    outs, bases = min(OUTS, max(0, told.outs)), told.bases & 7
    if (outs, bases) == (told.outs, told.bases) and (told.pitcher or not pitcher):
        return told
    return replace(told, outs=outs, bases=bases, pitcher=told.pitcher or pitcher)


def _left_on(before: Diamond, play: Play) -> Runners:
    on = [base for base in (3, 2, 1) if before.bases & _BIT[base]]
    batter = play.kind is PlayKind.HOME_RUN
    return on[max(0, len(play.scores) - batter) :]


def _counted(before: Diamond, detail: str) -> Diamond:
    word = detail.lower()
    if "ball" in word:
        return replace(before, balls=min(_MOST_BALLS, before.balls + 1))
    if "strike" in word or "foul" in word:
        return replace(before, strikes=min(_MOST_STRIKES, before.strikes + 1))
    return before


def _moved(runners: Runners, bases: int, taken: Iterable[int] = ()) -> Runners:
    """The runners some bases further, at most on third; who finds no base is off the field."""
    after = set(taken)
    for base in runners:
        onto = min(3, base + bases)
        if onto not in after and all(onto > other for other in taken):
            after.add(onto)
    return sorted(after, reverse=True)


def _hit(bases: int) -> Callable[[Runners, Play], Moved]:
    return lambda runners, _play: (0, _moved(runners, bases, (bases,)))


def _home_run(_runners: Runners, _play: Play) -> Moved:
    return 0, []


def _walk(runners: Runners, _play: Play) -> Moved:
    free = next((base for base in (1, 2, 3) if base not in runners), None)
    return 0, sorted({*runners, free or 3}, reverse=True)


def _out(runners: Runners, _play: Play) -> Moved:
    return 1, runners


def _sacrifice(runners: Runners, play: Play) -> Moved:
    return 1, runners if play.scores else _moved(runners, 1)


def _double_play(runners: Runners, _play: Play) -> Moved:
    return 2, _moved(runners[:-1], 1)


def _fielders_choice(runners: Runners, _play: Play) -> Moved:
    return 1, [*(base for base in runners[:-1] if base != 1), 1]


def _steal(runners: Runners, play: Play) -> Moved:
    if play.scores:
        return 0, runners
    told = _told_base(play)
    free = [base for base in runners if base < 3 and base + 1 not in runners]
    wanted = [base for base in free if told in (None, base + 1)]
    if not wanted:
        return 0, runners
    return 0, sorted({*runners, wanted[0] + 1} - {wanted[0]}, reverse=True)


def _caught(runners: Runners, play: Play) -> Moved:
    return 1, _without(runners, (_told_base(play) or 0) - 1)


def _picked_off(runners: Runners, play: Play) -> Moved:
    return 1, _without(runners, _told_base(play) or 0)


def _advance(runners: Runners, _play: Play) -> Moved:
    return 0, _moved(runners, 1) if len(runners) < 3 else runners


def _told_base(play: Play) -> int | None:
    found = _BASE.search(play.detail)
    if found is None:
        return None
    return int(found[1]) if found[1] else _BASE_OF[found[2]]


def _without(runners: Runners, base: int) -> Runners:
    """All but the runner on a base; all but the last where nobody is there."""
    return [one for one in runners if one != base] if base in runners else runners[:-1]


BATTING: dict[PlayKind, Callable[[Runners, Play], Moved]] = {
    PlayKind.SINGLE: _hit(1),
    PlayKind.DOUBLE: _hit(2),
    PlayKind.TRIPLE: _hit(3),
    PlayKind.HOME_RUN: _home_run,
    PlayKind.ERROR: _hit(1),
    PlayKind.WALK: _walk,
    PlayKind.HIT_BY_PITCH: _walk,
    PlayKind.STRIKEOUT: _out,
    PlayKind.OUT: _out,
    PlayKind.DOUBLE_PLAY: _double_play,
    PlayKind.FIELDERS_CHOICE: _fielders_choice,
    PlayKind.SACRIFICE: _sacrifice,
}
"""Results of a plate appearance."""

RUNNING: dict[PlayKind, Callable[[Runners, Play], Moved]] = {
    PlayKind.STOLEN_BASE: _steal,
    PlayKind.CAUGHT_STEALING: _caught,
    PlayKind.PICKOFF: _picked_off,
    PlayKind.ADVANCE: _advance,
}
"""What runners do within one: the count stands."""

MOVES = BATTING | RUNNING
ON_BASE = frozenset(
    (
        PlayKind.SINGLE,
        PlayKind.DOUBLE,
        PlayKind.TRIPLE,
        PlayKind.HOME_RUN,
        PlayKind.WALK,
        PlayKind.HIT_BY_PITCH,
        PlayKind.ERROR,
    )
)
"""Results that put the batter on base or round them."""
