"""The specification's four tables and what the platform needs beside them."""

from alembic import op

revision = "0001"
down_revision = None

_TABLES = """
CREATE TABLE live_games (
    game_id UUID PRIMARY KEY,
    sport VARCHAR(50) NOT NULL,
    home_team VARCHAR(100) NOT NULL,
    away_team VARCHAR(100) NOT NULL,
    game_state JSONB NOT NULL,
    current_score JSONB NOT NULL,
    game_clock VARCHAR(20),
    quarter_period INTEGER,
    is_active BOOLEAN DEFAULT true,
    last_updated TIMESTAMP WITH TIME ZONE DEFAULT NOW()
);

CREATE TABLE live_odds_updates (
    id UUID DEFAULT gen_random_uuid(),
    game_id UUID REFERENCES live_games(game_id),
    bookmaker VARCHAR(50) NOT NULL,
    bet_type VARCHAR(50) NOT NULL,
    odds_before DECIMAL(10,3),
    odds_after DECIMAL(10,3),
    line_before DECIMAL(10,2),
    line_after DECIMAL(10,2),
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    selection VARCHAR(20),
    market_status VARCHAR(20),
    significance DECIMAL(5,4),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);

CREATE TABLE live_events (
    id UUID DEFAULT gen_random_uuid(),
    game_id UUID REFERENCES live_games(game_id),
    event_type VARCHAR(50) NOT NULL,
    event_description TEXT,
    event_data JSONB,
    game_clock VARCHAR(20),
    impact_score DECIMAL(5,3),
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);

CREATE TABLE live_predictions (
    id UUID DEFAULT gen_random_uuid(),
    game_id UUID REFERENCES live_games(game_id),
    model_version VARCHAR(50) NOT NULL,
    home_win_probability DECIMAL(5,4) NOT NULL,
    away_win_probability DECIMAL(5,4) NOT NULL,
    confidence_score DECIMAL(5,4) NOT NULL,
    features_used JSONB,
    prediction_timestamp TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    revision INTEGER,
    play_id VARCHAR(50),
    PRIMARY KEY (id, prediction_timestamp)
) PARTITION BY RANGE (prediction_timestamp);

CREATE TABLE live_value_bets (
    value_bet_id UUID PRIMARY KEY,
    game_id UUID NOT NULL REFERENCES live_games(game_id),
    bookmaker VARCHAR(50) NOT NULL,
    bet_type VARCHAR(50) NOT NULL,
    selection VARCHAR(20) NOT NULL,
    line DECIMAL(10,2),
    odds DECIMAL(10,3) NOT NULL,
    fair_odds DECIMAL(10,3) NOT NULL,
    model_probability DECIMAL(5,4) NOT NULL,
    edge DECIMAL(10,4) NOT NULL,
    confidence DECIMAL(5,4) NOT NULL,
    recommended_stake DECIMAL(7,6) NOT NULL,
    model_version VARCHAR(50) NOT NULL,
    message_offset BIGINT NOT NULL,
    offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    withdrawn_at TIMESTAMP WITH TIME ZONE,
    withdrawn_reason TEXT,
    outcome VARCHAR(10),
    settled_at TIMESTAMP WITH TIME ZONE,
    settled_offset BIGINT,
    settled_odds DECIMAL(10,3),
    settled_stake DECIMAL(7,6)
);

CREATE TABLE live_market_statuses (
    id UUID DEFAULT gen_random_uuid(),
    game_id UUID REFERENCES live_games(game_id),
    bookmaker VARCHAR(50) NOT NULL,
    bet_type VARCHAR(50) NOT NULL,
    status VARCHAR(20) NOT NULL,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);

CREATE TABLE findings (
    id UUID DEFAULT gen_random_uuid(),
    game_id UUID,
    finding VARCHAR(100) NOT NULL,
    detail TEXT NOT NULL,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);

CREATE TABLE refused_items (
    id UUID DEFAULT gen_random_uuid(),
    feed VARCHAR(50) NOT NULL,
    native_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    payload TEXT NOT NULL,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);

CREATE TABLE alert_subscriptions (
    subscription_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id VARCHAR(100) NOT NULL,
    subscription JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW()
);

CREATE TABLE model_registry (
    name VARCHAR(100),
    alias VARCHAR(50),
    version VARCHAR(50) NOT NULL,
    features JSONB NOT NULL,
    updated TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT NOW(),
    PRIMARY KEY (name, alias)
);

CREATE TABLE stream_positions (
    stream VARCHAR(100) PRIMARY KEY,
    entry_id VARCHAR(50) NOT NULL
);
"""

_INDEXES = """
CREATE INDEX idx_live_games_active ON live_games(is_active, last_updated);
CREATE INDEX idx_live_odds_game_timestamp ON live_odds_updates(game_id, timestamp DESC);
CREATE INDEX idx_live_events_game_timestamp ON live_events(game_id, timestamp DESC);
CREATE INDEX idx_live_predictions_game_timestamp ON live_predictions(game_id, prediction_timestamp DESC);
CREATE INDEX idx_live_value_bets_game ON live_value_bets(game_id, edge);
CREATE INDEX idx_live_market_statuses_game_timestamp ON live_market_statuses(game_id, timestamp DESC);
CREATE INDEX idx_findings_game_timestamp ON findings(game_id, timestamp DESC);
CREATE INDEX idx_refused_items_feed_timestamp ON refused_items(feed, timestamp DESC);
CREATE INDEX idx_alert_subscriptions_user ON alert_subscriptions(user_id);
"""

_PARTITIONED = (
    "live_odds_updates",
    "live_events",
    "live_predictions",
    "live_market_statuses",
    "findings",
    "refused_items",
)
_OTHERS = (
    "live_value_bets",
    "alert_subscriptions",
    "model_registry",
    "stream_positions",
    "live_games",
)


def upgrade() -> None:
    op.execute(_TABLES)
    for table in _PARTITIONED:
        op.execute(f"CREATE TABLE {table}_default PARTITION OF {table} DEFAULT")
    op.execute(_INDEXES)


def downgrade() -> None:
    for table in (*_PARTITIONED, *_OTHERS):
        op.execute(f"DROP TABLE {table}")
