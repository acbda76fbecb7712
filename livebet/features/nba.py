"""The feature row of basketball: what was known as a play began, as numbers for a model.

Every number is from the home side's view, NaN says that something is unknown or does not apply.
"""

from math import isnan, nan

from livebet.domain.games import Side
from livebet.domain.messages import FeatureRow
from livebet.domain.plays import PlayKind
from livebet.features.feature import Feature, Group, Mirror
from livebet.features.nba_diffusion import diffusion_logit
from livebet.game.sports.nba_periods import QUARTER_SECONDS, REGULATION, in_bonus
from livebet.game.state import Count, Court, GameState, Hold, PlayMark, Tally

_G, _M, _S, _H = Group.GAME_STATE, Group.MOMENTUM, Group.SITUATION, Group.HISTORY
_SAME, _NEGATED, _EXCHANGED = Mirror.SAME, Mirror.NEGATED, Mirror.EXCHANGED

TABLE: tuple[Feature, ...] = (
    Feature("margin", _G, _NEGATED, "home minus away points"),
    Feature("points", _G, _SAME, "points of both sides"),
    Feature("seconds_left", _G, _SAME, "seconds left of regulation; of this overtime period in overtime"),
    Feature("period_seconds_left", _G, _SAME, "seconds left of the period"),
    Feature("period", _G, _SAME, "1 to 4, from 5 in overtime"),
    Feature("overtime", _G, _SAME, "1 in overtime, else 0"),
    Feature("possession", _G, _NEGATED, "1: home has the ball, -1: away"),
    Feature("home_timeouts", _G, _EXCHANGED, "home timeouts that can still be used"),
    Feature("away_timeouts", _G, _EXCHANGED, "away timeouts that can still be used"),
    Feature("recent_points", _M, _NEGATED, "home minus away points among the remembered plays"),
    Feature("recent_turnovers", _M, _NEGATED, "away minus home turnovers among the remembered plays"),
    Feature("recent_shooting", _M, _NEGATED, "home minus away field goal rate, remembered plays, shrunk"),
    Feature("unanswered", _M, _NEGATED, "points since the other side's last: home's positive"),
    Feature("turnovers", _M, _NEGATED, "away minus home turnovers of the game"),
    Feature("shooting", _M, _NEGATED, "home minus away field goal rate of the game, shrunk"),
    Feature("home_fouls", _S, _EXCHANGED, "home team fouls of the period"),
    Feature("away_fouls", _S, _EXCHANGED, "away team fouls of the period"),
    Feature("bonus", _S, _NEGATED, "1: only home is in the bonus, -1: only away, 0: both or neither"),
    Feature("ball_seconds", _S, _SAME, "seconds since the side in possession got the ball or was fouled"),
    Feature("free_throws", _S, _NEGATED, "free throws that are surely to come, home's positive"),
    Feature("fouled", _S, _NEGATED, "1: home was just fouled, -1: away"),
    Feature("loose_ball", _S, _SAME, "1: a miss that nobody has rebounded yet, else 0"),
    Feature("second_chance", _S, _SAME, "1: the side in possession rebounded its own miss, else 0"),
    Feature("after_turnover", _S, _SAME, "1: the side in possession has the ball by a turnover, else 0"),
    Feature("foul_trouble", _S, _NEGATED, "away minus home players with five or six fouls"),
    Feature("expected_margin", _H, _NEGATED, "home minus away points expected before the tip"),
    Feature(
        "diffusion_logit", _H, _NEGATED, "log odds of a home win if points were a random walk with a drift"
    ),
)

SHOOTING = 0.47
"""League rate of field goals made, towards which few shots are drawn."""
SHOOTING_WEIGHT = 30.0
"""How many shots the league's rate weighs."""
TROUBLE = 5
_HELD = ("free_throws", "fouled", "loose_ball", "second_chance", "after_turnover")
_SIGN = {Side.HOME: 1.0, Side.AWAY: -1.0, None: nan}
_SHOTS = frozenset({PlayKind.TWO_POINTER, PlayKind.THREE_POINTER})


def _shrunk(made: int, tried: int) -> float:
    return (made + SHOOTING * SHOOTING_WEIGHT) / (tried + SHOOTING_WEIGHT)


def _recent(marks: tuple[PlayMark, ...]) -> FeatureRow:
    """Points, turnovers and field goal rate of the remembered plays."""
    points = turnovers = 0
    tried, made = [0, 0], [0, 0]
    for mark in marks:
        away = mark.side is Side.AWAY
        sign = -1 if away else 1
        points += sign * mark.points
        turnovers -= sign * mark.turnover
        if mark.kind in _SHOTS:
            tried[away] += 1
            made[away] += mark.success
    return {
        "recent_points": float(points),
        "recent_turnovers": float(turnovers),
        "recent_shooting": _shrunk(made[0], tried[0]) - _shrunk(made[1], tried[1]),
    }


def _tallied(home: Tally, away: Tally) -> FeatureRow:
    """Turnovers and field goal rate of the whole game."""
    shooting = _shrunk(home.successes, home.plays) - _shrunk(away.successes, away.plays)
    return {"turnovers": float(away.turnovers - home.turnovers), "shooting": shooting}


def _fouls(court: Court, period: int) -> FeatureRow:
    """Team fouls and bonus."""
    bonus = in_bonus(court, Side.HOME, period) - in_bonus(court, Side.AWAY, period)
    return {
        "home_fouls": float(court.fouls_home),
        "away_fouls": float(court.fouls_away),
        "bonus": float(bonus),
    }


def _ball(hold: Hold | None, holder: float, clock: float) -> FeatureRow:
    """How the ball is held; nothing is said where nobody is known to have it."""
    if hold is None or isnan(holder):
        unheld: FeatureRow = dict.fromkeys(_HELD, 0.0)
        return {"ball_seconds": nan, **unheld}
    return {
        "ball_seconds": max(0.0, hold.since - clock),
        "free_throws": holder * hold.free_throws,
        "fouled": holder * hold.fouled,
        "loose_ball": float(hold.loose),
        "second_chance": float(hold.again),
        "after_turnover": float(hold.given),
    }


def _troubled(count: Count) -> int:
    if count.times < TROUBLE:
        return 0
    return 1 if count.side is Side.AWAY else -1


def nba_row(state: GameState) -> FeatureRow:
    """The features of a game that is on, as its next play begins, in the order of `TABLE`."""
    clock, period, court = float(state.clock_seconds), state.period, state.court or Court()
    seconds = clock + QUARTER_SECONDS * max(0, REGULATION - period)
    margin, holder = float(state.score.margin), _SIGN[state.possession]
    drift = state.expected_margin
    return {
        "margin": margin,
        "points": float(state.score.home + state.score.away),
        "seconds_left": seconds,
        "period_seconds_left": clock,
        "period": float(period),
        "overtime": float(period > REGULATION),
        "possession": holder,
        "home_timeouts": float(state.timeouts_home),
        "away_timeouts": float(state.timeouts_away),
        **_recent(state.recent),
        "unanswered": float(court.unanswered),
        **_tallied(state.home, state.away),
        **_fouls(court, period),
        **_ball(state.hold, holder, clock),
        "foul_trouble": float(sum(map(_troubled, court.personal))),
        "expected_margin": nan if drift is None else drift,
        "diffusion_logit": diffusion_logit(
            margin, 0.0 if state.possession is None else holder, drift or 0.0, seconds
        ),
    }
