"""Codes with which the gateway closes a WebSocket (4000–4999 are an application's own)."""

UNAUTHENTICATED = 4401
"""No token, or one that does not hold or has run out meanwhile."""
NO_SUCH_GAME = 4404
"""Nobody has told us of this game."""
TOO_SLOW = 4408
"""The client did not read as fast as the game went on; it may come back with `?after=`."""
TRY_LATER = 1013
"""The gateway is still rebuilding its picture after a start."""
