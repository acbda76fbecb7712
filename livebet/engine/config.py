"""What can be set about decisions."""

from dataclasses import dataclass
from datetime import timedelta

from livebet.domain.quotes import SIMULATED
from livebet.odds.margin import MarginMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineConfig:
    """The limits within which the engine decides. All times are game time, the feeds' own.

    `min_edge` and `max_edge` bound the edge of a value bet: above the upper one the quote is more likely
    stale than generous. `doubt` is the uncertainty, in probability, of a prediction of confidence 0:
    confidence is 1 minus the width of the interval around it, so half of that. `max_stake` is a share of the
    bankroll. Bookmakers tell what changes, so a quote stands in silence; after `stale_after`, some three
    plays, it is no longer believed. Real quotes come by feeds that are asked, or renew theirs, every 40 to
    60 s: they are believed for `stale_after_live`, so that one missed answer is no silence. A steam move is a
    price that shortens at `steam_bookmakers` within `steam_window`, each time by a move of at least
    `steam_significance`. A key event waits for its impact at most `impact_wait`.
    """

    min_edge: float = 0.02
    max_edge: float = 0.25
    min_confidence: float = 0.5
    doubt: float = 0.5
    kelly_multiplier: float = 0.25
    max_stake: float = 0.05
    stale_after: timedelta = timedelta(seconds=120)
    stale_after_live: timedelta = timedelta(seconds=180)
    margin_method: MarginMethod = MarginMethod.POWER
    steam_bookmakers: int = 3
    steam_window: timedelta = timedelta(seconds=20)
    steam_significance: float = 0.95
    impact_wait: timedelta = timedelta(seconds=15)
    market_row_every: timedelta = timedelta(seconds=5)

    def patience(self, bookmaker: str) -> timedelta:
        """How long a quote of this bookmaker is believed in silence."""
        return self.stale_after if bookmaker.startswith(SIMULATED) else self.stale_after_live
