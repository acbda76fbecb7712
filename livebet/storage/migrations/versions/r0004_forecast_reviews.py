"""What a forecast of each phase of a game was worth, and what the guard makes of it."""

from alembic import op

revision = "0004"
down_revision = "0003"

_UP = """
CREATE TABLE forecast_reviews (
    game_id UUID NOT NULL,
    phase INTEGER NOT NULL,
    sport VARCHAR(50) NOT NULL,
    feed VARCHAR(50) NOT NULL,
    native_id TEXT NOT NULL,
    simulated BOOLEAN NOT NULL,
    replayed BOOLEAN NOT NULL,
    prediction_id UUID NOT NULL,
    revision INTEGER NOT NULL,
    model_version VARCHAR(50) NOT NULL,
    home_win_probability DOUBLE PRECISION NOT NULL,
    market_probability DOUBLE PRECISION,
    blended_probability DOUBLE PRECISION,
    prediction_timestamp TIMESTAMP WITH TIME ZONE NOT NULL,
    home_won DOUBLE PRECISION,
    settled_at TIMESTAMP WITH TIME ZONE,
    settled_offset BIGINT,
    counted BOOLEAN NOT NULL DEFAULT false,
    PRIMARY KEY (game_id, phase)
);
CREATE INDEX idx_forecast_reviews_order ON forecast_reviews(sport, phase, model_version, settled_at);
CREATE UNIQUE INDEX idx_forecast_reviews_once
    ON forecast_reviews(sport, feed, native_id, phase, model_version) WHERE counted;

CREATE TABLE guard_states (
    sport VARCHAR(50) NOT NULL,
    phase INTEGER NOT NULL,
    model_version VARCHAR(50) NOT NULL,
    games INTEGER NOT NULL,
    log_capital DOUBLE PRECISION NOT NULL,
    highest DOUBLE PRECISION NOT NULL,
    shares DOUBLE PRECISION[] NOT NULL,
    direction VARCHAR(20) NOT NULL,
    alarm_since TIMESTAMP WITH TIME ZONE,
    alarm_after INTEGER,
    updated TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (sport, phase, model_version)
);
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute("DROP TABLE guard_states")
    op.execute("DROP TABLE forecast_reviews")
