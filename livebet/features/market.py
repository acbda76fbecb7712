"""What the betting market says of a game, as features.

The champion does not read them: the recordings it learns from hold no quotes, and simulated bookmakers know
nothing that a model should learn. They are stored beside the champion's features for models that blend in
real prices later.
"""

from collections.abc import Mapping
from math import nan
from statistics import median

from livebet.domain.messages import FeatureRow
from livebet.domain.quotes import SIMULATED

MARKET_FEATURES: tuple[str, ...] = (
    "market_home_probability",
    "market_movement",
    "market_bookmakers",
    "market_simulated",
)


def consensus(fair: Mapping[str, float]) -> float:
    """The median of the bookmakers' fair home probabilities; NaN where there is none."""
    return median(fair.values()) if fair else nan


def market_row(fair: Mapping[str, float], opening: float = nan) -> FeatureRow:
    """The market features, in the order of `MARKET_FEATURES`.

    `fair` holds each bookmaker's fair home probability (margin removed) from quotes that are open and fresh;
    `opening` is the consensus at first sight. `market_simulated` is 1 where any bookmaker is simulated, so
    that nobody takes such a row for a real one.
    """
    level = consensus(fair)
    return {
        "market_home_probability": level,
        "market_movement": level - opening,
        "market_bookmakers": float(len(fair)),
        "market_simulated": float(any(name.startswith(SIMULATED) for name in fair)),
    }
