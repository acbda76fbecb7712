"""Feeds that fell silent about a game while others go on."""

from collections.abc import Iterator, Sequence
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

    def hear(self, item: Told, at: datetime) -> Sequence[Doubt]:
        """Note an item; which feeds it shows to be frozen."""
        if isinstance(item, QuoteTold):
            return self._note((item.feed, QUOTES), (at.timestamp(),), at)
        if isinstance(item, PlayTold):
            situation = item.play.situation
            return self._note((item.feed, PLAYS), (situation.period, situation.sequence), at)
        if isinstance(item, ScoreTold) and item.period is not None and item.clock_seconds is not None:
            return self._note((item.feed, SCORES), (item.period, -item.clock_seconds), at)
        return ()

    def _note(self, key: tuple[str, str], place: _Place, at: datetime) -> Sequence[Doubt]:
        own = self._progress.get(key)
        if own is None:
            self._progress[key] = _Progress(place, at)
        elif place <= own.place:
            return ()
        else:
            own.place, own.at, own.behind = place, max(at, own.at), 0
        return () if len(self._progress) == 1 else list(self._frozen(key, at))

    def _frozen(self, key: tuple[str, str], at: datetime) -> Iterator[Doubt]:
        feed, what = key
        for (other, told), progress in self._progress.items():
            if other == feed or told != what:
                continue
            progress.behind += 1
            if progress.behind >= TOLD_MEANWHILE and at - progress.at > FROZEN_AFTER:
                silent = (at - progress.at).total_seconds()
                detail = f"{other} tells no {what} for {silent:.0f} s, {feed} told {progress.behind}"
                yield Doubt("frozen feed", f"{other} {what}", detail, at)
