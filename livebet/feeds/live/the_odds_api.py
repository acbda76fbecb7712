"""The Odds API, polled: a sport's odds at once, by the credits that are left; its games for nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from livebet.feeds import the_odds_api
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.errors import FaultKind
from livebet.feeds.live.http import Answer
from livebet.feeds.live.interest import Interest, Worth, most
from livebet.feeds.live.polled import PolledFeed
from livebet.feeds.live.schedule import Pace, Target
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.the_odds_api.requests import KEY_PARAMETER, Request

SPORTS = {"nfl": "americanfootball_nfl", "nba": "basketball_nba", "mlb": "baseball_mlb"}
MARKETS = ("h2h", "spreads", "totals")
PACE = Pace(close=40.0, in_play=60.0, soon=300.0, far=3_600.0)
"""The API itself renews odds every 40 s in play, every 60 s before."""
_GAMES_EVERY = 3_600.0
_OUT_OF_CREDIT = b"OUT_OF_USAGE_CREDITS"


class OddsPlan:
    """A sport is worth as much as its best game; feeds that tell how games stand are believed first."""

    def __init__(self, wiring: Wiring) -> None:
        """Take the key and the regions from the settings."""
        self._wiring = wiring
        self._key = {KEY_PARAMETER: wiring.secret("the_odds_api_key")}
        self._regions = wiring.settings.the_odds_api_regions.split(",")

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """Each sport's games, which cost nothing, and its odds."""
        found = []
        for sport, key in SPORTS.items():
            games = self._target(f"games/{sport}", the_odds_api.events(key), Worth.FAR, _GAMES_EVERY)
            odds = the_odds_api.odds(key, MARKETS, self._regions)
            found += [games, self._target(f"odds/{sport}", odds, _worth(interest, sport, now))]
        return found

    def _target(self, key: str, request: Request, worth: Worth, least_seconds: float = 0.0) -> Target:
        url = self._wiring.address(the_odds_api.NAME, request.url)
        ask = Ask(url=url, params=request.params, secret_params=self._key)
        return Target(key=key, ask=ask, worth=worth, cost=request.cost, least_seconds=least_seconds)

    def heard(self, target: Target, answer: Answer) -> None:
        """Every answer is whole."""

    def left(self, headers: Mapping[str, str]) -> int | None:
        """The credits left; the API tells them with every answer, and may tell fewer than none."""
        found = the_odds_api.quota(headers)
        return None if found is None else found.remaining


def _worth(interest: Interest, sport: str, now: datetime) -> Worth:
    games = list(interest.of_sport(sport))
    others = [game for game in games if game.feed != the_odds_api.NAME]
    return most(others or games, now)


def classify(status: int, body: bytes) -> FaultKind | None:
    """Out of credit is told as 401."""
    return FaultKind.SPENT if status == 401 and _OUT_OF_CREDIT in body else None


def live(wiring: Wiring) -> PolledFeed:
    """The feed's live reader.

    Raises:
        MissingCredentialError: there is no key.
    """
    terms = the_odds_api.FEED.terms
    return wiring.polled(the_odds_api.NAME, terms, OddsPlan(wiring), PACE, classify=classify)
