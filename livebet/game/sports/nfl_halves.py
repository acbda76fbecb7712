"""From one period to the next: clocks, timeouts, who receives, and ends of games."""

from livebet.game.changes import changed
from livebet.game.sports.nfl_downs import Snap, kickoff_to
from livebet.game.sports.nfl_overtime import overtime
from livebet.game.sports.nfl_periods import (
    QUARTER_SECONDS,
    REGULATION,
    TIMEOUTS,
    kickoff_yards_to_goal,
    starts_half,
)
from livebet.game.state import GameState, Phase


def period_over(state: GameState, ended: int) -> GameState:
    """The state after the end of a period: the next one, or the end of the game. Some ends are told twice."""
    period, level = state.period, state.score.margin == 0
    if ended < period:
        return state
    ties = overtime(state.game.season, state.game.season_type).ties
    if period >= REGULATION and (not level or (period > REGULATION and ties)):
        return _with(state, Phase.FINAL, period, 0)
    return into_period(state, period + 1)


def into_period(state: GameState, period: int) -> GameState:
    """The state as `period` opens; a half opens with a kickoff and new timeouts."""
    clock = QUARTER_SECONDS
    if period > REGULATION:
        clock = overtime(state.game.season, state.game.season_type).seconds
    opened = _with(state, state.phase, period, clock)
    halves = [p for p in range(state.period + 1, period + 1) if starts_half(p)]
    return _new_half(opened, halves[-1]) if halves else opened


def _new_half(state: GameState, period: int) -> GameState:
    receiver = state.opening_receiver.other if period == 3 and state.opening_receiver else None
    snap = kickoff_to(receiver, kickoff_yards_to_goal(state.game.season))
    timeouts = TIMEOUTS
    if period > REGULATION:
        timeouts = overtime(state.game.season, state.game.season_type).timeouts
    return _with(state, state.phase, state.period, state.clock_seconds, snap, timeouts)


def _with(
    state: GameState,
    phase: Phase,
    period: int,
    clock_seconds: int,
    snap: Snap | None = None,
    timeouts: int | None = None,
) -> GameState:
    ball, possession, down, distance, spot = snap or (
        state.ball,
        state.possession,
        state.down,
        state.distance,
        state.yards_to_goal,
    )
    return changed(
        state,
        revision=state.revision + 1,
        phase=phase,
        period=period,
        clock_seconds=clock_seconds,
        ball=ball,
        possession=possession,
        down=down,
        distance=distance,
        yards_to_goal=spot,
        timeouts_home=state.timeouts_home if timeouts is None else timeouts,
        timeouts_away=state.timeouts_away if timeouts is None else timeouts,
    )
