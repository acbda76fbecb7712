"""The asynchronous rims, one process each: ingest, decide, record."""
