"""What the card promises of a forecast: which calls it makes, and what it weighs beside the market.

Thresholds and shares are learnt elsewhere and frozen in the card (`training.evaluation.promises` says what a
promise is); here they are looked up. They hold for regulation and overtime alike.
"""

import msgspec


class Calls(msgspec.Struct, frozen=True):
    """Thresholds of the likelier side's probability by promise, of one call a game and of called plays.

    Keys are promises in words ("0.85"); `frozen_on` are the seasons that thresholds were frozen on.
    """

    game: dict[str, float] = {}
    plays: dict[str, float] = {}
    frozen_on: tuple[int, ...] = ()

    def reached(self, home: float) -> float:
        """The highest promise of one call a game that this home probability reaches; 0 for none."""
        return _highest(self.game, home)

    def called(self, home: float) -> float:
        """The highest promise of called plays that this home probability reaches; 0 for none."""
        return _highest(self.plays, home)


def _highest(thresholds: dict[str, float], home: float) -> float:
    sure = max(home, 1.0 - home)
    return max((float(promise) for promise, least in thresholds.items() if sure >= least), default=0.0)


class MarketShares(msgspec.Struct, frozen=True):
    """What our log odds weigh beside the market's, in [0, 1], by the first period of a phase."""

    shares: dict[str, float] = {}
    learnt_on: str = ""

    def __post_init__(self) -> None:
        """Check the shares.

        Raises:
            ValueError: one lies outside [0, 1], or its phase is no number.
        """
        if not all(0.0 <= share <= 1.0 and first.isdigit() for first, share in self.shares.items()):
            raise ValueError("shares beside the market lie in [0, 1], by the first period of a phase")

    def share(self, period: float) -> float | None:
        """The share in the phase of a period; None where nobody learnt one."""
        begun = [int(first) for first in self.shares if int(first) <= period]
        return self.shares[str(max(begun))] if begun else None
