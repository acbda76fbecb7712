"""FanDuel's public pages, polled where configured: each league's games, and the page of each that is near.

Unofficial: there are no terms to keep to but to ask seldom, and no listing's shape was ever recorded.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from livebet.feeds import fanduel
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.http import Answer
from livebet.feeds.live.interest import Interest, Worth
from livebet.feeds.live.polled import PolledFeed
from livebet.feeds.live.schedule import Pace, Target
from livebet.feeds.live.sides import price_worth, sport_worth
from livebet.feeds.live.wiring import Wiring

NAME = fanduel.NAME
LEAGUES = ("nfl", "nba", "mlb")
PACE = Pace(close=15.0, in_play=30.0, soon=120.0, far=1_800.0)
_LISTING_EVERY = 300.0


class FanduelPlan:
    """Pages are whole; their key is added below everything that logs."""

    def __init__(self, wiring: Wiring) -> None:
        """Take the pages' key from the settings."""
        self._wiring = wiring
        self._key = {fanduel.KEY_PARAMETER: wiring.secret("fanduel_page_key")}

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """Each league's games, and the page of each game."""
        games = [game for game in interest.of(NAME) if game.sport in LEAGUES]
        listings = [
            self._target(
                f"games/{league}", fanduel.league_url(league), sport_worth(interest, NAME, league, now),
                _LISTING_EVERY,
            )
            for league in LEAGUES
        ]  # fmt: skip
        pages = [
            self._target(f"page/{game.native_id}", fanduel.page_url(game.native_id), price_worth(game, now))
            for game in games
        ]
        return [*listings, *pages]

    def _target(self, key: str, url: str, worth: Worth, least_seconds: float = 0.0) -> Target:
        ask = Ask(url=self._wiring.address(NAME, url), secret_params=self._key)
        return Target(key=key, ask=ask, worth=worth, least_seconds=least_seconds)

    def heard(self, target: Target, answer: Answer) -> None:
        """Every answer is whole."""

    def left(self, _headers: Mapping[str, str]) -> int | None:
        """There is no quota."""
        return None


def live(wiring: Wiring) -> PolledFeed:
    """The feed's live reader.

    Raises:
        MissingCredentialError: there is no key.
    """
    return wiring.polled(NAME, fanduel.FEED.terms, FanduelPlan(wiring), PACE)
