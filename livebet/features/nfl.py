"""The feature row of football: what was known as a play began, as numbers for a model.

Every number is from the
home side's view: swapping the sides negates what is signed and exchanges what is paired (see `Mirror`).
NaN says that something is unknown or does not apply.
"""

from math import nan

from livebet.domain.games import Side
from livebet.domain.messages import FeatureRow
from livebet.domain.plays import PlayKind
from livebet.features.diffusion import diffusion_logit
from livebet.features.feature import Feature, Group, Mirror
from livebet.features.field import expected_points
from livebet.game.state import Ball, GameState, PlayMark, Tally

_G, _M, _S, _H = Group.GAME_STATE, Group.MOMENTUM, Group.SITUATION, Group.HISTORY
_SAME, _NEGATED, _EXCHANGED = Mirror.SAME, Mirror.NEGATED, Mirror.EXCHANGED

TABLE: tuple[Feature, ...] = (
    Feature("margin", _G, _NEGATED, "home minus away points"),
    Feature("seconds_left", _G, _SAME, "seconds left of regulation; of this overtime period in overtime"),
    Feature("half_seconds_left", _G, _SAME, "seconds left of the half, or of this overtime period"),
    Feature("period", _G, _SAME, "1 to 4, from 5 in overtime"),
    Feature("overtime", _G, _SAME, "1 in overtime, else 0"),
    Feature("overtime_possessions", _G, _SAME, "possessions that overtime has seen so far"),
    Feature("possession", _G, _NEGATED, "1: home has the ball or receives the kickoff, -1: away"),
    Feature("home_timeouts", _G, _EXCHANGED, "home timeouts left in this half"),
    Feature("away_timeouts", _G, _EXCHANGED, "away timeouts left in this half"),
    Feature(
        "second_half_receiver", _G, _NEGATED, "1: home will receive the second half, -1: away; 0 once begun"
    ),
    Feature("recent_points", _M, _NEGATED, "home minus away points among the remembered plays"),
    Feature("recent_turnovers", _M, _NEGATED, "away minus home turnovers among the remembered plays"),
    Feature("recent_success", _M, _NEGATED, "home minus away success rate, remembered plays, shrunk"),
    Feature("turnovers", _M, _NEGATED, "away minus home turnovers of the game"),
    Feature("success", _M, _NEGATED, "home minus away success rate of the game, shrunk"),
    Feature("kickoff", _S, _SAME, "1 before a kickoff, else 0"),
    Feature("try_after_touchdown", _S, _SAME, "1 before a try, else 0"),
    Feature("down", _S, _SAME, "1 to 4"),
    Feature("distance", _S, _SAME, "yards to a first down"),
    Feature("yards_to_goal", _S, _SAME, "yards to the line that the side in possession attacks"),
    Feature("two_minute", _S, _SAME, "1 in the last two minutes of a half or in overtime's, else 0"),
    Feature("goal_to_go", _S, _SAME, "1 where the goal line is the line to gain, else 0"),
    Feature(
        "expected_points", _S, _NEGATED, "net points of the next score that the situation is worth to home"
    ),
    Feature("expected_margin", _H, _NEGATED, "home minus away points expected before kickoff"),
    Feature(
        "diffusion_logit", _H, _NEGATED, "log odds of a home win if points were a random walk with a drift"
    ),
)

FEATURES: tuple[str, ...] = tuple(feature.name for feature in TABLE)

SUCCESS_RATE = 0.45
"""League success rate, towards which few plays are drawn."""
SUCCESS_WEIGHT = 20.0
"""How many plays the league's rate weighs."""
_SCRIMMAGE = frozenset({PlayKind.RUN, PlayKind.PASS, PlayKind.SACK})
_SIGN = {Side.HOME: 1.0, Side.AWAY: -1.0, None: nan}


def _known(value: float) -> float:
    return value if value == value else 0.0


def _shrunk(successes: int, plays: int) -> float:
    return (successes + SUCCESS_RATE * SUCCESS_WEIGHT) / (plays + SUCCESS_WEIGHT)


def _clock(state: GameState) -> tuple[float, float, bool]:
    """Seconds left of regulation (or overtime), seconds left of the half, whether it is overtime."""
    clock, period = float(state.clock_seconds), state.period
    if period > 4:
        return clock, clock, True
    return clock + 900.0 * (4 - period), clock + (900.0 if period in (1, 3) else 0.0), False


def _receiver(state: GameState) -> float:
    """Who receives the second half's kickoff, while that is still to come."""
    return -_SIGN[state.opening_receiver] if state.period <= 2 else 0.0


def _recent(marks: tuple[PlayMark, ...]) -> FeatureRow:
    """Points, turnovers (a punt's is its receiver's) and success rate of the remembered plays."""
    points = turnovers = 0
    plays, successes = [0, 0], [0, 0]
    for mark in marks:
        away = mark.side is Side.AWAY
        sign = -1 if away else 1
        points += sign * mark.points
        turnovers += sign * mark.turnover if mark.kind is PlayKind.PUNT else -sign * mark.turnover
        if mark.kind in _SCRIMMAGE:
            plays[away] += 1
            successes[away] += mark.success
    return {
        "recent_points": float(points),
        "recent_turnovers": float(turnovers),
        "recent_success": _shrunk(successes[0], plays[0]) - _shrunk(successes[1], plays[1]),
    }


def _tallied(home: Tally, away: Tally) -> FeatureRow:
    """Turnovers and success rate of the whole game."""
    success = _shrunk(home.successes, home.plays) - _shrunk(away.successes, away.plays)
    return {"turnovers": float(away.turnovers - home.turnovers), "success": success}


def _ball(state: GameState, half_seconds: float) -> FeatureRow:
    """What the ball is for and where it lies."""
    scrimmage = state.ball is Ball.SCRIMMAGE and state.down > 0
    to_goal = state.yards_to_goal
    return {
        "kickoff": float(state.ball is Ball.KICKOFF),
        "try_after_touchdown": float(state.ball is Ball.TRY),
        "down": float(state.down) if scrimmage else nan,
        "distance": float(state.distance) if scrimmage else nan,
        "yards_to_goal": nan if to_goal is None else float(to_goal),
        "two_minute": float(half_seconds <= 120.0),
        "goal_to_go": float(scrimmage and to_goal is not None and state.distance >= to_goal),
    }


def nfl_row(state: GameState) -> FeatureRow:
    """The features of a game that is on, as its next play begins, in the order of `FEATURES`."""
    seconds, half_seconds, overtime = _clock(state)
    holder, receiver, margin = _SIGN[state.possession], _receiver(state), float(state.score.margin)
    strength = nan if state.expected_margin is None else state.expected_margin
    worth = holder * expected_points(
        state.ball, state.down, state.distance, state.yards_to_goal, half_seconds
    )
    known = (margin, _known(worth), _known(strength), seconds, overtime, _known(receiver))
    return {
        "margin": margin,
        "seconds_left": seconds,
        "half_seconds_left": half_seconds,
        "period": float(state.period),
        "overtime": float(overtime),
        "overtime_possessions": float(state.overtime_possessions),
        "possession": holder,
        "home_timeouts": float(state.timeouts_home),
        "away_timeouts": float(state.timeouts_away),
        "second_half_receiver": receiver,
        **_recent(state.recent),
        **_tallied(state.home, state.away),
        **_ball(state, half_seconds),
        "expected_points": worth,
        "expected_margin": strength,
        "diffusion_logit": diffusion_logit(*known),
    }
