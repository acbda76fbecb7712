"""A basketball side on its feet: five on the floor, the others on the bench, fouls counted, timeouts left."""

from dataclasses import dataclass, field

from livebet.simulator.dice import Dice
from livebet.simulator.names import roster

PLAYERS = 11
FLOOR = 5
TIMEOUTS = 7
FOULS_OUT = 6


@dataclass(slots=True)
class Squad:
    """One side. Players are alike: who shoots tells nothing of the chances."""

    floor: list[str]
    bench: list[str]
    timeouts: int = TIMEOUTS
    fouls: dict[str, int] = field(default_factory=dict)

    def foul(self, player: str) -> bool:
        """Count a foul; whether the player must leave."""
        self.fouls[player] = self.fouls.get(player, 0) + 1
        return self.fouls[player] == FOULS_OUT and bool(self.bench)

    def swap(self, player: str, dice: Dice) -> str:
        """Somebody from the bench for a player; who fouled out never comes back."""
        fresh = dice.one_of(self.bench)
        self.bench.remove(fresh)
        self.floor[self.floor.index(player)] = fresh
        if self.fouls.get(player, 0) < FOULS_OUT:
            self.bench.append(player)
        return fresh


def squad(dice: Dice) -> Squad:
    """A side of invented players."""
    players = roster(dice, PLAYERS)
    return Squad(list(players[:FLOOR]), list(players[FLOOR:]))
