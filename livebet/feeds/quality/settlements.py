"""Whether bookmakers settle as the final score does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from livebet.domain.games import Score
from livebet.domain.markets import Market, Selection
from livebet.feeds.items import SettlementTold
from livebet.feeds.quality.episodes import Doubt
from livebet.odds.settlement import Outcome, settle

AT_MOST = 200
"""Settlements of one game that are remembered."""

_WHOLE_GAME = "game"


@dataclass(slots=True)
class SettlementChecks:
    """What was settled of one game: by bookmaker, market and selection."""

    _told: dict[tuple[str, Market, Selection], Outcome] = field(default_factory=dict)

    def hear(self, item: SettlementTold) -> None:
        """Note a settlement of a whole market of ours, or that it was taken back."""
        market, selection = item.market, item.selection
        if market is None or market.period != _WHOLE_GAME or item.placed_from or item.placed_until:
            return
        if item.rolled_back:
            for key in [key for key in self._told if key[:2] == (item.bookmaker, market)]:
                if selection in (None, key[2]):
                    del self._told[key]
        elif selection is not None and item.outcome is not None and len(self._told) < AT_MOST:
            self._told[item.bookmaker, market, selection] = item.outcome

    def check(self, final: Score, at: datetime) -> Iterator[Doubt]:
        """Where a bookmaker and the final score part. A void is the bookmaker's own matter."""
        for (bookmaker, market, selection), outcome in self._told.items():
            ours = settle(market, selection, final)
            if outcome is not Outcome.VOID and outcome is not ours:
                asked = market.kind if market.line is None else f"{market.kind} {market.line:g}"
                told = f"{bookmaker} settled {selection} of {asked} {outcome}"
                detail = f"{told}, {final.home}-{final.away} makes it {ours}"
                yield Doubt("settled otherwise", f"{bookmaker} {market.kind} {selection}", detail, at)
