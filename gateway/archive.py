"""The Archive port: what the gateway needs of storage, for what is not in the live picture."""

from typing import Protocol
from uuid import UUID

from asyncpg import InterfaceError, PostgresConnectionError
from asyncpg.exceptions import OperatorInterventionError

from gateway.accuracy import LiveAccuracy
from gateway.models import LiveGame, LiveGameState, LivePrediction, LiveValueBet
from gateway.shadows import LiveShadow
from livebet.alerts.rules import Subscription
from livebet.domain.games import Sport
from livebet.storage.queries import ChampionRow

AWAY: tuple[type[Exception], ...] = (
    PostgresConnectionError,
    OperatorInterventionError,
    InterfaceError,
    OSError,
)
"""What an archive raises while its server is stopped, starting or out of reach."""


class Archive(Protocol):
    """Stored games, subscriptions and the champion."""

    async def active_games(self, sport: Sport | None) -> list[LiveGame]:
        """Games that are neither final nor abandoned."""
        ...

    async def state(self, game_id: UUID) -> LiveGameState | None:
        """The newest state; None for an unknown game."""
        ...

    async def prediction(self, game_id: UUID) -> LivePrediction | None:
        """The newest prediction; None where there is none."""
        ...

    async def value_bets(self, game_id: UUID, min_edge: float) -> list[LiveValueBet]:
        """The value bets that stand open, the best first."""
        ...

    async def champion(self, name: str) -> ChampionRow | None:
        """The champion of a model; None before the first."""
        ...

    async def accuracy(self, sport: Sport) -> LiveAccuracy:
        """How often the forecasts of finished games were right."""
        ...

    async def shadows(self, sport: Sport) -> list[LiveShadow]:
        """Challengers beside the champion."""
        ...

    async def subscriptions(self) -> list[Subscription]:
        """Every alert subscription."""
        ...

    async def subscribe(self, subscription: Subscription) -> None:
        """Store one; a second time changes nothing."""
        ...
