"""Polymarket's public API, polled: the series of each league, the games of a series, and each game."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from livebet.feeds import polymarket
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.http import Answer
from livebet.feeds.live.interest import Interest, Worth
from livebet.feeds.live.polled import PolledFeed
from livebet.feeds.live.schedule import Pace, Target
from livebet.feeds.live.sides import price_worth, sport_worth
from livebet.feeds.live.wiring import Wiring

NAME = polymarket.NAME
LEAGUES = ("nfl", "nba", "mlb")
PACE = Pace(close=2.0, in_play=4.0, soon=30.0, far=600.0)
_SPORTS = "sports"
_SPORTS_EVERY = 86_400.0
_LISTING_EVERY = 300.0
"""A league's games with all of their markets are some megabytes."""


class PolymarketPlan:
    """The list of sports tells the series, a series its games; a game is asked for alone as it nears."""

    def __init__(self, wiring: Wiring) -> None:
        """Read at the exchange's address, or where the settings say."""
        self._wiring = wiring
        self._series: dict[str, str] = {}

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """The list of sports, the games of each series that it told, and each game."""
        found = [self._target(_SPORTS, polymarket.SPORTS_URL, Worth.FAR, _SPORTS_EVERY)]
        for league, series in self._series.items():
            url, worth = polymarket.series_url(series), sport_worth(interest, NAME, league, now)
            found.append(self._target(f"games/{league}", url, worth, _LISTING_EVERY))
        for game in interest.of(NAME):
            if game.sport in LEAGUES:
                url = polymarket.event_url(game.native_id)
                found.append(self._target(f"game/{game.native_id}", url, price_worth(game, now)))
        return found

    def _target(self, key: str, url: str, worth: Worth, least_seconds: float = 0.0) -> Target:
        ask = Ask(url=self._wiring.address(NAME, url))
        return Target(key=key, ask=ask, worth=worth, least_seconds=least_seconds)

    def heard(self, target: Target, answer: Answer) -> None:
        """Note the series of our leagues; what an answer does not tell stays as it was."""
        if target.key == _SPORTS and answer.body is not None:
            told = polymarket.series(answer.body)
            self._series |= {league: told[league] for league in LEAGUES if league in told}

    def left(self, _headers: Mapping[str, str]) -> int | None:
        """There is no quota."""
        return None


def live(wiring: Wiring) -> PolledFeed:
    """The feed's live reader."""
    return wiring.polled(NAME, polymarket.FEED.terms, PolymarketPlan(wiring), PACE)
