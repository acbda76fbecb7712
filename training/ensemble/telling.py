"""What the card tells beside the members: calls that can be promised, the market's share, momentum's worth.

All of it is learnt on what the blend said of seasons that its members had not seen.
"""

from dataclasses import dataclass

from training.ensemble.blend import MOMENTUM
from training.ensemble.fit import FittedEnsemble
from training.ensemble.weigh import Unseen, learn_weights, probability
from training.evaluation.promises import calls_of, freeze
from training.measures import Interval, game_interval

NOTHING = "none"


def calls(fitted: FittedEnsemble) -> dict[str, object]:
    """Thresholds of max(p, 1-p) that kept each promise on unseen seasons: one call a game, called plays."""
    unseen = fitted.unseen
    return freeze(calls_of(unseen.rows, probability(unseen, fitted.blend))).card()


@dataclass(frozen=True, slots=True)
class Worth:
    """Log loss that momentum saves the ensemble on unseen seasons, in nats, every game weighing the same."""

    saved: Interval

    @property
    def says(self) -> str:
        """What a page may say of it: nothing where the interval holds 0."""
        if self.saved.low <= 0.0 <= self.saved.high:
            return NOTHING
        change = "better" if self.saved.value > 0 else "worse"
        return f"forecasts are {abs(self.saved.value):.5f} nats {change} with it"

    @property
    def told(self) -> dict[str, object]:
        """As the card has it."""
        numbers = {"worth": self.saved.value, "low": self.saved.low, "high": self.saved.high}
        return {**{name: round(value, 6) for name, value in numbers.items()}, "says": self.says}


def momentum_worth(fitted: FittedEnsemble) -> Worth:
    """The ensemble with weights learnt without the momentum net, less the ensemble."""
    unseen = fitted.unseen
    kept = [place for place, name in enumerate(unseen.members) if name != MOMENTUM]
    without = Unseen(unseen.rows, tuple(unseen.members[place] for place in kept), unseen.logits[:, kept])
    saved = without.loss(learn_weights(without)) - unseen.loss(fitted.blend)
    return Worth(game_interval(saved * unseen.weight, unseen.rows.game))
