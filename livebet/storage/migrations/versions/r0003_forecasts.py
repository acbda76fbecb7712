"""What a prediction tells beside its probability, what challengers said, and the champion's card."""

from alembic import op

revision = "0003"
down_revision = "0002"

_UP = """
ALTER TABLE live_predictions
    ADD COLUMN low DECIMAL(5,4),
    ADD COLUMN high DECIMAL(5,4),
    ADD COLUMN market_probability DECIMAL(5,4),
    ADD COLUMN blended_probability DECIMAL(5,4),
    ADD COLUMN model_share DECIMAL(5,4),
    ADD COLUMN game_call DECIMAL(3,2),
    ADD COLUMN called DECIMAL(3,2),
    ADD COLUMN next_event JSONB,
    ADD COLUMN period INTEGER;

CREATE TABLE shadow_predictions (
    prediction_id UUID NOT NULL,
    game_id UUID REFERENCES live_games(game_id),
    sport VARCHAR(50) NOT NULL,
    revision INTEGER,
    model_version VARCHAR(50) NOT NULL,
    home_win_probability DECIMAL(5,4) NOT NULL,
    prediction_timestamp TIMESTAMP WITH TIME ZONE DEFAULT NOW(),
    PRIMARY KEY (prediction_id, model_version, prediction_timestamp)
) PARTITION BY RANGE (prediction_timestamp);
CREATE TABLE shadow_predictions_default PARTITION OF shadow_predictions DEFAULT;
CREATE INDEX idx_shadow_predictions_sport_timestamp
    ON shadow_predictions(sport, prediction_timestamp DESC);

ALTER TABLE model_registry ADD COLUMN card JSONB NOT NULL DEFAULT '{}';
"""

_DOWN = """
ALTER TABLE model_registry DROP COLUMN card;
DROP TABLE shadow_predictions;
ALTER TABLE live_predictions
    DROP COLUMN low,
    DROP COLUMN high,
    DROP COLUMN market_probability,
    DROP COLUMN blended_probability,
    DROP COLUMN model_share,
    DROP COLUMN game_call,
    DROP COLUMN called,
    DROP COLUMN next_event,
    DROP COLUMN period;
"""


def upgrade() -> None:
    op.execute(_UP)


def downgrade() -> None:
    op.execute(_DOWN)
