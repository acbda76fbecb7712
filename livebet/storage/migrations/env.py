"""Run by Alembic: migrate over the connection that `livebet.storage.migrate` opened."""

from alembic import context

from livebet.storage.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
