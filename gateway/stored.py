"""The Archive over PostgreSQL: rows of the tables as the endpoints' answers."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

import asyncpg

from gateway.accuracy import LiveAccuracy, accuracy_of
from gateway.frames import Data
from gateway.models import LiveGame, LiveGameState, LivePrediction, LiveValueBet
from gateway.shadows import LiveShadow, shadows_of
from gateway.views import known_features
from livebet.alerts.rules import AlertKind, Subscription, Wish
from livebet.domain.games import SIMULATOR, Sport
from livebet.domain.quotes import SIMULATED
from livebet.storage import forecasts, queries
from livebet.storage.queries import ChampionRow, GameRow, PredictionRow, SubscriptionRow, ValueBetRow

_MOST_CONNECTIONS = 4


def wish_json(wish: Wish) -> dict[str, object]:
    """A wish as it is stored, beside its user."""
    return {
        "game_ids": sorted(map(str, wish.game_ids)),
        "sports": sorted(wish.sports),
        "message_types": sorted(wish.kinds),
        "min_edge": wish.min_edge,
        "event_types": sorted(wish.event_types),
    }


def wish_of(user_id: str, stored: Mapping[str, Any]) -> Wish:
    """The wish that `wish_json` wrote."""
    return Wish(
        user_id=user_id,
        game_ids=frozenset(map(UUID, stored["game_ids"])),
        sports=frozenset(map(Sport, stored["sports"])),
        kinds=frozenset(map(AlertKind, stored["message_types"])),
        min_edge=stored["min_edge"],
        event_types=frozenset(stored["event_types"]),
    )


def _shared(row: GameRow) -> Data:
    state = row.game_state
    return {
        "game_id": row.game_id,
        "sport": row.sport,
        "home_team": row.home_team,
        "away_team": row.away_team,
        "phase": state["phase"],
        "current_score": row.current_score,
        "game_clock": row.game_clock,
        "quarter_period": row.quarter_period,
        "last_updated": row.last_updated,
        "wall_clock": state["wall_clock"],
        "offset": state["offset"],
    }


def _state(row: GameRow) -> LiveGameState:
    state = row.game_state
    names = ("revision", "possession", "down", "distance", "yards_to_goal", "momentum", "description")
    timeouts = {"home": state["timeouts_home"], "away": state["timeouts_away"]}
    told = {name: state[name] for name in names} | {"timeouts": timeouts, "detail": state.get("detail", {})}
    return LiveGameState.model_validate(_shared(row) | told)


def _value_bet(row: ValueBetRow) -> LiveValueBet:
    kind, _, period = row.bet_type.partition(":")
    return LiveValueBet(
        game_id=row.game_id,
        bookmaker=row.bookmaker,
        bet_type=kind,
        selection=row.selection,
        line=row.line,
        period=period or "game",
        simulated=row.bookmaker.startswith(SIMULATED),
        observed_at=row.updated_at,
        odds=row.odds,
        fair_odds=row.fair_odds,
        edge=row.edge,
        confidence=row.confidence,
        recommended_stake=row.recommended_stake,
        value_bet_id=row.value_bet_id,
        model_probability=row.model_probability,
        model_version=row.model_version,
    )


def _prediction(row: PredictionRow) -> LivePrediction:
    calls = {"game_call": row.game_call or 0.0, "called": row.called or 0.0}
    return LivePrediction.model_validate(
        asdict(row) | calls | {"features_used": known_features(row.features_used)}
    )


class StoredArchive:
    """Reads and writes over a pool of connections."""

    def __init__(self, pool: Any) -> None:
        """Use a pool of asyncpg."""
        self._pool = pool

    async def active_games(self, sport: Sport | None) -> list[LiveGame]:
        """Games that are neither final nor abandoned."""
        rows = await queries.active_games(self._pool, None if sport is None else sport.value)
        return [await self._game(row) for row in rows]

    async def state(self, game_id: UUID) -> LiveGameState | None:
        """The newest state; None for an unknown game."""
        row = await queries.game(self._pool, game_id)
        return None if row is None else _state(row)

    async def prediction(self, game_id: UUID) -> LivePrediction | None:
        """The newest prediction; None where there is none."""
        row = await queries.latest_prediction(self._pool, game_id)
        return None if row is None else _prediction(row)

    async def value_bets(self, game_id: UUID, min_edge: float) -> list[LiveValueBet]:
        """The value bets that stand open, the best first."""
        return [_value_bet(row) for row in await queries.open_value_bets(self._pool, game_id, min_edge)]

    async def champion(self, name: str) -> ChampionRow | None:
        """The champion of a model; None before the first."""
        return await queries.champion(self._pool, name)

    async def accuracy(self, sport: Sport) -> LiveAccuracy:
        """How often the forecasts of finished games were right; drawn anew beside the event loop."""
        sums = await forecasts.judged_periods(self._pool, sport)
        calls = await forecasts.first_calls(self._pool, sport)
        return await asyncio.to_thread(accuracy_of, sport, sums, calls)

    async def shadows(self, sport: Sport) -> list[LiveShadow]:
        """Challengers beside the champion."""
        sums = await forecasts.shadows(self._pool, sport)
        return await asyncio.to_thread(shadows_of, sums)

    async def subscriptions(self) -> list[Subscription]:
        """Every alert subscription, the oldest first."""
        return [
            Subscription(
                subscription_id=UUID(int=row.subscription_id.int),  # asyncpg's own kind has no JSON form
                wish=wish_of(row.user_id, row.subscription),
                created_at=row.created_at,
            )
            for row in await queries.subscriptions(self._pool)
        ]

    async def subscribe(self, subscription: Subscription) -> None:
        """Store one; a second time changes nothing."""
        row = SubscriptionRow(
            subscription_id=subscription.subscription_id,
            user_id=subscription.wish.user_id,
            subscription=wish_json(subscription.wish),
            created_at=subscription.created_at,
        )
        await queries.subscribe(self._pool, row)

    async def _game(self, row: GameRow) -> LiveGame:
        prediction = await queries.latest_prediction(self._pool, row.game_id)
        bets = await queries.open_value_bets(self._pool, row.game_id, 0.0)
        state = row.game_state
        return LiveGame.model_validate(
            _shared(row)
            | {
                "is_active": row.is_active,
                "kickoff": state["kickoff"],
                "season": state["season"],
                "week": state["week"],
                "replayed": bool(state["replay_id"]),
                "simulated": state["feed"] == SIMULATOR,
                "home_win_probability": None if prediction is None else prediction.home_win_probability,
                "value_bets": len(bets),
                "best_edge": bets[0].edge if bets else None,
            }
        )


@asynccontextmanager
async def open_archive(database_url: str) -> AsyncIterator[StoredArchive]:
    """The archive of a database, for as long as it is needed."""
    async with asyncpg.create_pool(database_url, min_size=1, max_size=_MOST_CONNECTIONS) as pool:
        yield StoredArchive(pool)
