"""What is known as the next play begins: the best teller's word of the moment."""

from dataclasses import dataclass, replace
from datetime import datetime

from livebet.domain.messages import PlayBegan
from livebet.domain.plays import Situation
from livebet.feeds.items import SituationTold
from livebet.feeds.merge.alike import SECONDS_APART
from livebet.feeds.merge.labels import STEP
from livebet.feeds.merge.plays import PlayMerger
from livebet.feeds.merge.tellings import Teller


@dataclass(frozen=True, slots=True)
class _Pending:
    """The situation that was told last, by whom, and after which play."""

    teller: Teller
    situation: Situation
    at: datetime
    after: str


@dataclass(slots=True)
class SituationMerger:
    """Lets through what is news: of a play not over, not behind the newest one, not of a lesser teller."""

    plays: PlayMerger
    _pending: _Pending | None = None

    def take(self, teller: Teller, item: SituationTold, at: datetime) -> list[PlayBegan]:
        """The message that a situation makes, if any."""
        play_id = self.plays.play_id(teller, item.situation.play_id, item.official_id)
        last = self.plays.last.situation if self.plays.last else None
        if self.plays.is_over(play_id) or (last is not None and _behind(item.situation, last)):
            return []
        pending = self._pending
        after = last.play_id if last else ""
        if pending is not None and pending.after == after and (teller < pending.teller or at < pending.at):
            return []
        label = self._label(play_id, last)
        situation = replace(item.situation, play_id=play_id, sequence=label)
        if pending is not None and pending.situation == situation:
            return []
        self._pending = _Pending(teller, situation, at, after)
        return [PlayBegan(game_id=self.plays.game_id, situation=situation, observed_at=at)]

    def _label(self, play_id: str, last: Situation | None) -> int:
        """A number behind that of the newest play and of every situation told since."""
        behind = (last.sequence if last else 0) + STEP // 2
        pending = self._pending
        if pending is None or pending.situation.sequence < behind:
            return behind
        return pending.situation.sequence + (pending.situation.play_id != play_id)


def _behind(situation: Situation, last: Situation) -> bool:
    """Whether a situation is earlier than the newest play, by the period and the clock."""
    if situation.period != last.period:
        return situation.period < last.period
    if situation.clock_seconds is None or last.clock_seconds is None:
        return False
    return situation.clock_seconds > last.clock_seconds + SECONDS_APART
