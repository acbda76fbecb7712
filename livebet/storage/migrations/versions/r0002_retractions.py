"""Predictions that were taken back say so; what rivals foretell is kept."""

from alembic import op

revision = "0002"
down_revision = "0001"

_UP = """
ALTER TABLE live_predictions ADD COLUMN retracted_by UUID, ADD COLUMN retracted_reason VARCHAR(100);

CREATE TABLE rival_forecasts (
    id UUID DEFAULT gen_random_uuid(),
    game_id UUID REFERENCES live_games(game_id),
    forecaster VARCHAR(50) NOT NULL,
    home_win_probability DECIMAL(5,4) NOT NULL,
    play_id VARCHAR(50),
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    PRIMARY KEY (id, timestamp)
) PARTITION BY RANGE (timestamp);
CREATE TABLE rival_forecasts_default PARTITION OF rival_forecasts DEFAULT;
CREATE INDEX idx_rival_forecasts_game_timestamp ON rival_forecasts(game_id, timestamp DESC);
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute("DROP TABLE rival_forecasts")
    op.execute("ALTER TABLE live_predictions DROP COLUMN retracted_by, DROP COLUMN retracted_reason")
