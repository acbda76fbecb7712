"""Evidence against calibration as money won by betting on it, game by game.

Claimed is that of forecasts p, at any moment and whatever came before, a share p comes true. Who believes
that must take a bet that pays `1 + b (y - p)` of its stake, y being the outcome, for it is fair. We bet for
several ways of being wrong; if the forecasts are calibrated our capital is a nonnegative martingale, and the
chance that it ever comes to 1/alpha is alpha at most (Ville 1939), however often we look and whenever we
stop. (Shafer and Vovk, Game-Theoretic Foundations for Probability and Finance, 2019; Ramdas, Gruenwald, Vovk
and Shafer, Game-theoretic statistics and safe anytime-valid inference, 2023; Henzi and Ziegel, Valid
sequential inference on probability forecast performance, Biometrika 2022.)

Each way of being wrong says what the chance truly is: q with logit q = shift + scale · logit p. Its bet pays
q/p where the home side wins and (1 - q)/(1 - p) where it loses. A part of the capital bets on nothing. After
each game a little of all capital is shared out anew (fixed share: Herbster and Warmuth, Tracking the best
expert, 1998), which changes no sum, so that a model that is spoilt in its third season is found as one that
was never any good.
"""

from dataclasses import dataclass
from math import exp, log, log1p

from livebet.domain.games import Sport
from livebet.guard.phases import PHASES

ALPHA = 0.05
"""The chance that a calibrated model is ever in alarm, in any phase of its sport, in all its life."""
SHARED = 1 / 500
"""Of all capital, shared out anew after each game."""
LEAST = 1e-6
"""Forecasts count as no surer than this: what is certain takes no bet."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One way of being wrong: logit of the true chance = shift + scale · logit of the forecast."""

    direction: str
    shift: float = 0.0
    scale: float = 1.0

    def factor(self, forecast: float, outcome: float) -> float:
        """What a unit bet on it comes to; a tie pays half of what either side's victory would."""
        true = _sigmoid(self.shift + self.scale * log(forecast / (1.0 - forecast)))
        return outcome * true / forecast + (1.0 - outcome) * (1.0 - true) / (1.0 - forecast)


NOTHING = Wrong("calibrated")
WRONG: tuple[Wrong, ...] = (
    NOTHING,
    Wrong("too high", shift=-0.3),
    Wrong("too high", shift=-0.8),
    Wrong("too low", shift=0.3),
    Wrong("too low", shift=0.8),
    Wrong("overconfident", scale=0.75),
    Wrong("overconfident", scale=0.5),
    Wrong("underconfident", scale=1.35),
    Wrong("underconfident", scale=2.0),
)
_BEGIN = (0.5, *[0.5 / (len(WRONG) - 1)] * (len(WRONG) - 1))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A test after some games.

    `shares` (sum 1, in the order of `WRONG`) say where the capital lies; `log_capital` is its logarithm and
    `highest` the highest that it ever was: an alarm once raised stands.
    """

    games: int = 0
    log_capital: float = 0.0
    highest: float = 0.0
    shares: tuple[float, ...] = _BEGIN

    def after(self, forecast: float, outcome: float) -> "Evidence":
        """The test after one more game: the forecast of the home side, and 1, 0 or .5 for a tie.

        Raises:
            ValueError: the forecast is no probability or the outcome none of the three.
        """
        if not 0.0 <= forecast <= 1.0 or outcome not in (0.0, 0.5, 1.0):
            raise ValueError(f"no forecast and outcome: {forecast}, {outcome}")
        chance = min(max(forecast, LEAST), 1.0 - LEAST)
        grown = [
            share * wrong.factor(chance, outcome) for share, wrong in zip(self.shares, WRONG, strict=True)
        ]
        total = sum(grown)
        shares = tuple(
            (1 - SHARED) * one / total + SHARED * begin for one, begin in zip(grown, _BEGIN, strict=True)
        )
        capital = self.log_capital + log(total)
        return Evidence(self.games + 1, capital, max(self.highest, capital), shares)

    @property
    def direction(self) -> str:
        """The way of being wrong that holds most of what was bet."""
        held: dict[str, float] = {}
        for wrong, share in zip(WRONG[1:], self.shares[1:], strict=True):
            held[wrong.direction] = held.get(wrong.direction, 0.0) + share
        return max(held, key=lambda name: held[name])

    def is_alarm(self, sport: Sport) -> bool:
        """Whether the capital ever came to what a phase of this sport takes."""
        return self.highest >= threshold(sport)


def threshold(sport: Sport) -> float:
    """The logarithm of the capital that raises an alarm: alpha is split evenly over the sport's phases."""
    return log(len(PHASES[sport]) / ALPHA)


def _sigmoid(value: float) -> float:
    return 1.0 / (1.0 + exp(-value)) if value >= 0 else exp(value - log1p(exp(value)))
