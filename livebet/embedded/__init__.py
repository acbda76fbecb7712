"""Redis and PostgreSQL from Python wheels, for a one-machine run."""
