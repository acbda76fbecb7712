"""What was taken back: its row stays, marked with what took it back.

A key event's retraction is a row of `live_events` of its own; the row that it names gets `retracted_by`, the
retraction's id, into its `event_data`. A prediction's row has columns for it.
"""

from uuid import UUID

from livebet.domain.messages import KeyEvent, PredictionRetracted
from livebet.storage.rows import Row

MARK = """
UPDATE live_events AS event
SET event_data = event.event_data || jsonb_build_object('retracted_by', told.retraction)
FROM unnest($1::uuid[], $2::uuid[]) AS told(false_id, retraction)
WHERE event.id = told.false_id
"""
"""What a retraction names was told before it, so its row stands by then."""

MARK_PREDICTIONS = """
UPDATE live_predictions AS prediction
SET retracted_by = told.retraction, retracted_reason = told.reason
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS told(false_id, retraction, reason)
WHERE prediction.id = told.false_id
"""


def false_predictions(message: PredictionRetracted) -> list[Row]:
    """Each prediction taken back, what takes it back, and why."""
    return [(false_id, message.message_id, message.reason[:100]) for false_id in message.retracts]


def retraction(message: KeyEvent) -> Row | None:
    """The event that a key event takes back, and its own id; None for one that takes none back.

    Raises:
        ValueError: what it names is no id.
    """
    false_id = message.data.get("retracts")
    return None if false_id is None else (UUID(str(false_id)), message.message_id)
