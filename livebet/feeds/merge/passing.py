"""What passes through: quotes, statuses, forecasts, weather and news of one game, without repeats."""

import math
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from livebet.domain.games import Side
from livebet.domain.markets import SELECTIONS, MarketKind
from livebet.domain.messages import ForecastSeen, NewsSeen, QuoteSeen, StatusSeen, WeatherSeen
from livebet.domain.quotes import Quote
from livebet.feeds.items import ForecastTold, NewsTold, QuoteTold, StatusTold

WHOLE_GAME = "game"
"""`Market.period` of the markets that are followed."""


@dataclass(slots=True)
class Passing:
    """What was told last of everything that is not a play. `left_out` counts what is not told on, by why."""

    game_id: UUID
    left_out: Counter[str]
    _newest: dict[Hashable, tuple[datetime, object]] = field(default_factory=dict)

    def quote(self, item: QuoteTold, at: datetime) -> list[QuoteSeen]:
        """A price of a main line; of one bookmaker in several feeds the newest counts."""
        market, selection = item.market, item.selection
        why = _not_followed(item)
        if why:
            self.left_out[why] += 1
            return []
        key = (item.bookmaker, market.kind, selection)
        if not self._is_newer(key, at, (market.line, item.price)):
            return []
        quote = Quote(item.bookmaker, market, selection, item.price)
        return [QuoteSeen(game_id=self.game_id, quote=quote, observed_at=at)]

    def status(self, item: StatusTold, at: datetime) -> list[StatusSeen]:
        """A status, of every kind of market where it names none."""
        kinds = tuple(MarketKind) if item.kind is None else (item.kind,)
        return [
            StatusSeen(
                game_id=self.game_id,
                bookmaker=item.bookmaker,
                kind=kind,
                status=item.status,
                observed_at=at,
                reason=item.reason,
            )
            for kind in kinds
            if self._is_newer((item.bookmaker, kind), at, item.status)
        ]

    def forecast(self, item: ForecastTold, play_id: str, at: datetime) -> list[ForecastSeen]:
        """A rival's forecast; a tie counts half."""
        home = item.home_win_probability + item.tie_probability / 2.0
        if not self._is_other((item.forecaster, play_id), at, home):
            return []
        return [
            ForecastSeen(
                game_id=self.game_id,
                forecaster=item.forecaster,
                home_win_probability=home,
                play_id=play_id,
                observed_at=at,
            )
        ]

    def weather(self, seen: WeatherSeen) -> list[WeatherSeen]:
        """The weather, if it is other than it was."""
        told = (seen.temperature, seen.wind, seen.gust, seen.precipitation, seen.humidity)
        same = tuple(None if math.isnan(one) else one for one in told)
        return [seen] if self._is_other("weather", seen.observed_at, same) else []

    def news(self, item: NewsTold, side: Side | None, at: datetime) -> list[NewsSeen]:
        """News about a player, once from each feed until they change."""
        if side is None or not self._is_other((item.feed, side, item.player), at, (item.status, item.text)):
            return []
        return [
            NewsSeen(
                game_id=self.game_id,
                feed=item.feed,
                side=side,
                player=item.player,
                status=item.status,
                confidence=item.confidence,
                text=item.text,
                observed_at=at,
            )
        ]

    def _is_newer(self, key: Hashable, at: datetime, told: object) -> bool:
        """Whether it is later than what was told, or other at the same instant: a price confirmed is news."""
        known = self._newest.get(key)
        if known is not None and at <= known[0] and (at < known[0] or told == known[1]):
            return False
        self._newest[key] = (at, told)
        return True

    def _is_other(self, key: Hashable, at: datetime, told: object) -> bool:
        """Whether it says something other than what was told, and not earlier."""
        known = self._newest.get(key)
        if known is not None and (at < known[0] or told == known[1]):
            return False
        self._newest[key] = (at, told)
        return True


def _not_followed(item: QuoteTold) -> str:
    """Why a quote is not told on; empty where it is."""
    if not item.main:
        return "alternate line"
    if item.market.period != WHOLE_GAME:
        return f"market of {item.market.period}"
    if item.selection not in SELECTIONS[item.market.kind]:
        return f"{item.selection} of a {item.market.kind}"
    return ""
