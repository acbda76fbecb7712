"""All games: placed items in, messages of one truth out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from livebet.domain.messages import Inbound, PlayDeleted, PlaySeen
from livebet.feeds.feed import Authority
from livebet.feeds.identity.identify import Placed
from livebet.feeds.merge.game import GameMerger
from livebet.feeds.merge.passing import Passing
from livebet.feeds.merge.plays import PlayMerger
from livebet.feeds.merge.situations import SituationMerger

AT_MOST = 2_000
"""Games remembered; those told of first are forgotten first."""


@dataclass(slots=True)
class Merger:
    """Pure: what comes out follows from what was taken, in its order.

    The fastest feed speaks first, one of higher authority overrules it, and what they disagree about is told
    once. A batch's plays are told together, so that a whole game is joined once.
    """

    authorities: Mapping[str, Authority]
    left_out: Counter[str] = field(default_factory=Counter)
    """Items that make no message, by why."""
    _games: dict[UUID, GameMerger] = field(default_factory=dict)

    def take(self, batch: Iterable[Placed]) -> list[Inbound]:
        """The messages that a batch makes; the same batch again makes none."""
        said: list[Inbound] = []
        touched: dict[UUID, GameMerger] = {}
        newest: UUID | None = None
        for placed in batch:
            game_id = placed.game.game_id
            if game_id is not newest:  # items of one game come one after the other
                newest = game_id
                game = touched[game_id] = self._games.get(game_id) or self._begin(game_id)
            said += game.take(placed, self.authorities.get(placed.item.feed, Authority.RUMOUR))
        for game in touched.values():
            said += game.settle()
        return said

    def recall(self, messages: Iterable[Inbound]) -> None:
        """Know what an earlier process told, in the order in which it did, so that nothing is told twice."""
        for message in messages:
            if isinstance(message, PlaySeen | PlayDeleted):
                game = self._games.get(message.game_id) or self._begin(message.game_id)
                game.plays.recall(message)

    def _begin(self, game_id: UUID) -> GameMerger:
        if len(self._games) >= AT_MOST:
            del self._games[next(iter(self._games))]
        plays = PlayMerger(game_id)
        passing = Passing(game_id, self.left_out)
        game = self._games[game_id] = GameMerger(plays, SituationMerger(plays), passing, self.left_out)
        return game
