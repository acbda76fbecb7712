"""What a restarted decide process knows of its former life, and what the log can no longer tell it.

The log is bounded (`LIVEBET_STREAM_BOUND` messages a partition), and a restarted process knows only the games
whose listing is still there. At 200 quotes a second over four partitions the usual bound lasts over an hour:
where more is quoted while games run, it has to be higher. A game whose listing was trimmed away is no longer
followed after a restart: what is told of it is refused as of an unknown game. Should it be listed anew, it is
followed again, but what it says is held back up to the offset that clients have seen. Both are logged, once
a game.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from livebet.domain.messages import Inbound, Prediction, PredictionWanted, Published
from livebet.stream.bus import Entry, Trace


def id_key(entry_id: str) -> tuple[int, int]:
    """An entry's id as numbers, which order as entries do."""
    milliseconds, _, count = entry_id.partition("-")
    return int(milliseconds), int(count or 0)


@dataclass(slots=True)
class CatchUp:
    """What was said (game -> last offset), asked for before the newest id of the log (`tip`).

    In this order all that was said follows from entries up to the tip.
    """

    said: dict[UUID, int]
    tip: tuple[int, int]
    unanswered: dict[UUID, tuple[PredictionWanted, Trace]] = field(default_factory=dict)
    unsent: list[tuple[list[Published], Trace]] = field(default_factory=list)
    """What was decided and goes out together."""

    def covers(self, entry: Entry) -> bool:
        """Whether the entry was in the log before this process began."""
        return id_key(entry.entry_id) <= self.tip

    def ends_with(self, batch: list[Entry]) -> bool:
        """Whether nothing that was in the log before this process began comes after the batch."""
        return not batch or id_key(batch[-1].entry_id) >= self.tip

    def unsaid(self, published: Iterable[Published]) -> list[Published]:
        """What has not gone out before."""
        return [message for message in published if message.offset > self.said.get(message.game_id, 0)]

    def note(self, message: Inbound, wanted: Iterable[PredictionWanted], trace: Trace) -> None:
        """Keep the newest question of each game that the log does not answer.

        It tells of a correction that an older one, which nobody answered, was the first to know of.
        """
        if isinstance(message, Prediction):
            asked = self.unanswered.get(message.game_id)
            if asked and asked[0].revision <= message.revision:
                del self.unanswered[message.game_id]
        for question in wanted:
            before = self.unanswered.get(question.game_id)
            self.unanswered[question.game_id] = (_knowing(question, before and before[0]), trace)


def _knowing(question: PredictionWanted, before: PredictionWanted | None) -> PredictionWanted:
    """A question that knows of the corrections that one before it knew of."""
    if before is None or before.after is None:
        return question
    return replace(
        question, after=min(before.after, before.after if question.after is None else question.after)
    )
