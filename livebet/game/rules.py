"""What a sport's module offers: its game as a fold, and what is worth telling of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from livebet.domain.games import Game
from livebet.domain.plays import Play, Situation
from livebet.game.happenings import Fact, Happening
from livebet.game.momentum import Manner
from livebet.game.state import GameState


def left_of_period(state: GameState) -> str:
    """What is left of the period, as minutes and seconds."""
    return f"{state.clock_seconds // 60:02d}:{state.clock_seconds % 60:02d}"


def nothing_more(_state: GameState) -> dict[str, int | str]:
    """A sport whose situation is told whole by the fields that sports share."""
    return {}


def plain_end(_before: GameState, _after: GameState) -> dict[str, Fact]:
    """A sport in which it does not matter how a game ended."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A sport. `start` opens a game, `begin` sets what is known as a play begins, `finish` adds its result.

    `finish` calls `begin` itself when the play's situation was not seen before, so plays alone suffice.
    `events` are the key events that only this sport has, of one step (no play as a play begins);
    `regulation` counts the periods before overtime; `clock` is the game clock as it is shown; `detail` is
    what else is shown of the situation; `ending` is what is told of a step that ended the game.
    """

    start: Callable[[Game, float | None], GameState]
    begin: Callable[[GameState, Situation], GameState]
    finish: Callable[[GameState, Play], GameState]
    events: Callable[[GameState, GameState, Play | None], Iterable[Happening]]
    momentum: Manner
    regulation: int
    clock: Callable[[GameState], str] = left_of_period
    detail: Callable[[GameState], dict[str, int | str]] = nothing_more
    ending: Callable[[GameState, GameState], dict[str, Fact]] = plain_end
