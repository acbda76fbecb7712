"""A score diffusion: the chance to win if points came as a random walk with a drift.

Stern (1994, "A Brownian motion model for the progress of sports scores") takes the final margin as normal
about the margin now plus the drift still to come. In the NFL the walk is tamer than Brownian motion: teams
play to the score, so its spread grows with the time left to the power 0.39, not 0.5, and strength tells
longer than in proportion to the time. With `t` the share of regulation left the home side wins with the
normal probability of

    (margin + POSSESSION · worth + RECEIVER · receiver) / (SPREAD · (t + WHISTLE)^SPREAD_POWER)
        + STRENGTH · drift · t^STRENGTH_POWER

fitted by log loss, every game weighing the same, on 2010–2014 (0.4431 on 2015–2018; the same with t^0.5
and drift · t: 0.4458). STRENGTH is also what closing lines of 1999–2018 give at the kickoff (0.085 ± 0.003),
so an expected margin counts the same whether it comes from ratings or from a line. In overtime the next
score mostly decides: there it is the normal probability of OVERTIME_POINT · (margin + worth) +
OVERTIME_STRENGTH · drift (184 overtimes of 2009–2019). A tie counts half, as it does in a symmetric law.
"""

import math

REGULATION_SECONDS = 3600
POSSESSION = 0.96
RECEIVER = 1.4
SPREAD = 16.4
SPREAD_POWER = 0.39
WHISTLE = 0.002
STRENGTH = 0.087
STRENGTH_POWER = 0.28
OVERTIME_POINT = 0.31
OVERTIME_STRENGTH = 0.022
LOGIT_BOUND = 12.0
_ROOT_2 = math.sqrt(2.0)


def normal_logit(z: float) -> float:
    """Log odds of the normal probability of `z`, bounded by ±`LOGIT_BOUND`."""
    win, lose = math.erfc(-z / _ROOT_2), math.erfc(z / _ROOT_2)
    if win <= 0.0 or lose <= 0.0:
        return math.copysign(LOGIT_BOUND, z)
    return max(-LOGIT_BOUND, min(LOGIT_BOUND, math.log(win) - math.log(lose)))


def diffusion_logit(
    margin: float, worth: float, drift: float, seconds_left: float, overtime: bool, receiver: float
) -> float:
    """Log odds that the home side wins.

    `margin` and `worth` (of possession) are in points for the home side, `drift` is the margin expected of a
    whole game, `seconds_left` are those of regulation or, in overtime, of the overtime, `receiver` is 1 where
    home will receive the second half, -1 for away, 0 when that is past or unknown.
    """
    if overtime:
        return normal_logit(OVERTIME_POINT * (margin + worth) + OVERTIME_STRENGTH * drift)
    t = seconds_left / REGULATION_SECONDS
    points = margin + POSSESSION * worth + RECEIVER * receiver
    walk = points / (SPREAD * (t + WHISTLE) ** SPREAD_POWER)
    return normal_logit(walk + STRENGTH * drift * t**STRENGTH_POWER)
