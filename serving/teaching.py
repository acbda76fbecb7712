"""What real bookmakers do after a forecast, for weights to learn from.

The market's row in the feature store is made by the engine from open, fresh quotes. It teaches only where no
simulated bookmaker is in it (`market_simulated` is 0): those know nothing that a model should learn, so in a
replay with simulated bookmakers weights stand still. A move is another home probability than at the look
before; the first sight of a game is none. The row tells the revision that its quotes came after, and only
forecasts of that revision or an earlier one are scored by it.
"""

from collections import OrderedDict
from collections.abc import Iterable
from math import isfinite
from typing import NamedTuple, Protocol
from uuid import UUID

from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow

GAMES_WATCHED = 128
"""Games whose market is looked at: those asked about last."""


class Move(NamedTuple):
    """The market moved to a fair home probability, when it knew this revision."""

    sport: Sport
    game: UUID
    revision: int
    home: float


class MarketRows(Protocol):
    """What is needed of the feature store."""

    def read_market(self, game_id: UUID) -> tuple[int, FeatureRow] | None:
        """Revision and the market's features of a game; None where none were written."""
        ...


class MarketWatch:
    """Remembers each game's price at the last look. `look` blocks (Redis): run it on a thread."""

    def __init__(self, rows: MarketRows) -> None:
        """Watch nothing."""
        self._rows = rows
        self._games: OrderedDict[UUID, tuple[Sport, float | None]] = OrderedDict()

    def watch(self, sport: Sport, games: Iterable[UUID]) -> None:
        """Look at these games too; those asked about longest ago are left out for them."""
        for game in games:
            self._games.setdefault(game, (sport, None))
            self._games.move_to_end(game)
        while len(self._games) > GAMES_WATCHED:
            self._games.popitem(last=False)

    def look(self) -> list[Move]:
        """The moves since the last look.

        Raises:
            redis.exceptions.RedisError: the feature store does not answer.
        """
        moves: list[Move] = []
        for game, (sport, before) in list(self._games.items()):
            found = self._rows.read_market(game)
            home = None if found is None else real_price(found[1])
            if found is None or home is None or home == before:
                continue
            self._games[game] = (sport, home)
            if before is not None:
                moves.append(Move(sport, game, found[0], home))
        return moves


def real_price(row: FeatureRow) -> float | None:
    """The fair home probability of a market of real bookmakers alone; None where there is none."""
    home = row["market_home_probability"]
    real = row["market_simulated"] == 0.0 and row["market_bookmakers"] >= 1.0
    return home if real and isfinite(home) else None
