"""What the model remembers of live games, play by play, so that a corrected play takes back what it did.

A row of the same step (`PredictionWanted.step`) as one before tells of the same play to come: the net goes on
from before that play, not from the first telling of it, as it learnt: one row a play. Of each game the newest
`RING` rows are kept. Where plays were corrected that lie farther back, and after a restart of the service,
the game begins anew for the net: it forgets true plays rather than remember a false one, and what members
said up to then is not scored when the game is settled.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from training.ensemble.runner import Doubles, Floats

GAMES_REMEMBERED = 4_096
"""More games than are on at any time; the one asked about longest ago is forgotten first."""
RING = 128
"""Rows of a game that a correction can go back over: some sixty plays, two rows each."""


class Play(NamedTuple):
    """Whose row it is: a game and the revision of its state, its step, and what still holds of those before.

    Without a `step` each revision is a step of its own. `after`: plays were corrected, and what was said of
    revisions above it rested on something false.
    """

    game: UUID
    revision: int
    step: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """One row of a game: the net's memory with it, and what members said.

    `if_home` and `if_away` are sums of each member's log loss over this and the `plays` before it, should
    that side win.
    """

    revision: int
    step: int | None
    memory: Floats
    logits: Doubles
    if_home: Doubles
    if_away: Doubles
    plays: int


@dataclass(slots=True)
class Told:
    """A game: its newest rows in the order of their revisions, and the one that the market last scored."""

    ring: deque[Heard] = field(default_factory=lambda: deque(maxlen=RING))
    scored: int = -1


class Memories:
    """All games that are remembered."""

    def __init__(self) -> None:
        """Remember nothing."""
        self._games: OrderedDict[UUID, Told] = OrderedDict()

    def before(self, play: Play) -> Heard | None:
        """What a play goes on from, once what is false was forgotten; None where the game begins with it."""
        told = self._games.get(play.game)
        if told is None:
            return None
        ring = told.ring
        if play.after is not None and ring and play.revision >= ring[-1].revision:
            while ring and ring[-1].revision > play.after:
                ring.pop()
        return next((one for one in reversed(ring) if _is_before(one, play)), None)

    def keep(self, game: UUID, heard: Heard) -> None:
        """Remember a row, unless a newer one is known."""
        told = self._games.get(game)
        if told is None:
            told = self._games[game] = Told()
            while len(self._games) > GAMES_REMEMBERED:
                self._games.popitem(last=False)
        if not told.ring or heard.revision > told.ring[-1].revision:
            told.ring.append(heard)
            self._games.move_to_end(game)

    def to_score(self, game: UUID, revision: int) -> Heard | None:
        """The newest row of a game, for a market that knew this revision; None where it was scored before."""
        told = self._games.get(game)
        if told is None or not told.ring or not told.scored < told.ring[-1].revision <= revision:
            return None
        told.scored = told.ring[-1].revision
        return told.ring[-1]

    def close(self, game: UUID) -> Heard | None:
        """Forget a game; its newest row, where there is one."""
        told = self._games.pop(game, None)
        return told.ring[-1] if told is not None and told.ring else None


def _is_before(one: Heard, play: Play) -> bool:
    """Whether a row is of an earlier state, and of an earlier step where both tell theirs."""
    if one.revision >= play.revision:
        return False
    return one.step is None or play.step is None or one.step < play.step
