"""What a feature is: its name, what it speaks of, and what swapping the sides does to it."""

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What a feature speaks of."""

    GAME_STATE = "game state"
    MOMENTUM = "momentum"
    SITUATION = "situation"
    HISTORY = "history"


class Mirror(StrEnum):
    """What becomes of a feature when home and away swap sides."""

    SAME = "same"
    NEGATED = "negated"
    EXCHANGED = "exchanged"


@dataclass(frozen=True, slots=True)
class Feature:
    """One number of the row."""

    name: str
    group: Group
    mirror: Mirror
    meaning: str
