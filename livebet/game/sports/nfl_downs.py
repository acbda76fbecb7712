"""What the ball is for next, as the rules derive it from a finished play; the feed may know better."""

from livebet.domain.games import Side
from livebet.domain.plays import Play, PlayKind, ScoreKind
from livebet.game.sports.nfl_periods import (
    kickoff_yards_to_goal,
    touchback_yards_to_goal,
    try_yards_to_goal,
)
from livebet.game.state import Ball, GameState

Snap = tuple[Ball, Side | None, int, int, int | None]
"""Ball, possession, down, distance, yards to goal."""

SAFETY_KICK = 20
"""After a safety the side that gave it up kicks from its own 20."""

PUNT_TOUCHBACK = 80
KICK_DEPTH = 8
"""A field goal is kicked this far behind the line; a miss is taken over there, at worst on the 20."""

STANDING = frozenset(
    (PlayKind.TIMEOUT, PlayKind.PERIOD_END, PlayKind.GAME_END, PlayKind.OTHER, PlayKind.NO_PLAY)
)
"""Kinds that leave the ball as it lay, flags aside."""


def first_down(side: Side, yards_to_goal: int | None) -> Snap:
    """A new series."""
    return Ball.SCRIMMAGE, side, 1, 10 if yards_to_goal is None else min(10, yards_to_goal), yards_to_goal


def kickoff_to(side: Side | None, yards_to_goal: int | None) -> Snap:
    """A kickoff that `side` receives."""
    return Ball.KICKOFF, side, 0, 0, yards_to_goal


def _on_field(yards_to_goal: int) -> int:
    return min(99, max(1, yards_to_goal))


def next_snap(state: GameState, play: Play) -> Snap:
    """The situation after `play`, which began from `state`."""
    kind, side = play.kind, state.possession
    if play.scores:
        return _after_score(state, play)
    if kind in STANDING or side is None:
        return _stands(state, play)
    if state.ball is Ball.TRY:
        return _kickoff_after(play, side, state.game.season)
    if kind is PlayKind.KICKOFF or state.ball is Ball.KICKOFF:
        spot = play.spot_after or touchback_yards_to_goal(state.game.season)
        return first_down(play.possession_after or side, spot)
    if kind is PlayKind.PUNT:
        return first_down(play.possession_after or side.other, play.spot_after or PUNT_TOUCHBACK)
    if kind is PlayKind.FIELD_GOAL:
        return _missed(state, play, side)
    return _scrimmage(state, play, side)


def _after_score(state: GameState, play: Play) -> Snap:
    score, season = play.scores[-1], state.game.season
    if score.kind is ScoreKind.TOUCHDOWN:
        return Ball.TRY, score.side, 0, 0, try_yards_to_goal(season)
    if score.kind is ScoreKind.SAFETY:
        return kickoff_to(score.side, SAFETY_KICK)
    kicker = score.side.other if score.kind is ScoreKind.DEFENSIVE_TWO_POINT else score.side
    return _kickoff_after(play, kicker, season)


def _kickoff_after(play: Play, kicker: Side, season: int) -> Snap:
    """The kickoff after points or a try; flags on that play move it."""
    return kickoff_to(kicker.other, _on_field(kickoff_yards_to_goal(season) + _flags(play, kicker)))


def _flags(play: Play, side: Side) -> int:
    """Net penalty yards in favour of `side`."""
    return sum(flag.yards if flag.against is not side else -flag.yards for flag in play.penalties)


def _stands(state: GameState, play: Play) -> Snap:
    side, spot = state.possession, state.yards_to_goal
    if not play.penalties or side is None or spot is None:
        return state.ball, side, state.down, state.distance, spot
    gained = _flags(play, side)
    spot = _on_field(spot - gained)
    if state.ball is not Ball.SCRIMMAGE:
        return state.ball, side, 0, 0, spot
    if play.first_down or gained >= state.distance:
        return first_down(side, spot)
    return Ball.SCRIMMAGE, side, state.down, state.distance - gained, spot


def _missed(state: GameState, play: Play, side: Side) -> Snap:
    if play.spot_after is not None or state.yards_to_goal is None:
        return first_down(play.possession_after or side.other, play.spot_after)
    return first_down(side.other, min(80, _on_field(100 - state.yards_to_goal - KICK_DEPTH)))


def _scrimmage(state: GameState, play: Play, side: Side) -> Snap:
    after, spot = play.possession_after, state.yards_to_goal
    if after is not None and after is not side:
        return first_down(after, play.spot_after or PUNT_TOUCHBACK)
    gained = play.yards + _flags(play, side)
    spot = None if spot is None else _on_field(spot - gained)
    if play.first_down or gained >= state.distance:
        return first_down(side, spot)
    if state.down >= 4:
        return first_down(side.other, None if spot is None else 100 - spot)
    return Ball.SCRIMMAGE, side, state.down + 1, state.distance - gained, spot
