"""StatsAPI, polled: the day's schedule; each game whole, then what changed since its own timecode."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec

from livebet.feeds import mlb_gumbo
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.http import Answer
from livebet.feeds.live.interest import Interest, WatchedGame, Worth, most, worth
from livebet.feeds.live.polled import PolledFeed
from livebet.feeds.live.schedule import Pace, Target
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.mlb_gumbo import urls
from livebet.feeds.nfl_official.games import EASTERN

NAME = mlb_gumbo.FEED.name
PACE = Pace(close=10.0, in_play=10.0, soon=60.0, far=600.0)
WAIT = 10.0
"""Seconds between two readings of a game, unless the game itself tells others (`metaData.wait`)."""
WHOLE_EVERY = timedelta(minutes=5)
"""A game is taken whole again now and then: a patch that did not fit does no harm for longer."""
NIGHT = timedelta(hours=6)
_SCHEDULE_EVERY = 30.0


class _Meta(msgspec.Struct):
    time_stamp: str = msgspec.field(name="timeStamp", default="")
    wait: float = WAIT


class _Whole(msgspec.Struct):
    meta: _Meta = msgspec.field(name="metaData")


class _Change(msgspec.Struct):
    path: str = ""
    value: msgspec.Raw = msgspec.Raw(b"null")


class _Step(msgspec.Struct):
    diff: list[_Change] = []


_WHOLE = msgspec.json.Decoder(_Whole)
_STEPS = msgspec.json.Decoder(list[_Step])


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the reading of a game is: its newest timecode, the seconds it wants between two readings."""

    since: str = ""
    wait: float = WAIT
    whole_at: datetime | None = None


class GumboPlan:
    """A game's payloads are one session's: patches change what came before."""

    def __init__(self, wiring: Wiring) -> None:
        """Read at the league's addresses, or where the settings say."""
        self._wiring = wiring
        self._cursors: dict[str, Cursor] = {}

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """The day's schedule, and each of its games."""
        games = list(interest.of(NAME))
        self._cursors = {
            game.native_id: self._cursors[game.native_id] for game in games if game.native_id in self._cursors
        }
        day = (now.astimezone(EASTERN) - NIGHT).date()
        return [self._schedule(day, most(games, now, Worth.FAR)), *(self._game(game, now) for game in games)]

    def _schedule(self, day: date, best: Worth) -> Target:
        ask = Ask(url=self._wiring.address(NAME, urls.schedule_url(day)))
        return Target(key="schedule", ask=ask, worth=best, least_seconds=_SCHEDULE_EVERY)

    def _game(self, game: WatchedGame, now: datetime) -> Target:
        cursor = self._cursors.get(game.native_id, Cursor())
        url = urls.live_url(game.native_id)
        if cursor.since and cursor.whole_at is not None and now < cursor.whole_at + WHOLE_EVERY:
            url = urls.diff_url(game.native_id, cursor.since)
        ask = Ask(url=self._wiring.address(NAME, url))
        return Target(
            key=f"game/{game.native_id}",
            ask=ask,
            worth=worth(game, now),
            session=game.native_id,
            least_seconds=cursor.wait,
        )

    def heard(self, target: Target, answer: Answer) -> None:
        """Go on from the timecode that a game told; a reading that tells none begins the game anew."""
        if target.session:
            before = self._cursors.get(target.session, Cursor())
            self._cursors[target.session] = after(before, answer.body, answer.received_at)

    def left(self, _headers: Mapping[str, str]) -> int | None:
        """There is no quota."""
        return None


def after(cursor: Cursor, body: bytes | None, at: datetime) -> Cursor:
    """Where the reading of a game is after one more answer; None for one that did not change."""
    if body is None:
        return cursor
    try:
        if body.lstrip()[:1] == b"[":
            changes = [change for step in _STEPS.decode(body) for change in step.diff]
            stamps = [change.value for change in changes if change.path == "/metaData/timeStamp"]
            since = msgspec.json.decode(stamps[-1], type=str) if stamps else cursor.since
            return Cursor(since, cursor.wait, cursor.whole_at)
        meta = _WHOLE.decode(body).meta
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return Cursor()
    return Cursor(meta.time_stamp, max(1.0, meta.wait), at)


def live(wiring: Wiring) -> PolledFeed:
    """The feed's live reader."""
    return wiring.polled(NAME, mlb_gumbo.FEED.terms, GumboPlan(wiring), PACE)
