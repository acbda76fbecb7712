"""A forecast and the market as one probability, for reading.

The log odds of both are averaged with a weight that was learnt on real in-play prices (`training`). The
market's own price is in the result, so nothing here is ever held against a price: value bets are judged by
the forecast alone (`livebet.engine.judge`).
"""

from math import exp, log

NEAREST = 1e-6
"""No probability is held to be nearer to 0 or 1 than this: a certain one would silence the other."""


def blended(model: float, market: float | None, share: float | None) -> float | None:
    """sigmoid(share · logit(model) + (1 − share) · logit(market)); None without a market or a share.

    `model` and `market` are home win probabilities in [0, 1], `share` is in [0, 1].
    """
    if market is None or share is None:
        return None
    return 1.0 / (1.0 + exp(-(share * _logit(model) + (1.0 - share) * _logit(market))))


def _logit(probability: float) -> float:
    inside = min(1.0 - NEAREST, max(NEAREST, probability))
    return log(inside / (1.0 - inside))
