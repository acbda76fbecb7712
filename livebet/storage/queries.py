"""What is asked of the tables, typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from livebet.storage.values import json_text, json_value

Json = Mapping[str, Any]


def _plain(row: Mapping[str, Any], *documents: str) -> dict[str, Any]:
    """A row's values, its JSON columns read."""
    return {**row} | {name: json_value(row[name]) for name in documents}


@dataclass(frozen=True, slots=True, kw_only=True)
class GameRow:
    """A row of `live_games`."""

    game_id: UUID
    sport: str
    home_team: str
    away_team: str
    game_state: Json
    current_score: Json
    game_clock: str | None
    quarter_period: int | None
    is_active: bool
    last_updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionRow:
    """A row of `live_predictions`."""

    id: UUID
    game_id: UUID
    model_version: str
    home_win_probability: float
    away_win_probability: float
    confidence_score: float
    features_used: Json
    prediction_timestamp: datetime
    revision: int | None
    play_id: str | None
    low: float | None
    high: float | None
    market_probability: float | None
    blended_probability: float | None
    model_share: float | None
    game_call: float | None
    called: float | None
    next_event: Json | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueBetRow:
    """An offer of `live_value_bets`."""

    value_bet_id: UUID
    game_id: UUID
    bookmaker: str
    bet_type: str
    selection: str
    line: float | None
    odds: float
    fair_odds: float
    model_probability: float
    edge: float
    confidence: float
    recommended_stake: float
    model_version: str
    message_offset: int
    offered_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRow:
    """A row of `alert_subscriptions`."""

    subscription_id: UUID
    user_id: str
    subscription: Json
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampionRow:
    """A row of `model_registry`."""

    name: str
    alias: str
    version: str
    features: tuple[str, ...]
    updated: datetime
    card: Json = field(default_factory=dict)


def _game(row: Mapping[str, Any]) -> GameRow:
    return GameRow(**_plain(row, "game_state", "current_score"))


async def active_games(pool: Any, sport: str | None = None) -> list[GameRow]:
    """The games that are active, newest news first."""
    rows = await pool.fetch(
        "SELECT * FROM live_games WHERE is_active AND ($1::text IS NULL OR sport = $1) "
        "ORDER BY last_updated DESC, game_id",
        sport,
    )
    return [_game(row) for row in rows]


async def game(pool: Any, game_id: UUID) -> GameRow | None:
    """One game, None where nobody told of it."""
    row = await pool.fetchrow("SELECT * FROM live_games WHERE game_id = $1", game_id)
    return _game(row) if row else None


async def latest_prediction(pool: Any, game_id: UUID) -> PredictionRow | None:
    """The newest prediction of a game that stands; of one instant the one of the newest state."""
    row = await pool.fetchrow(
        "SELECT id, game_id, model_version, home_win_probability::float8, away_win_probability::float8, "
        "confidence_score::float8, features_used, prediction_timestamp, revision, play_id, "
        "low::float8, high::float8, market_probability::float8, blended_probability::float8, "
        "model_share::float8, game_call::float8, called::float8, next_event "
        "FROM live_predictions WHERE game_id = $1 AND retracted_by IS NULL "
        "ORDER BY prediction_timestamp DESC, revision DESC NULLS LAST LIMIT 1",
        game_id,
    )
    return PredictionRow(**_plain(row, "features_used", "next_event")) if row else None


async def open_value_bets(pool: Any, game_id: UUID, min_edge: float = 0.02) -> list[ValueBetRow]:
    """The value bets of a game that stand, best edge first."""
    rows = await pool.fetch(
        "SELECT value_bet_id, game_id, bookmaker, bet_type, selection, line::float8, odds::float8, "
        "fair_odds::float8, model_probability::float8, edge::float8, confidence::float8, "
        "recommended_stake::float8, model_version, message_offset, offered_at, updated_at "
        "FROM live_value_bets WHERE game_id = $1 AND edge >= $2::float8 "
        "AND withdrawn_at IS NULL AND outcome IS NULL ORDER BY live_value_bets.edge DESC, value_bet_id",
        game_id,
        min_edge,
    )
    return [ValueBetRow(**row) for row in rows]


async def subscribe(pool: Any, row: SubscriptionRow) -> SubscriptionRow:
    """Keep a subscription; the same id again is the same subscription, as it was first kept."""
    await pool.execute(
        "INSERT INTO alert_subscriptions (subscription_id, user_id, subscription, created_at) "
        "VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        row.subscription_id,
        row.user_id,
        json_text(row.subscription),
        row.created_at,
    )
    kept = await pool.fetchrow(
        "SELECT * FROM alert_subscriptions WHERE subscription_id = $1", row.subscription_id
    )
    return SubscriptionRow(**_plain(kept, "subscription"))


async def subscriptions(pool: Any, user_id: str | None = None) -> list[SubscriptionRow]:
    """A user's subscriptions, or everybody's, oldest first."""
    rows = await pool.fetch(
        "SELECT * FROM alert_subscriptions WHERE $1::text IS NULL OR user_id = $1 "
        "ORDER BY created_at, subscription_id",
        user_id,
    )
    return [SubscriptionRow(**_plain(row, "subscription")) for row in rows]


async def remember_champion(pool: Any, row: ChampionRow) -> None:
    """Keep what the registry said of an alias."""
    await pool.execute(
        "INSERT INTO model_registry (name, alias, version, features, updated, card) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name, alias) DO UPDATE SET "
        "version = EXCLUDED.version, features = EXCLUDED.features, updated = EXCLUDED.updated, "
        "card = EXCLUDED.card",
        row.name,
        row.alias,
        row.version,
        json_text(row.features),
        row.updated,
        json_text(row.card),
    )


async def champion(pool: Any, name: str, alias: str = "champion") -> ChampionRow | None:
    """What is known of a model's alias, None before the first."""
    row = await pool.fetchrow("SELECT * FROM model_registry WHERE name = $1 AND alias = $2", name, alias)
    if row is None:
        return None
    return ChampionRow(**_plain(row, "card") | {"features": tuple(json_value(row["features"]))})
