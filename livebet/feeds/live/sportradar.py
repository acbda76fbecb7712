"""Sportradar: each league's stream of plays; schedules, and whole games where a stream left a gap."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from livebet.feeds import sportradar
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.feed import Outlet, Payload
from livebet.feeds.live.http import Answer, HttpPoller
from livebet.feeds.live.interest import Interest, Worth, most, worth
from livebet.feeds.live.lines import LineStream
from livebet.feeds.live.polled import PolledFeed
from livebet.feeds.live.schedule import Pace, Schedule, Target
from livebet.feeds.live.streamed import StreamedFeed
from livebet.feeds.live.together import Together
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.nfl_official.games import EASTERN
from livebet.feeds.sportradar import urls

NAME = sportradar.NAME
PACE = Pace(close=120.0, in_play=300.0, soon=900.0, far=21_600.0)
"""Plays come by the stream: REST is for schedules, and to look after it; each answer costs a credit."""
NIGHT = timedelta(hours=6)
_SCHEDULE_EVERY = 900.0


class SportradarPlan:
    """What REST is asked for; the key travels in a header."""

    def __init__(self, wiring: Wiring) -> None:
        """Take the key, and what it opens, from the settings."""
        self._wiring = wiring
        self._key = {urls.KEY_HEADER: wiring.secret("sportradar_key")}
        self._access = wiring.settings.sportradar_access
        self.sports = tuple(dict.fromkeys(wiring.settings.sportradar_sports.split(",")))

    def _ask(self, url: str, params: Mapping[str, str] | None = None) -> Ask:
        return Ask(url=self._wiring.address(NAME, url), params=params or {}, secret_headers=self._key)

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """Each league's schedule, and each of its games."""
        found = [self._schedule(sport, interest, now) for sport in self.sports]
        return [*found, *(one for sport in self.sports for one in self.games(sport, interest, now))]

    def _schedule(self, sport: str, interest: Interest, now: datetime) -> Target:
        day = (now.astimezone(EASTERN) - NIGHT).date()
        games = (game for game in interest.of(NAME) if game.sport == sport)
        return Target(
            key=f"schedule/{sport}", ask=self._ask(urls.schedule(sport, day, self._access)), cost=1,
            worth=min(most(games, now, Worth.FAR), Worth.SOON), least_seconds=_SCHEDULE_EVERY,
        )  # fmt: skip

    def games(self, sport: str, interest: Interest, now: datetime) -> Sequence[Target]:
        """A league's games, whole."""
        return [
            Target(
                key=f"plays/{game.native_id}", cost=1, worth=worth(game, now),
                ask=self._ask(urls.play_by_play(sport, game.native_id, self._access)),
            )
            for game in interest.of(NAME)
            if game.sport == sport
        ]  # fmt: skip

    def stream(self, sport: str) -> Ask:
        """A league's stream of plays."""
        return self._ask(*urls.push_events(sport, self._access))

    def heard(self, target: Target, answer: Answer) -> None:
        """Every answer is whole."""

    def left(self, headers: Mapping[str, str], /) -> int | None:
        """Credits left of the plan's quota, under its newer and its older names."""
        for prefix in ("X-Plan-Quota", "X-Packagekey-Quota"):
            allowed, used = headers.get(f"{prefix}-Allotted", ""), headers.get(f"{prefix}-Current", "")
            if allowed.isdecimal() and used.isdecimal():
                return int(allowed) - int(used)
        return None


class Gap:
    """Reads the games of a league that are on, whole, for its stream has no memory; credits are spent."""

    def __init__(
        self, sport: str, plan: SportradarPlan, poller: HttpPoller, schedule: Schedule, wiring: Wiring
    ) -> None:
        """Share what the polling knows of its own askings."""
        self._sport = sport
        self._plan = plan
        self._poller = poller
        self._schedule = schedule
        self._clock = wiring.clock

    async def fill(self, outlet: Outlet) -> None:
        """Read them; a game that is not there is passed over.

        Raises:
            FeedError: one cannot be read.
        """
        now = self._clock.now()
        for target in self._plan.games(self._sport, outlet.interest, now):
            if target.worth < Worth.IN_PLAY:
                continue
            if not self._schedule.budget.affords(target.cost):
                return
            self._schedule.asking(target, now)
            try:
                await self._hand(target, await self._poller.ask(target.ask), outlet)
            except FeedError as error:
                if error.kind is not FaultKind.MISSING:
                    raise

    async def _hand(self, target: Target, answer: Answer, outlet: Outlet) -> None:
        left = self._plan.left(answer.headers)
        if left is not None:
            self._schedule.told(left)
        if answer.body is None:
            return
        payload = Payload(
            feed=NAME, target=target.ask.where, session="", received_at=answer.received_at, body=answer.body
        )
        try:
            await outlet.hand(payload)
        except asyncio.CancelledError:
            self._poller.forget(target.ask)
            raise


def live(wiring: Wiring) -> Together:
    """The feed's live reader; streams and REST are one session, which joins plays by their ids.

    Raises:
        MissingCredentialError: there is no key.
    """
    terms, plan = sportradar.FEED.terms, SportradarPlan(wiring)
    schedule, poller = Schedule(PACE, wiring.budget(NAME, terms)), wiring.poller(terms)
    streams = [
        StreamedFeed(
            NAME,
            LineStream(wiring.client, wiring.clock, plan.stream(sport), terms.keep_alive or 10.0).open,
            wiring.clock,
            target=f"push/{sport}",
            fill=Gap(sport, plan, poller, schedule, wiring).fill,
            session="",
        )
        for sport in plan.sports
    ]
    return Together(NAME, [PolledFeed(NAME, plan, poller, schedule, wiring.clock), *streams])
