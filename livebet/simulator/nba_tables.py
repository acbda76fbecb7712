"""How the NBA's truth is filled in: one period at a time, from its last second to its first.

Shapes: values are (ball, again, clock, tip, margin), ball 0 for the home side, clock in seconds left, margin
from −`WIDEST` to `WIDEST`; what an action is worth is (ball, clock, tip, margin) for each mix of actions.
"""

from collections.abc import Iterable

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from livebet.simulator import nba_rates as rates
from livebet.simulator.nba_rates import Action, Buzzer, Plan

Values = NDArray[float32]

WIDEST = 50
_MARGINS = np.arange(-WIDEST, WIDEST + 1)
_PLANS = tuple(Plan)
Mix = dict[Action, Values]
"""The probability of each action, by margin."""

_LATE_ONLY = (Plan.CHASE, Plan.FOULED)


def tables(edge: float) -> tuple[list[Values], float]:
    """Values of the periods 1 to 4 and of an overtime; and the chance as an overtime starts."""
    won, level = (_MARGINS > 0).astype(float32)[None], (_MARGINS == 0).astype(float32)[None]
    lowest, highest = (_period(edge, won + x * level, rates.OVERTIME_SECONDS, late=True) for x in (0.0, 1.0))
    start, rise = _tipped(lowest), _tipped(highest) - _tipped(lowest)
    overtime = start / (1.0 - rise)
    extra = lowest + float32(overtime) * (highest - lowest)
    last = _period(edge, won + float32(overtime) * level, rates.PERIOD_SECONDS, late=True)
    third = _period(edge, _opens(last, (0, 1)), rates.PERIOD_SECONDS)
    second = _period(edge, _opens(third, (1, 0)), rates.PERIOD_SECONDS)
    first = _period(edge, _opens(second, (1, 0)), rates.PERIOD_SECONDS)
    return [first, second, third, last, extra], overtime


def _tipped(values: Values) -> float:
    """Level, before a tip that either side may win."""
    return float(values[:, 0, -1, 0, WIDEST].mean())


def _opens(values: Values, balls: Iterable[int]) -> Values:
    """The chances as a period starts, (tip, margin); `balls`: who has the ball, by winner of the tip."""
    tips = values.shape[3]
    return np.stack([values[ball, 0, -1, min(tip, tips - 1)] for tip, ball in enumerate(balls)])


def _up(values: Values, points: int, ball: int) -> Values:
    """The values after points of the side with the ball."""
    gain = points if ball == 0 else -points
    shifted: Values = values[..., np.clip(_MARGINS + gain + WIDEST, 0, 2 * WIDEST)]
    return shifted


def _period(edge: float, end: Values, seconds: int, late: bool = False) -> Values:
    """The values of a period whose end is worth `end`, (tip, margin)."""
    values = np.zeros((2, 2, seconds + 1, *end.shape), float32)
    values[:, :, 0] = end
    worth = {plan: np.zeros((2, seconds + 1, *end.shape), float32) for plan in _mixes(late)}
    mixes = {(plan, ball): _mix(edge, plan, ball) for plan in worth for ball in (0, 1)}
    for ball in (0, 1):
        for one in worth.values():
            one[ball, 0] = _at_the_buzzer(end, ball)
    for clock in range(1, seconds + 1):
        for ball in (0, 1):
            for again in (0, 1):
                values[ball, again, clock] = _chance(worth, ball, clock, bool(again), late)
        for plan, one in worth.items():
            if plan not in _LATE_ONLY or clock <= rates.LATE_SECONDS:
                for ball in (0, 1):
                    one[ball, clock] = _action(values, mixes[plan, ball], ball, clock)
    return values


def _mixes(late: bool) -> tuple[Plan, ...]:
    """Plans whose actions are a mix of their own; all others share the first."""
    return (Plan.FRESH, *_LATE_ONLY) if late else (Plan.FRESH,)


def _mix(edge: float, plan: Plan, ball: int) -> Mix:
    told = [rates.edge_at(edge, int(margin)) for margin in _MARGINS]
    each = [rates.mix(-one if ball else one, plan) for one in told]
    return {action: np.array([one.get(action, 0.0) for one in each], float32) for action in Action}


def _chance(worth: dict[Plan, Values], ball: int, clock: int, again: bool, late: bool) -> Values:
    """The value of a chance that begins now."""
    if not late or clock > rates.LATE_SECONDS:
        return _after_seconds(worth, Plan.AGAIN if again else Plan.FRESH, ball, clock)
    leads = _MARGINS if ball == 0 else -_MARGINS
    chosen = [rates.plan_of(rates.REGULATION, clock, int(lead), again) for lead in leads]
    found = np.zeros(worth[Plan.FRESH].shape[2:], float32)
    for plan in dict.fromkeys(chosen):
        here = np.array([one is plan for one in chosen])
        found[:, here] = _after_seconds(worth, plan, ball, clock)[:, here]
    return found


def _after_seconds(worth: dict[Plan, Values], plan: Plan, ball: int, clock: int) -> Values:
    """What an action is worth before its seconds are known; those beyond the period are a buzzer's."""
    table = worth.get(plan, worth[Plan.FRESH])[ball]
    lengths = rates.seconds_of(plan)
    longest = max(lengths)
    weights = np.zeros(min(clock, longest), float32)
    for seconds, probability in lengths.items():
        weights[-min(seconds, clock)] += probability
    first = clock - len(weights)
    found: Values = np.tensordot(weights, table[first:clock], axes=1)
    return found


def _action(values: Values, mix: Mix, ball: int, clock: int) -> Values:
    """What an action at this second is worth before it is known which it is."""
    over, own = values[1 - ball, 0], values[ball, 1]
    there = max(0, clock - rates.REBOUND_SECONDS)

    def rebound(again: float) -> Values:
        return np.asarray(again * own[there] + (1.0 - again) * over[there], float32)

    turned, hit, miss = over[clock], rates.FREE_THROW, 1.0 - rates.FREE_THROW

    def throw(scored: Values, missed: Values) -> Values:
        return np.asarray(hit * _up(scored, 1, ball) + miss * missed, float32)

    one = throw(turned, rebound(rates.OFFENSIVE_REBOUND_OF_FREE_THROW))
    two = throw(one, one)
    three = throw(two, two)
    parts = {
        Action.TWO_MADE: _up(turned, 2, ball),
        Action.THREE_MADE: _up(turned, 3, ball),
        Action.TWO_AND_ONE: _up(one, 2, ball),
        Action.THREE_AND_ONE: _up(one, 3, ball),
        Action.TWO_THROWS: two,
        Action.THREE_THROWS: three,
        Action.TURNOVER: turned,
        Action.PERSONAL: two if clock <= rates.PENALTY_SECONDS else own[clock],
    }
    missed = mix[Action.TWO_MISSED] + mix[Action.THREE_MISSED]
    found = missed * rebound(rates.OFFENSIVE_REBOUND)
    for action, value in parts.items():
        found = found + mix[action] * value
    return np.asarray(found, float32)


def _at_the_buzzer(end: Values, ball: int) -> Values:
    chances = rates.AT_THE_BUZZER
    still = chances[Buzzer.MISSED] + chances[Buzzer.NOTHING]
    shots = chances[Buzzer.TWO_MADE] * _up(end, 2, ball) + chances[Buzzer.THREE_MADE] * _up(end, 3, ball)
    return np.asarray(shots + still * end, float32)
