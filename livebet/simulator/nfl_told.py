"""A scrimmage play in the words of the field: what came of a snap as a `Play`, but for its situation."""

from typing import Any

from livebet.domain.games import Side
from livebet.domain.plays import Penalty, PlayKind
from livebet.simulator.nfl_downs import FIELD_GOAL, RETURNED, SAFETY, TOUCHDOWN, Comes, End
from livebet.simulator.nfl_field import Placed, yards_of
from livebet.simulator.nfl_rates import Way

KINDS: dict[Way, PlayKind] = {
    Way.RUN: PlayKind.RUN,
    Way.FUMBLE: PlayKind.RUN,
    Way.COMPLETE: PlayKind.PASS,
    Way.INCOMPLETE: PlayKind.PASS,
    Way.INTERCEPTION: PlayKind.PASS,
    Way.SACK: PlayKind.SACK,
    Way.FALSE_START: PlayKind.NO_PLAY,
    Way.DEFENSIVE_HOLDING: PlayKind.NO_PLAY,
    Way.PUNT: PlayKind.PUNT,
    Way.FIELD_GOAL: PlayKind.FIELD_GOAL,
}
_WORDS: dict[Way, str] = {
    Way.RUN: "{who} runs for {yards} yards",
    Way.FUMBLE: "{who} runs, FUMBLES, recovered by {other}",
    Way.COMPLETE: "{who} pass complete for {yards} yards",
    Way.INCOMPLETE: "{who} pass incomplete",
    Way.INTERCEPTION: "{who} pass INTERCEPTED by {other}",
    Way.SACK: "{who} sacked for {yards} yards",
    Way.FALSE_START: "PENALTY on {side}, False Start, {flag} yards, enforced - No Play",
    Way.DEFENSIVE_HOLDING: "PENALTY on {other}, Defensive Holding, {flag} yards, enforced - No Play",
    Way.PUNT: "{side} punts",
    Way.FIELD_GOAL: "{side} {length} yard field goal is {good}",
}
KICK_DEPTH = 18
"""A field goal flies this much farther than the yards to goal."""
_GIVEN_UP = (Way.INTERCEPTION, Way.FUMBLE)


def told_play(
    comes: Comes, side: Side, placed: Placed, after: Placed | int, names: dict[Side, str], player: str
) -> dict[str, Any]:
    """The fields of the play; `after` is the next snap, or where in its cell the other side takes over."""
    other, end = side.other, comes.then if isinstance(comes.then, End) else None
    yards = 0 if comes.way in (Way.PUNT, Way.FIELD_GOAL, *_GIVEN_UP) else _yards(placed, after, end)
    flag = abs(yards) if comes.way in _FLAGS else 0
    words = _WORDS[comes.way].format(
        who=f"{names[side]} {player}",
        side=names[side],
        other=names[other],
        yards=yards,
        flag=flag,
        length=placed.yards_to_goal + KICK_DEPTH,
        good="GOOD" if end == FIELD_GOAL else "no good",
    )
    lost = {} if end is None or not end.cell else {"possession_after": other, "spot_after": _spot(end, after)}
    return {
        "kind": KINDS[comes.way],
        "description": words + _SUFFIX.get(end, "") if end else words,
        "yards": 0 if comes.way in _FLAGS else yards,
        "turnover": comes.way in _GIVEN_UP,
        "first_down": comes.reached and end is None,
        "penalties": _penalties(comes.way, side, flag),
        "side": side,
        "player": player,
        **lost,
    }


_SUFFIX: dict[End | None, str] = {
    TOUCHDOWN: ", TOUCHDOWN",
    RETURNED: ", returned for a TOUCHDOWN",
    SAFETY: " in the end zone, SAFETY",
}
_FLAGS = (Way.FALSE_START, Way.DEFENSIVE_HOLDING)


def _penalties(way: Way, side: Side, yards: int) -> tuple[Penalty, ...]:
    if way not in _FLAGS:
        return ()
    return (Penalty(side if way is Way.FALSE_START else side.other, yards),)


def _yards(placed: Placed, after: Placed | int, end: End | None) -> int:
    """Yards gained: to the goal line, to the next snap, or to where the ball is taken over on downs."""
    if end == TOUCHDOWN:
        return placed.yards_to_goal
    if end == SAFETY:
        return placed.yards_to_goal - 100
    if end is not None and isinstance(after, int):
        return placed.yards_to_goal - (100 - _spot(end, after))
    return placed.yards_to_goal - after.yards_to_goal if isinstance(after, Placed) else 0


def _spot(end: End, off: Placed | int) -> int:
    return yards_of(end.cell, off if isinstance(off, int) else off.off)
