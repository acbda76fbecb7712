"""A score diffusion for basketball: the chance to win if points came as a random walk with a drift.

As in football (see `diffusion`), with `t` the share of regulation left the home side wins with the normal
probability of

    (margin + POSSESSION · holder) / (SPREAD · (t + WHISTLE)^SPREAD_POWER)
        + STRENGTH · drift · t^STRENGTH_POWER

where `holder` is 1 where home has the ball, -1 for away. Fitted by log loss on the plays of 2020–21 to
2023–24 (every seventh) with the closing spread as drift, every game weighing the same. On the 717,000 plays
of 2024–25: log loss 0.4391, Brier 0.1461, accuracy 0.779 (0.4882 without any drift; 0.4438 for a Brownian
motion, t^0.5 and drift · t). Strength tells longer than in proportion to the time. Overtime is the same walk
with what is left of its five minutes: 0.4375 on the 4,158 plays of the overtimes of 2024–25. WHISTLE is 24
seconds, a last possession that is still to come.
"""

from livebet.features.diffusion import normal_logit

REGULATION_SECONDS = 2880
POSSESSION = 0.33
SPREAD = 21.8
SPREAD_POWER = 0.584
WHISTLE = 0.0082
STRENGTH = 0.0794
STRENGTH_POWER = 0.424


def diffusion_logit(margin: float, holder: float, drift: float, seconds_left: float) -> float:
    """Log odds that the home side wins.

    `seconds_left` are those of regulation or, in overtime, of the overtime; `drift` is the margin expected of
    a whole game.
    """
    t = max(0.0, seconds_left) / REGULATION_SECONDS
    walk = (margin + POSSESSION * holder) / (SPREAD * (t + WHISTLE) ** SPREAD_POWER)
    return normal_logit(walk + STRENGTH * drift * t**STRENGTH_POWER)
