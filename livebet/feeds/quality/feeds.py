"""Feeds that fell silent about a game while others go on."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from livebet.feeds.items import PlayTold, QuoteTold, ScoreTold, Told
from livebet.feeds.quality.episodes import Doubt

FROZEN_AFTER = timedelta(seconds=180)
"""How far a feed may be behind another before it counts as frozen."""
TOLD_MEANWHILE = 5
"""What another must have told that is new in the meantime."""

PLAYS, SCORES, QUOTES = "plays", "scores", "quotes"

_Place = tuple[float, ...]


@dataclass(slots=True)
class _Progress:
    """The newest a feed told of one thing, when, and what others told since."""

    place: _Place
    at: datetime
    behind: int = 0


@dataclass(slots=True)
class FeedChecks:
    """What each feed told of one game. A payload told again is no progress, whenever it is told."""

    _progress: dict[tuple[str, str], _Progress] = field(default_factory=dict)

    def hear(self, item: Told, at: datetime) -> Iterator[Doubt]:
        """Note an item; which feeds it shows to be frozen."""
        match item:
            case QuoteTold():
                return self._note(item.feed, QUOTES, (at.timestamp(),), at)
            case PlayTold(play=play):
                return self._note(item.feed, PLAYS, (play.situation.period, play.situation.sequence), at)
            case ScoreTold(period=int(period), clock_seconds=int(clock)):
                return self._note(item.feed, SCORES, (period, -clock), at)
        return iter(())

    def _note(self, feed: str, what: str, place: _Place, at: datetime) -> Iterator[Doubt]:
        own = self._progress.get((feed, what))
        if own is not None and place <= own.place:
            return
        self._progress[feed, what] = _Progress(place, max(at, own.at) if own else at)
        for (other, told), progress in self._progress.items():
            if other == feed or told != what:
                continue
            progress.behind += 1
            if progress.behind >= TOLD_MEANWHILE and at - progress.at > FROZEN_AFTER:
                silent = (at - progress.at).total_seconds()
                detail = f"{other} tells no {what} for {silent:.0f} s, {feed} told {progress.behind}"
                yield Doubt("frozen feed", f"{other} {what}", detail, at)
