"""What a sport's module offers: its game as a fold, and what is worth telling of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from livebet.domain.games import Game
from livebet.domain.plays import Play, Situation
from livebet.game.happenings import Happening
from livebet.game.momentum import Manner
from livebet.game.state import GameState


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A sport. `start` opens a game, `begin` sets what is known as a play begins, `finish` adds its result.

    `finish` calls `begin` itself when the play's situation was not seen before, so plays alone suffice.
    `events` are the key events that only this sport has, of one step (no play as a play begins);
    `regulation` counts the periods before overtime.
    """

    start: Callable[[Game, float | None], GameState]
    begin: Callable[[GameState, Situation], GameState]
    finish: Callable[[GameState, Play], GameState]
    events: Callable[[GameState, GameState, Play | None], Iterable[Happening]]
    momentum: Manner
    regulation: int
