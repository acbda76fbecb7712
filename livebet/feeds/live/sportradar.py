"""Sportradar: each league's stream of plays; schedules, and whole games where a stream left a gap."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from livebet.feeds import sportradar
from livebet.feeds.live.ask import Ask
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
        """Take the key from the settings."""
        self._wiring = wiring
        self._key = {urls.KEY_HEADER: wiring.secret("sportradar_key")}

    def ask(self, url: str, params: Mapping[str, str] | None = None) -> Ask:
        """A request with the key."""
        return Ask(url=self._wiring.address(NAME, url), params=params or {}, secret_headers=self._key)

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """Each league's schedule, and each of its games."""
        day = (now.astimezone(EASTERN) - NIGHT).date()
        games = [game for game in interest.of(NAME) if game.sport in urls.VERSIONS]
        found = []
        for sport in urls.VERSIONS:
            best = most((game for game in games if game.sport == sport), now, Worth.FAR)
            schedule = self.ask(urls.schedule(sport, day))
            found.append(
                Target(
                    key=f"schedule/{sport}", ask=schedule, worth=min(best, Worth.SOON), cost=1,
                    least_seconds=_SCHEDULE_EVERY,
                )
            )  # fmt: skip
        for game in games:
            ask = self.ask(urls.play_by_play(game.sport, game.native_id))
            found.append(Target(key=f"plays/{game.native_id}", ask=ask, worth=worth(game, now), cost=1))
        return found

    def heard(self, target: Target, answer: Answer) -> None:
        """Every answer is whole."""

    def left(self, headers: Mapping[str, str], /) -> int | None:
        """Credits left of the plan's quota, under its newer and its older names."""
        for prefix in ("X-Plan-Quota", "X-Packagekey-Quota"):
            allowed, used = headers.get(f"{prefix}-Allotted", ""), headers.get(f"{prefix}-Current", "")
            if allowed.isdigit() and used.isdigit():
                return int(allowed) - int(used)
        return None


def fill(
    plan: SportradarPlan, poller: HttpPoller, schedule: Schedule, sport: str, wiring: Wiring
) -> Callable[[Outlet], Awaitable[None]]:
    """Reads the games of a league that are on, whole: the stream has no memory. Credits are spent as ever."""

    async def filled(outlet: Outlet) -> None:
        now = wiring.clock.now()
        wanted = [one for one in plan.targets(outlet.interest, now) if one.worth >= Worth.IN_PLAY]
        ours = {f"plays/{game.native_id}" for game in outlet.interest.of(NAME) if game.sport == sport}
        for target in (one for one in wanted if one.key in ours):
            if not schedule.budget.affords(target.cost):
                return
            schedule.asking(target, now)
            answer = await poller.ask(target.ask)
            if answer.body is not None:
                await outlet.hand(
                    Payload(
                        feed=NAME, target=target.ask.where, session="", received_at=answer.received_at,
                        body=answer.body,
                    )
                )  # fmt: skip

    return filled


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
            LineStream(
                wiring.client, wiring.clock, plan.ask(*urls.push_events(sport)), terms.keep_alive or 15.0
            ).open,
            wiring.clock,
            target=f"push/{sport}",
            fill=fill(plan, poller, schedule, sport, wiring),
            session="",
        )
        for sport in urls.VERSIONS
    ]
    return Together(NAME, [PolledFeed(NAME, plan, poller, schedule, wiring.clock), *streams])
