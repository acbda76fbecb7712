"""The NBA's own live data, polled: today's games, and the actions of each while it is on."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from livebet.feeds import nba_cdn
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.http import Answer
from livebet.feeds.live.interest import Interest, Worth, most, worth
from livebet.feeds.live.polled import PolledFeed
from livebet.feeds.live.schedule import Pace, Target
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.nba_cdn import urls

NAME = nba_cdn.FEED.name
PACE = Pace(close=3.0, in_play=6.0, soon=60.0, far=600.0)
_GAMES_EVERY = 15.0
_ODDS_EVERY = 30.0


class NbaPlan:
    """Files that are written anew every few seconds; nobody counts who reads them."""

    def __init__(self, wiring: Wiring) -> None:
        """Read at the league's address, or where the settings say."""
        self._wiring = wiring

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """The scoreboard, today's prices, and every game's actions."""
        games = list(interest.of(NAME))
        best = most(games, now, Worth.FAR)
        return [
            self._target("games", urls.scoreboard_url(), best, _GAMES_EVERY),
            self._target("odds", urls.odds_url(), best, _ODDS_EVERY),
            *(
                self._target(f"plays/{game.native_id}", urls.playbyplay_url(game.native_id), worth(game, now))
                for game in games
            ),
        ]

    def _target(self, key: str, url: str, worth: Worth, least_seconds: float = 0.0) -> Target:
        ask = Ask(url=self._wiring.address(NAME, url))
        return Target(key=key, ask=ask, worth=worth, least_seconds=least_seconds)

    def heard(self, target: Target, answer: Answer) -> None:
        """Every answer is whole."""

    def left(self, _headers: Mapping[str, str]) -> int | None:
        """There is no quota."""
        return None


def live(wiring: Wiring) -> PolledFeed:
    """The feed's live reader."""
    return wiring.polled(NAME, nba_cdn.FEED.terms, NbaPlan(wiring), PACE)
