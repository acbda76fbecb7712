"""A game's state as a fold over its plays; key events; momentum; one module a sport."""
