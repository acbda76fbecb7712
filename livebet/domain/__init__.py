"""Frozen types of the field, standard library only: prices, markets, games, plays, messages, clock."""
