"""Bringing a database up to date with Alembic, configured here: `upgrade(url)` is all there is to it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

MIGRATIONS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 7_405_861
"""The advisory lock under which migrations run: a second process waits, then finds nothing to do."""


def upgrade(url: str) -> None:
    """Apply every migration that the database lacks. A repeat changes nothing."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg2"))
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
            command.upgrade(configuration(connection), "head")
    finally:
        engine.dispose()


def configuration(connection: Connection) -> Config:
    """Alembic's configuration over an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
