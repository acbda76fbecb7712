"""Who wants to hear what."""
