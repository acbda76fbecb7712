"""Items that could not be placed, as every feed makes them."""

from datetime import UTC, datetime

from livebet.domain.messages import Refused

MAX_PAYLOAD = 2000
"""Characters kept of what was refused."""

UNKNOWN_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
"""When nothing tells what time it was at the feed."""


def refused(
    feed: str, reason: str, payload: bytes, native_id: str = "", observed_at: datetime = UNKNOWN_INSTANT
) -> Refused:
    """Why an item was refused, with its beginning as text that any database takes (no NUL)."""
    text = payload[:MAX_PAYLOAD].decode("utf-8", "replace").replace("\x00", "\ufffd")
    return Refused(feed=feed, reason=reason, payload=text, native_id=native_id, observed_at=observed_at)
