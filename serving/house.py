"""All that the service looks after beside its answers: aliases, alarms, the market, weights.

`look` and `look_beside` block (files, network, Redis) and run on a thread of their own, one at a time;
`learn` and `settle` change models and run where answers are made, so that no answer sees half of a change.
"""

from collections.abc import Mapping
from uuid import UUID

import structlog
from redis import Redis
from redis.exceptions import RedisError

from feature_repo.names import model_name
from feature_repo.online import LiveFeatures
from feature_repo.online_store import redis_url
from livebet.domain.clock import stamp_ns
from livebet.domain.games import Sport
from livebet.services.guard_board import GuardBoard
from livebet.services.weight_board import WeightBoard, Weights
from livebet.settings import settings
from serving.keeper import Keeper, ShadowKeeper
from serving.metrics import FEATURE_AGE, MARKET_MOVES, SETTLED, WEIGHT
from serving.registry import Cache, MlflowRegistry
from serving.shadows import Shadows
from serving.teaching import MarketWatch, Move

BOARD_SECONDS = 2.0

log = structlog.get_logger()


class House:
    """The keepers of every sport's champion and challenger, and what is read for them between answers."""

    def __init__(self) -> None:
        """Open the feature store; nothing is loaded yet."""
        self.features = LiveFeatures.open()
        self.champions: dict[Sport, Keeper] = {}
        self.challengers: dict[Sport, Keeper] = {}
        for sport in Sport:
            of, model = settings(), model_name(sport)
            registry, cache = MlflowRegistry(of.mlflow_uri, model), Cache(of.home / "serving" / model)
            champion = self.champions[sport] = Keeper(sport, registry, cache, self.features)
            self.challengers[sport] = ShadowKeeper(sport, registry, cache, self.features, champion)
        self.shadows = Shadows(self.challengers)
        self.alarms: Mapping[Sport, frozenset[int]] = dict.fromkeys(Sport, frozenset())
        self._market = MarketWatch(self.features)
        self._away = False
        boards = Redis.from_url(redis_url(), socket_timeout=BOARD_SECONDS)
        self._board, self._weights = GuardBoard(boards), WeightBoard(boards)

    def look(self) -> None:
        """Follow the aliases, champions first."""
        for keeper in (*self.champions.values(), *self.challengers.values()):
            keeper.look()

    def look_beside(self, asked: Mapping[Sport, set[UUID]]) -> list[Move]:
        """Tell weights; read alarms, the age of the rows asked for, the market's moves.

        While Redis is away alarms stay as they were read last, and nothing moves.
        """
        try:
            moves = self._beside(asked)
        except RedisError as error:
            if not self._away:
                log.warning("redis is away, alarms stay as they were", fault=str(error))
            self._away = True
            return []
        self._away = False
        return moves

    def _beside(self, asked: Mapping[Sport, set[UUID]]) -> list[Move]:
        self._weights.tell(
            {
                sport: Weights(keeper.served.version.number, keeper.served.model.weights)
                for sport, keeper in self.champions.items()
                if keeper.served is not None
            }
        )
        self.alarms = {sport: self._board.alarms(sport) for sport in Sport}
        self._age(asked)
        for sport, games in asked.items():
            self._market.watch(sport, games)
        return self._market.look()

    def learn(self, moves: list[Move]) -> None:
        """Let the market teach champions and challengers, and keep what they learnt."""
        for keepers in (self.champions, self.challengers):
            for move in moves:
                served = keepers[move.sport].served
                if served is not None and served.model.follow_market(move.game, move.revision, move.home):
                    MARKET_MOVES.labels(move.sport).inc(keepers is self.champions)
            for keeper in keepers.values():
                if keeper.served is not None:
                    keeper.served.model.keep()
        self.weigh()

    def settle(self, sport: Sport, game: UUID, home_won: float) -> bool:
        """Settle a game for champion and challenger; whether the champion learnt from it."""
        moved = False
        for keeper in (self.challengers[sport], self.champions[sport]):
            if keeper.served is not None:
                before = keeper.served.model.blend
                moved = keeper.served.model.settle(game, home_won) is not before
        SETTLED.labels(sport).inc(moved)
        self.weigh()
        return moved

    def weigh(self) -> None:
        """Tell metrics what the champions' members weigh."""
        for sport, keeper in self.champions.items():
            for member, weight in (keeper.served.model.weights if keeper.served else {}).items():
                WEIGHT.labels(sport, member).set(weight)

    def _age(self, asked: Mapping[Sport, set[UUID]]) -> None:
        stamps = [
            stamp
            for sport, games in asked.items()
            for stamp in self.features.written_at(sport, map(str, games))
        ]
        written = [at for at in stamps if at is not None]
        if written:
            FEATURE_AGE.set(max(stamp_ns() / 1e9 - at for at in written))
