"""PostgreSQL: schema, migrations, batched writer, queries."""
