"""A recorded football game as GameCenter answered while it was on: the file, without what came later."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from livebet.chaos.tellings import Telling, poll_times
from livebet.feeds.nfl_official import FEED
from livebet.feeds.nfl_official.payload import read_game
from livebet.feeds.packing import unpacked
from livebet.feeds.replay import LISTED_BEFORE
from livebet.feeds.wallclock import TimedPlay

_NOT_DRIVES = "crntdrv"


def answers(game_name: str, raw: bytes, timed: Sequence[TimedPlay], every: timedelta) -> Iterator[Telling]:
    """One answer every so often, parsed as the feed's are. `raw` is the file; `timed` its plays."""
    eid, _ = read_game(raw)
    whole: dict[str, Any] = msgspec.json.decode(unpacked(raw))
    ended = {one.play.situation.play_id: one.ended for one in timed}
    last, read = timed[-1].ended, FEED.open()
    first = timed[0].began or timed[0].ended
    for at in poll_times(timed, first - LISTED_BEFORE, every):
        if at < timed[0].ended:
            continue
        game = whole[eid] if at >= last else _until(whole[eid], ended, at)
        body = msgspec.json.encode({eid: game})
        yield Telling(FEED.name, game_name, at, body, read, f"answer of {at:%H:%M:%S}", retells=True)


def _until(game: dict[str, Any], ended: dict[str, datetime], at: datetime) -> dict[str, Any]:
    """The game with the plays that were over by then, and without the totals, which count what came later."""
    drives = {
        name: {**drive, "plays": _over(drive["plays"], ended, at)}
        for name, drive in game["drives"].items()
        if name != _NOT_DRIVES
    }
    untold = {side: {**game[side], "stats": {}, "score": {}} for side in ("home", "away")}
    return {**game, **untold, "drives": drives, "scrsummary": {}, "qtr": 1}


def _over(plays: dict[str, Any], ended: dict[str, datetime], at: datetime) -> dict[str, Any]:
    return {play_id: play for play_id, play in plays.items() if ended.get(play_id, at) <= at}
