"""How the side in possession has the ball in basketball: since when, fouled or not, free throws to come.

A foul gives one free throw after a basket of the fouled side at the same clock, two in the bonus; whether it
was on a shooter is not read, as some feeds do not tell. What is left of a trip to the line the free throw
tells itself ("1 of 2"). After a miss the ball is loose until somebody rebounds it.
"""

import re

from livebet.domain.games import Side
from livebet.domain.plays import Play, PlayKind
from livebet.game.sports.nba_periods import in_bonus
from livebet.game.sports.nba_possession import FIELD_GOALS
from livebet.game.state import Court, GameState, Hold

_NTH_OF = re.compile(r"(\d+)\s*of\s*(\d+)")
_BONUS_SHOTS = 2
_STANDS = frozenset((PlayKind.SUBSTITUTION, PlayKind.TIMEOUT, PlayKind.REVIEW, PlayKind.OTHER))
"""Plays that leave the ball as it is."""


def hold_after(state: GameState, play: Play, possession: Side | None) -> Hold | None:
    """How the ball is held once the play is over; `possession` is who has it then."""
    if play.kind in _STANDS:
        return state.hold
    held, clock = state.hold, state.clock_seconds
    kept = held is not None and possession is state.possession
    since = held.since if held is not None and kept else clock
    if play.kind is PlayKind.FOUL and play.side is not None and possession is play.side.other:
        return Hold(clock, _shots(state, possession), fouled=True)
    if play.kind is PlayKind.FREE_THROW:
        return _after_free_throw(clock, play)
    if play.kind in FIELD_GOALS:
        return Hold(clock, loose=not play.scores)
    if play.kind is PlayKind.REBOUND and held is not None and held.free_throws:
        return held
    if play.kind is PlayKind.REBOUND:
        return Hold(clock, again=kept)
    return Hold(since, given=play.kind is PlayKind.TURNOVER)


def _shots(state: GameState, fouled: Side) -> int:
    """Free throws that a foul surely gives."""
    last = state.recent[-1] if state.recent else None
    now = state.period, state.clock_seconds
    basket = last is not None and last.success and last.kind in FIELD_GOALS
    if last is not None and basket and last.side is fouled and (last.period, last.clock_seconds) == now:
        return 1
    return _BONUS_SHOTS if in_bonus(state.court or Court(), fouled, state.period) else 0


def _after_free_throw(clock: int, play: Play) -> Hold:
    told = _NTH_OF.search(play.detail)
    left = max(0, int(told[2]) - int(told[1])) if told else 0
    return Hold(clock, left, loose=not left and not play.scores)
