"""How often things go wrong on the way in."""

from dataclasses import dataclass, fields

MOST = 0.5
"""Above this a feed is not disturbed but off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Shares of payloads, each 0 to `MOST`. `freeze` is the share of the time that a feed stands frozen."""

    duplicate: float = 0.05
    delay: float = 0.05
    reorder: float = 0.05
    drop: float = 0.02
    corrupt: float = 0.02
    freeze: float = 0.02

    def __post_init__(self) -> None:
        for name in (one.name for one in fields(self)):
            rate = getattr(self, name)
            if not 0.0 <= rate <= MOST:
                raise ValueError(f"{name}: a rate is from 0 to {MOST:g}, not {rate:g}")

    @classmethod
    def all_at(cls, rate: float) -> "Rates":
        """Every disturbance at one rate.

        Raises:
            ValueError: it is no rate.
        """
        return cls(**{one.name: rate for one in fields(cls)})


CALM = Rates.all_at(0.0)
"""Nothing goes wrong."""
