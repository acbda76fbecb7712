"""ESPN, polled: the day's scoreboards, and the summary of each game while it is on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from livebet.domain.games import Sport
from livebet.feeds import espn
from livebet.feeds.espn import urls
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.http import Answer
from livebet.feeds.live.interest import Interest, WatchedGame, Worth, most, worth
from livebet.feeds.live.polled import PolledFeed
from livebet.feeds.live.schedule import Pace, Target
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.nfl_official.games import EASTERN

NAME = espn.FEED.name
PACE = Pace(close=5.0, in_play=10.0, soon=60.0, far=600.0)
_SCOREBOARD_EVERY = 20.0
NIGHT = timedelta(hours=5)
"""Games that are on past midnight are of the day before: ESPN's day ends for us at five, Eastern."""


class EspnPlan:
    """Nobody counts who reads; a summary of a game has everything that ESPN tells of it."""

    def __init__(self, wiring: Wiring) -> None:
        """Read at ESPN's addresses, or where the settings say."""
        self._wiring = wiring

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """The scoreboard of each sport, and the summary of each game on it."""
        games = list(interest.of(NAME))
        day = day_of(now)
        return [target for sport in Sport for target in self._of_sport(sport, games, day, now)]

    def _of_sport(
        self, sport: Sport, games: Sequence[WatchedGame], day: date, now: datetime
    ) -> Iterator[Target]:
        ours = [game for game in games if game.sport == sport]
        best = most(ours, now, Worth.FAR)
        yield self._target(f"scoreboard/{sport}", urls.scoreboard(sport, day), best, _SCOREBOARD_EVERY)
        for game in ours:
            url = urls.summary(sport, game.native_id)
            yield self._target(f"summary/{game.native_id}", url, worth(game, now))

    def _target(self, key: str, url: str, worth: Worth, least_seconds: float = 0.0) -> Target:
        ask = Ask(url=self._wiring.address(NAME, url))
        return Target(key=key, ask=ask, worth=worth, least_seconds=least_seconds)

    def heard(self, target: Target, answer: Answer) -> None:
        """Every answer is whole."""

    def left(self, _headers: Mapping[str, str]) -> int | None:
        """There is no quota."""
        return None


def day_of(now: datetime) -> date:
    """The day whose games are on or next."""
    return (now.astimezone(EASTERN) - NIGHT).date()


def live(wiring: Wiring) -> PolledFeed:
    """The feed's live reader."""
    return wiring.polled(NAME, espn.FEED.terms, EspnPlan(wiring), PACE)
