"""The voice of one game: gapless offsets and deterministic identifiers for all that is published."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from livebet.domain.ids import message_uuid
from livebet.domain.messages import Finding


class Head(TypedDict):
    """What every published message carries."""

    message_id: UUID
    game_id: UUID
    offset: int
    observed_at: datetime


@dataclass(slots=True)
class Voice:
    """Counts what is said of a game, from 1."""

    game_id: UUID
    offset: int = 0

    def head(self, observed_at: datetime, kind: str, *parts: object) -> Head:
        """The head of the next message; `parts` make it what it is, so the same message has the same id."""
        self.offset += 1
        return {
            "message_id": message_uuid(self.game_id, kind, *parts),
            "game_id": self.game_id,
            "offset": self.offset,
            "observed_at": observed_at,
        }

    def finding(self, observed_at: datetime, finding: str, detail: str, *parts: object) -> Finding:
        """Something odd that was repaired or tolerated; `parts` tell it from others of its kind."""
        head = self.head(observed_at, "finding", finding, detail, *parts)
        return Finding(**head, finding=finding, detail=detail)
