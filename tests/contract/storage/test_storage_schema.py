"""The migrated database against the specification and against the tables in code."""

from decimal import Decimal

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

from livebet.storage import migrate
from livebet.storage.schema import METADATA

pytestmark = pytest.mark.servers

SPECIFIED = {
    "live_games": [
        ("game_id", "uuid", "NO", None),
        ("sport", "character varying(50)", "NO", None),
        ("home_team", "character varying(100)", "NO", None),
        ("away_team", "character varying(100)", "NO", None),
        ("game_state", "jsonb", "NO", None),
        ("current_score", "jsonb", "NO", None),
        ("game_clock", "character varying(20)", "YES", None),
        ("quarter_period", "integer", "YES", None),
        ("is_active", "boolean", "YES", "true"),
        ("last_updated", "timestamp with time zone", "YES", "now()"),
    ],
    "live_odds_updates": [
        ("id", "uuid", "NO", "gen_random_uuid()"),
        ("game_id", "uuid", "YES", None),
        ("bookmaker", "character varying(50)", "NO", None),
        ("bet_type", "character varying(50)", "NO", None),
        ("odds_before", "numeric(10,3)", "YES", None),
        ("odds_after", "numeric(10,3)", "YES", None),
        ("line_before", "numeric(10,2)", "YES", None),
        ("line_after", "numeric(10,2)", "YES", None),
        ("timestamp", "timestamp with time zone", "NO", "now()"),
    ],
    "live_events": [
        ("id", "uuid", "NO", "gen_random_uuid()"),
        ("game_id", "uuid", "YES", None),
        ("event_type", "character varying(50)", "NO", None),
        ("event_description", "text", "YES", None),
        ("event_data", "jsonb", "YES", None),
        ("game_clock", "character varying(20)", "YES", None),
        ("impact_score", "numeric(5,3)", "YES", None),
        ("timestamp", "timestamp with time zone", "NO", "now()"),
    ],
    "live_predictions": [
        ("id", "uuid", "NO", "gen_random_uuid()"),
        ("game_id", "uuid", "YES", None),
        ("model_version", "character varying(50)", "NO", None),
        ("home_win_probability", "numeric(5,4)", "NO", None),
        ("away_win_probability", "numeric(5,4)", "NO", None),
        ("confidence_score", "numeric(5,4)", "NO", None),
        ("features_used", "jsonb", "YES", None),
        ("prediction_timestamp", "timestamp with time zone", "NO", "now()"),
    ],
}

COLUMNS = text("""
    SELECT attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NO' ELSE 'YES' END,
           pg_get_expr(adbin, adrelid)
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = cast(:table AS regclass) AND attnum > 0 ORDER BY attnum
""")

INDEXES = text("""
    SELECT indexname, regexp_replace(indexdef, '^.* USING btree ', '') FROM pg_indexes
    WHERE tablename IN ('live_games', 'live_odds_updates', 'live_events', 'live_predictions')
""")


def engine_of(url: str) -> Engine:
    return create_engine(make_url(url).set(drivername="postgresql+psycopg2"))


@pytest.mark.parametrize("table", SPECIFIED)
def test_a_specified_table_begins_with_the_specified_columns(database_url: str, table: str) -> None:
    with engine_of(database_url).connect() as connection:
        columns = [tuple(row) for row in connection.execute(COLUMNS, {"table": table})]
    assert columns[: len(SPECIFIED[table])] == SPECIFIED[table]


def test_the_specified_indexes_stand_beside_the_primary_keys(database_url: str) -> None:
    with engine_of(database_url).connect() as connection:
        indexes = dict(tuple(row) for row in connection.execute(INDEXES))
    assert indexes == {
        "live_games_pkey": "(game_id)",
        "live_odds_updates_pkey": '(id, "timestamp")',
        "live_events_pkey": '(id, "timestamp")',
        "live_predictions_pkey": "(id, prediction_timestamp)",
        "idx_live_games_active": "(is_active, last_updated)",
        "idx_live_odds_game_timestamp": '(game_id, "timestamp" DESC)',
        "idx_live_events_game_timestamp": '(game_id, "timestamp" DESC)',
        "idx_live_predictions_game_timestamp": "(game_id, prediction_timestamp DESC)",
    }


def test_the_migrations_make_what_the_tables_in_code_say(database_url: str) -> None:
    def ours(_thing: object, name: str | None, kind: str, reflected: bool, _beside: object) -> bool:
        return not (reflected and kind in {"table", "index"} and "_default" in str(name))

    options = {"compare_type": True, "compare_server_default": True, "include_object": ours}
    with engine_of(database_url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    migrate.upgrade(database_url)
    with engine_of(database_url).connect() as connection:
        newest = ScriptDirectory.from_config(migrate.configuration(connection)).get_current_head()
        assert connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [newest]


OLD_GAME = """
    INSERT INTO live_games (game_id, sport, home_team, away_team, game_state, current_score)
    VALUES ('3f0a4ff2-52c7-5d4f-9e2e-6f0f5a3f9b11', 'nfl', 'BAL', 'NE', '{}', '{}')
"""
OLD_PREDICTION = """
    INSERT INTO live_predictions (game_id, model_version, home_win_probability, away_win_probability,
        confidence_score, features_used, prediction_timestamp)
    SELECT game_id, '3', 0.6, 0.4, 0.8, '{"margin": 3.0}', '2019-11-03 18:00:00+00' FROM live_games
"""
OLD_CHAMPION = """
    INSERT INTO model_registry (name, alias, version, features)
    VALUES ('nfl_win_probability', 'champion', '3', '["margin"]')
"""


def test_a_database_of_before_keeps_its_rows_and_knows_nothing_of_what_it_was_never_told(
    database_url: str,
) -> None:
    with engine_of(database_url).begin() as connection:
        command.downgrade(migrate.configuration(connection), "0002")
        for statement in (OLD_GAME, OLD_PREDICTION, OLD_CHAMPION):
            connection.execute(text(statement))
    migrate.upgrade(database_url)
    with engine_of(database_url).connect() as connection:
        row = connection.execute(text("SELECT * FROM live_predictions")).mappings().one()
        card = connection.scalar(text("SELECT card FROM model_registry"))
        assert connection.scalar(text("SELECT count(*) FROM shadow_predictions")) == 0
    assert (row["home_win_probability"], row["features_used"]) == (Decimal("0.6000"), {"margin": 3.0})
    assert {row[name] for name in ADDED} == {None}
    assert card == {}


ADDED = (
    "low", "high", "market_probability", "blended_probability", "model_share", "game_call", "called",
    "next_event", "period",
)  # fmt: skip
