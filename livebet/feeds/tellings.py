"""What a session has told of a game's plays, so that it knows a correction and a play taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tellings:
    """Every play of one game by its id: its content as last told, and how often that changed.

    Feeds that tell a whole game again and again say what changed by telling it otherwise, or not at all.
    """

    _known: dict[str, tuple[object, int]] = field(default_factory=dict)

    def revision(self, play_id: str, content: object) -> int:
        """How often the feed has corrected this play, this telling included; 0 where it is the first."""
        known = self._known.get(play_id)
        if known is None:
            self._known[play_id] = (content, 0)
            return 0
        before, revision = known
        if before == content:
            return revision
        self._known[play_id] = (content, revision + 1)
        return revision + 1

    def vanished(self, told: Iterable[str]) -> list[str]:
        """The plays told before that are not in the newest telling of the whole game; each is named once."""
        now = set(told)
        gone = [play_id for play_id, (content, _) in self._known.items() if content is not None]
        gone = [play_id for play_id in gone if play_id not in now]
        for play_id in gone:
            self.take_back(play_id)
        return gone

    def take_back(self, play_id: str) -> None:
        """The play is no more; should it come again, that is a correction."""
        _, revision = self._known.get(play_id, (None, -1))
        self._known[play_id] = (None, revision)
