"""The tables. The first four are the specification's: their columns stand first, under its names and types.

Where a table grows without end it is partitioned by month of its instant, and its primary key is (id,
instant): both come from the message, so a repeat collides with itself. Games keep their newest state
only, value bets their newest offer and how it ended.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    desc,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, DOUBLE_PRECISION, JSONB, UUID

METADATA = MetaData()

_INSTANT = DateTime(timezone=True)
_NOW = text("now()")
_ANY_ID = text("gen_random_uuid()")


def _id() -> Column[object]:
    return Column("id", UUID, primary_key=True, server_default=_ANY_ID)


def _game() -> Column[object]:
    return Column("game_id", UUID, ForeignKey("live_games.game_id"))


def _instant(name: str = "timestamp") -> Column[object]:
    return Column(name, _INSTANT, primary_key=True, server_default=_NOW)


LIVE_GAMES = Table(
    "live_games",
    METADATA,
    Column("game_id", UUID, primary_key=True),
    Column("sport", String(50), nullable=False),
    Column("home_team", String(100), nullable=False),
    Column("away_team", String(100), nullable=False),
    Column("game_state", JSONB, nullable=False),
    Column("current_score", JSONB, nullable=False),
    Column("game_clock", String(20)),
    Column("quarter_period", Integer),
    Column("is_active", Boolean, server_default=text("true")),
    Column("last_updated", _INSTANT, server_default=_NOW),
    Index("idx_live_games_active", "is_active", "last_updated"),
)

LIVE_ODDS_UPDATES = Table(
    "live_odds_updates",
    METADATA,
    _id(),
    _game(),
    Column("bookmaker", String(50), nullable=False),
    Column("bet_type", String(50), nullable=False),
    Column("odds_before", Numeric(10, 3)),
    Column("odds_after", Numeric(10, 3)),
    Column("line_before", Numeric(10, 2)),
    Column("line_after", Numeric(10, 2)),
    _instant(),
    Column("selection", String(20)),
    Column("market_status", String(20)),
    Column("significance", Numeric(5, 4)),
    Index("idx_live_odds_game_timestamp", "game_id", desc("timestamp")),
    postgresql_partition_by="RANGE (timestamp)",
)

LIVE_EVENTS = Table(
    "live_events",
    METADATA,
    _id(),
    _game(),
    Column("event_type", String(50), nullable=False),
    Column("event_description", Text),
    Column("event_data", JSONB),
    Column("game_clock", String(20)),
    Column("impact_score", Numeric(5, 3)),
    _instant(),
    Index("idx_live_events_game_timestamp", "game_id", desc("timestamp")),
    postgresql_partition_by="RANGE (timestamp)",
)

LIVE_PREDICTIONS = Table(
    "live_predictions",
    METADATA,
    _id(),
    _game(),
    Column("model_version", String(50), nullable=False),
    Column("home_win_probability", Numeric(5, 4), nullable=False),
    Column("away_win_probability", Numeric(5, 4), nullable=False),
    Column("confidence_score", Numeric(5, 4), nullable=False),
    Column("features_used", JSONB),
    _instant("prediction_timestamp"),
    Column("revision", Integer),
    Column("play_id", String(50)),
    Column("retracted_by", UUID),
    Column("retracted_reason", String(100)),
    Column("low", Numeric(5, 4)),
    Column("high", Numeric(5, 4)),
    Column("market_probability", Numeric(5, 4)),
    Column("blended_probability", Numeric(5, 4)),
    Column("model_share", Numeric(5, 4)),
    Column("game_call", Numeric(3, 2)),
    Column("called", Numeric(3, 2)),
    Column("next_event", JSONB),
    Column("period", Integer),
    Index("idx_live_predictions_game_timestamp", "game_id", desc("prediction_timestamp")),
    postgresql_partition_by="RANGE (prediction_timestamp)",
)

SHADOW_PREDICTIONS = Table(
    "shadow_predictions",
    METADATA,
    Column("prediction_id", UUID, primary_key=True),
    _game(),
    Column("sport", String(50), nullable=False),
    Column("revision", Integer),
    Column("model_version", String(50), primary_key=True),
    Column("home_win_probability", Numeric(5, 4), nullable=False),
    _instant("prediction_timestamp"),
    Index("idx_shadow_predictions_sport_timestamp", "sport", desc("prediction_timestamp")),
    postgresql_partition_by="RANGE (prediction_timestamp)",
)

RIVAL_FORECASTS = Table(
    "rival_forecasts",
    METADATA,
    _id(),
    _game(),
    Column("forecaster", String(50), nullable=False),
    Column("home_win_probability", Numeric(5, 4), nullable=False),
    Column("play_id", String(50)),
    _instant(),
    Index("idx_rival_forecasts_game_timestamp", "game_id", desc("timestamp")),
    postgresql_partition_by="RANGE (timestamp)",
)

LIVE_VALUE_BETS = Table(
    "live_value_bets",
    METADATA,
    Column("value_bet_id", UUID, primary_key=True),
    Column("game_id", UUID, ForeignKey("live_games.game_id"), nullable=False),
    Column("bookmaker", String(50), nullable=False),
    Column("bet_type", String(50), nullable=False),
    Column("selection", String(20), nullable=False),
    Column("line", Numeric(10, 2)),
    Column("odds", Numeric(10, 3), nullable=False),
    Column("fair_odds", Numeric(10, 3), nullable=False),
    Column("model_probability", Numeric(5, 4), nullable=False),
    Column("edge", Numeric(10, 4), nullable=False),
    Column("confidence", Numeric(5, 4), nullable=False),
    Column("recommended_stake", Numeric(7, 6), nullable=False),
    Column("model_version", String(50), nullable=False),
    Column("message_offset", BigInteger, nullable=False),
    Column("offered_at", _INSTANT, nullable=False),
    Column("updated_at", _INSTANT, nullable=False),
    Column("withdrawn_at", _INSTANT),
    Column("withdrawn_reason", Text),
    Column("outcome", String(10)),
    Column("settled_at", _INSTANT),
    Column("settled_offset", BigInteger),
    Column("settled_odds", Numeric(10, 3)),
    Column("settled_stake", Numeric(7, 6)),
    Index("idx_live_value_bets_game", "game_id", "edge"),
)

LIVE_MARKET_STATUSES = Table(
    "live_market_statuses",
    METADATA,
    _id(),
    _game(),
    Column("bookmaker", String(50), nullable=False),
    Column("bet_type", String(50), nullable=False),
    Column("status", String(20), nullable=False),
    _instant(),
    Index("idx_live_market_statuses_game_timestamp", "game_id", desc("timestamp")),
    postgresql_partition_by="RANGE (timestamp)",
)

FINDINGS = Table(
    "findings",
    METADATA,
    _id(),
    Column("game_id", UUID),
    Column("finding", String(100), nullable=False),
    Column("detail", Text, nullable=False),
    _instant(),
    Index("idx_findings_game_timestamp", "game_id", desc("timestamp")),
    postgresql_partition_by="RANGE (timestamp)",
)

REFUSED_ITEMS = Table(
    "refused_items",
    METADATA,
    _id(),
    Column("feed", String(50), nullable=False),
    Column("native_id", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("payload", Text, nullable=False),
    _instant(),
    Index("idx_refused_items_feed_timestamp", "feed", desc("timestamp")),
    postgresql_partition_by="RANGE (timestamp)",
)

ALERT_SUBSCRIPTIONS = Table(
    "alert_subscriptions",
    METADATA,
    Column("subscription_id", UUID, primary_key=True, server_default=_ANY_ID),
    Column("user_id", String(100), nullable=False),
    Column("subscription", JSONB, nullable=False),
    Column("created_at", _INSTANT, nullable=False, server_default=_NOW),
    Index("idx_alert_subscriptions_user", "user_id"),
)

MODEL_REGISTRY = Table(
    "model_registry",
    METADATA,
    Column("name", String(100), primary_key=True),
    Column("alias", String(50), primary_key=True),
    Column("version", String(50), nullable=False),
    Column("features", JSONB, nullable=False),
    Column("updated", _INSTANT, nullable=False, server_default=_NOW),
    Column("card", JSONB, nullable=False, server_default=text("'{}'")),
)

STREAM_POSITIONS = Table(
    "stream_positions",
    METADATA,
    Column("stream", String(100), primary_key=True),
    Column("entry_id", String(50), nullable=False),
)

FORECAST_REVIEWS = Table(
    "forecast_reviews",
    METADATA,
    Column("game_id", UUID, primary_key=True),
    Column("phase", Integer, primary_key=True),
    Column("sport", String(50), nullable=False),
    Column("feed", String(50), nullable=False),
    Column("native_id", Text, nullable=False),
    Column("simulated", Boolean, nullable=False),
    Column("replayed", Boolean, nullable=False),
    Column("prediction_id", UUID, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("model_version", String(50), nullable=False),
    Column("home_win_probability", DOUBLE_PRECISION, nullable=False),
    Column("market_probability", DOUBLE_PRECISION),
    Column("blended_probability", DOUBLE_PRECISION),
    Column("prediction_timestamp", _INSTANT, nullable=False),
    Column("home_won", DOUBLE_PRECISION),
    Column("settled_at", _INSTANT),
    Column("settled_offset", BigInteger),
    Column("counted", Boolean, nullable=False, server_default=text("false")),
    Index("idx_forecast_reviews_order", "sport", "phase", "model_version", "settled_at"),
)
Index(
    "idx_forecast_reviews_once",
    *(FORECAST_REVIEWS.c[name] for name in ("sport", "feed", "native_id", "phase", "model_version")),
    unique=True,
    postgresql_where=FORECAST_REVIEWS.c.counted,
)

GUARD_STATES = Table(
    "guard_states",
    METADATA,
    Column("sport", String(50), primary_key=True),
    Column("phase", Integer, primary_key=True),
    Column("model_version", String(50), primary_key=True),
    Column("games", Integer, nullable=False),
    Column("log_capital", DOUBLE_PRECISION, nullable=False),
    Column("highest", DOUBLE_PRECISION, nullable=False),
    Column("shares", ARRAY(DOUBLE_PRECISION), nullable=False),
    Column("direction", String(20), nullable=False),
    Column("alarm_since", _INSTANT),
    Column("alarm_after", Integer),
    Column("updated", _INSTANT, nullable=False),
)
