"""A score diffusion: the chance to win if points came as a random walk with a drift.

At `t` (share of regulation left) the final margin is normal about margin + possession worth + drift · t
with variance `POINTS_VARIANCE`·t + `DRIFT_VARIANCE`·t² + `LAST_SCORE_VARIANCE`; the form is Stern's (1994,
"A Brownian motion model for the progress of sports scores"), the second term is our doubt about the drift.
In overtime the next score decides, so the walk's scale stays at `OVERTIME_SD`. Level at the end is a tie and
counts half, as the normal law does by itself.
"""

import math

REGULATION_SECONDS = 3600
POINTS_VARIANCE = 150.0
DRIFT_VARIANCE = 35.0
LAST_SCORE_VARIANCE = 2.0
OVERTIME_SD = 6.0
OVERTIME_DRIFT = 0.1
RECEIVE_WORTH = 0.5
LOGIT_BOUND = 12.0
_ROOT_2 = math.sqrt(2.0)


def win_logit(mean: float, sd: float) -> float:
    """Log odds that a normal margin is above 0, bounded by ±`LOGIT_BOUND`."""
    z = mean / sd
    win, lose = 0.5 * math.erfc(-z / _ROOT_2), 0.5 * math.erfc(z / _ROOT_2)
    if win <= 0.0 or lose <= 0.0:
        return math.copysign(LOGIT_BOUND, z)
    return max(-LOGIT_BOUND, min(LOGIT_BOUND, math.log(win) - math.log(lose)))


def diffusion_logit(
    margin: float, worth: float, drift: float, seconds_left: float, overtime: bool, receiver: float
) -> float:
    """Log odds that the home side wins.

    `margin` and `worth` (what possession is worth) are in points for the home side, `drift` is the margin
    expected of a whole game, `seconds_left` are those of regulation or, in overtime, of the overtime,
    `receiver` is 1 where home will receive the second half, -1 for away, 0 when that is past or unknown.
    """
    if overtime:
        return win_logit(margin + worth + OVERTIME_DRIFT * drift, OVERTIME_SD)
    t = seconds_left / REGULATION_SECONDS
    variance = LAST_SCORE_VARIANCE + POINTS_VARIANCE * t + DRIFT_VARIANCE * t * t
    return win_logit(margin + worth + RECEIVE_WORTH * receiver + drift * t, math.sqrt(variance))
