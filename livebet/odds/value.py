"""What an offer is worth to us: edge, fair odds, expected value, Kelly fraction, stake."""

from livebet.domain.prices import Price


def edge(model_probability: float, price: Price) -> float:
    """Expected gain per unit staked: model probability × price − 1."""
    return model_probability * price - 1.0


def fair_odds(fair_probability: float) -> float:
    """The decimal odds at which neither side gains.

    Raises:
        ValueError: the probability is not in (0, 1].
    """
    if not 0.0 < fair_probability <= 1.0:
        raise ValueError(f"fair odds need a probability in (0, 1], not {fair_probability!r}")
    return 1.0 / fair_probability


def expected_value(edge: float, stake: float) -> float:
    """Expected gain in money of a stake in money."""
    return edge * stake


def kelly_fraction(edge: float, price: Price) -> float:
    """The share of the bankroll that grows it fastest: edge / (price − 1), floored at 0 (Kelly 1956)."""
    return max(0.0, edge / (price - 1.0))


def recommended_stake(kelly: float, *, kelly_multiplier: float, confidence: float, cap: float) -> float:
    """The share of the bankroll to stake, at most `cap`.

    The Kelly fraction is right only for a probability known exactly; an estimated one must be bet smaller
    (Baker and McHale, "Optimal Betting Under Parameter Uncertainty", 2013). `kelly_multiplier` tempers every
    stake alike, `confidence` in [0, 1] shrinks this one.
    """
    return min(cap, kelly_multiplier * kelly * confidence)


def lower_bound(model_probability: float, confidence: float, doubt: float) -> float:
    """The model probability less its uncertainty.

    `doubt` is the uncertainty, in probability, of a model of no confidence; it falls in proportion as
    `confidence` rises to 1.
    """
    return max(0.0, model_probability - doubt * (1.0 - confidence))
