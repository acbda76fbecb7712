"""Who serves: the alias `champion` moves on an evidence card, each chained to the one before it."""
