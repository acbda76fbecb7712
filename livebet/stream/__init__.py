"""The bus: partitioned, ordered, bounded streams of messages."""
