"""What a sport's module offers: its game as a fold."""

from collections.abc import Callable
from dataclasses import dataclass

from livebet.domain.games import Game
from livebet.domain.plays import Play, Situation
from livebet.game.state import GameState


@dataclass(frozen=True, slots=True)
class Rules:
    """A sport. `start` opens a game, `begin` sets what is known as a play begins, `finish` adds its result.

    `finish` calls `begin` itself when the play's situation was not seen before, so plays alone suffice.
    """

    start: Callable[[Game, float | None], GameState]
    begin: Callable[[GameState, Situation], GameState]
    finish: Callable[[GameState, Play], GameState]
