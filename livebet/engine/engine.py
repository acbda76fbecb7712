"""The decision core: messages in, messages out. No I/O, no clock, no randomness.

Everything here is a function of the messages handled so far: the same log gives the same answers with the
same identifiers and offsets, so a crash is a replay.
"""

from collections.abc import Mapping
from uuid import UUID

from livebet.domain.games import Sport
from livebet.domain.messages import GameListed, Inbound, Outbound, Refused
from livebet.engine.config import EngineConfig
from livebet.engine.game import GameDesk, game_desk
from livebet.game.rules import Rules
from livebet.game.sports.table import RULES

UNKNOWN_GAME = "unknown game"
UNKNOWN_SPORT = "no rules for this sport"
_PAYLOAD_BOUND = 500


class Engine:
    """Decides for any number of games, each on its own."""

    def __init__(self, config: EngineConfig, rules: Mapping[Sport, Rules] = RULES) -> None:
        """Start with no game known."""
        self._config = config
        self._rules = rules
        self._desks: dict[UUID, GameDesk] = {}

    def handle(self, message: Inbound) -> list[Outbound]:
        """What follows from a message, in the order in which it is to be said.

        A message about a game that was never listed, or of a sport without rules, is answered with the
        refusal to store; it changes nothing.
        """
        desk = self._desks.get(message.game_id)
        if desk is not None:
            return desk.handle(message)
        if not isinstance(message, GameListed):
            return [_refused(message, UNKNOWN_GAME, str(message.game_id))]
        rules = self._rules.get(message.game.sport)
        if rules is None:
            return [_refused(message, UNKNOWN_SPORT, message.game.native_id)]
        desk = self._desks[message.game_id] = game_desk(message, self._config, rules)
        return desk.open()

    def desk(self, game_id: UUID) -> GameDesk | None:
        """A game as it stands, for those who look and touch nothing; None for one never listed."""
        return self._desks.get(game_id)


def _refused(message: Inbound, reason: str, native_id: str) -> Refused:
    return Refused(
        feed=message.game.feed if isinstance(message, GameListed) else "inbound",
        reason=reason,
        payload=repr(message)[:_PAYLOAD_BOUND],
        native_id=native_id,
        observed_at=message.observed_at,
    )
