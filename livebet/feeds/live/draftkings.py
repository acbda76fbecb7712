"""DraftKings' public site, read where it is named: snapshots of leagues, and the socket's changes to games.

Unofficial: there are no terms to keep to but to ask seldom.
"""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime

from pydantic import SecretStr

from livebet.feeds import draftkings
from livebet.feeds.draftkings.words import LEAGUES
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.circuit import Patience
from livebet.feeds.live.feed import Outlet, Payload
from livebet.feeds.live.http import Answer, HttpPoller
from livebet.feeds.live.interest import Interest, Worth
from livebet.feeds.live.polled import PolledFeed
from livebet.feeds.live.schedule import Pace, Schedule, Target
from livebet.feeds.live.secondary import Secondary
from livebet.feeds.live.sides import price_worth, sport_worth
from livebet.feeds.live.sockets import SocketStream
from livebet.feeds.live.subscribed import SubscribedFeed
from livebet.feeds.live.together import Together
from livebet.feeds.live.wiring import Wiring

NAME = draftkings.NAME
SOCKET = f"{NAME}_socket"
"""The socket's name among `feed_addresses`."""
FOLLOWED = {league: sport for league, sport in LEAGUES.items() if sport in ("nfl", "nba", "mlb")}
PACE = Pace(close=60.0, in_play=60.0, soon=120.0, far=1_800.0)
"""Changes come over the socket; snapshots bring new games, and what the socket may have missed."""


class DraftkingsPlan:
    """A league's snapshot holds its games' main markets."""

    def __init__(self, wiring: Wiring) -> None:
        """Read at the site's address, or where the settings say."""
        self._wiring = wiring

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """Each league's snapshot."""
        found = []
        for league, sport in FOLLOWED.items():
            ask = Ask(url=self._wiring.address(NAME, draftkings.snapshot_url(league)))
            found.append(Target(key=sport, ask=ask, worth=sport_worth(interest, NAME, sport, now)))
        return found

    def heard(self, target: Target, answer: Answer) -> None:
        """Every snapshot is whole."""

    def left(self, _headers: Mapping[str, str]) -> int | None:
        """There is no quota."""
        return None


def wanted(interest: Interest, now: datetime) -> Set[str]:
    """The games to be subscribed to: those in play, or soon to be."""
    return {game.native_id for game in interest.of(NAME) if price_worth(game, now) >= Worth.SOON}


def subscribe(number: int, games: Sequence[str]) -> Sequence[bytes]:
    """One subscription a game."""
    return [draftkings.subscription(str(number + place), game) for place, game in enumerate(games)]


class Snapshots:
    """Takes the snapshots again that a new connection goes on from; changed or not, they are handed over."""

    def __init__(self, plan: DraftkingsPlan, poller: HttpPoller, schedule: Schedule, wiring: Wiring) -> None:
        """Share what the polling knows of its own askings."""
        self._plan = plan
        self._poller = poller
        self._schedule = schedule
        self._wiring = wiring

    async def fill(self, outlet: Outlet) -> None:
        """Of the leagues whose games are in play, or soon to be.

        Raises:
            FeedError: one cannot be read.
        """
        now = self._wiring.clock.now()
        of = {game.sport for game in outlet.interest.of(NAME) if price_worth(game, now) >= Worth.SOON}
        for target in self._plan.targets(outlet.interest, now):
            if target.key in of:
                self._schedule.asking(target, now)
                self._poller.forget(target.ask)
                await self._hand(target, await self._poller.ask(target.ask), outlet)

    async def _hand(self, target: Target, answer: Answer, outlet: Outlet) -> None:
        if answer.body is not None:
            await outlet.hand(
                Payload(
                    feed=NAME, target=target.ask.where, session=target.session,
                    received_at=answer.received_at, body=answer.body,
                )
            )  # fmt: skip


def live(wiring: Wiring, patience: Patience | None = None) -> Together:
    """The feed's live reader; snapshots and frames are one session, for frames change what snapshots told.

    Where the socket fails, by itself and for however long, snapshots go on; `patience` is for the socket.
    """
    terms, plan = draftkings.FEED.terms, DraftkingsPlan(wiring)
    schedule, poller = Schedule(PACE, wiring.budget(NAME, terms)), wiring.poller(terms)
    url = wiring.address(SOCKET, draftkings.socket_url())
    socket = SubscribedFeed(
        NAME,
        SocketStream(SecretStr(url), terms.keep_alive or 60.0).open,
        wiring.clock,
        target="socket",
        wanted=wanted,
        subscribe=subscribe,
        fill=Snapshots(plan, poller, schedule, wiring).fill,
    )
    polled = PolledFeed(NAME, plan, poller, schedule, wiring.clock)
    return Together(NAME, [polled, Secondary(socket, wiring.clock, patience)])
