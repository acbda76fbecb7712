"""How the live feeds are, as the process that reads them leaves it in Redis."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from livebet.services.feed_states import FeedState

STALE_SECONDS = 10.0
"""Feeds whose states are older have nobody who reads them: states are written every second."""


class LiveFeed(BaseModel):
    """A live feed, and how it is."""

    feed: str = Field(examples=["espn"])
    health: Literal["reading", "waiting", "failing", "stopped"] = Field(
        description="waiting: nothing was heard yet; failing: the last attempt failed; stopped: nobody reads."
    )
    circuit: Literal["closed", "open", "half-open"]
    faults: int = Field(examples=[0], description="In a row.")
    fault: str = Field(examples=[""], description="The last one, while it lasts.")
    try_at: datetime | None = Field(description="When it is tried again.")
    said: str = Field(examples=[""], description="The last that the feed told about itself.")
    quota_left: int | None = Field(examples=[19874], description="Credits; null where there is no quota.")
    last_payload: datetime | None
    last_payload_age_seconds: float | None = Field(examples=[3.2])
    last_heard: datetime | None = Field(description="Unchanged answers and keep-alives included.")
    payloads: int
    items: int
    refused: int
    lag_seconds_p50: float | None = Field(examples=[6.1], description="From the feed's own stamps.")
    lag_seconds_p95: float | None = Field(examples=[14.8])


def live_feed(state: FeedState, now: datetime) -> LiveFeed:
    """A state as the endpoint tells it."""
    age = None if state.payload_at is None else max(0.0, (now - state.payload_at).total_seconds())
    return LiveFeed.model_validate(
        {
            "feed": state.feed,
            "health": health(state, now),
            "circuit": state.circuit,
            "faults": state.faults,
            "fault": state.fault,
            "try_at": state.try_at,
            "said": state.said,
            "quota_left": state.quota_left,
            "last_payload": state.payload_at,
            "last_payload_age_seconds": age,
            "last_heard": state.heard_at,
            "payloads": state.payloads,
            "items": state.items,
            "refused": state.refused,
            "lag_seconds_p50": state.lag_p50,
            "lag_seconds_p95": state.lag_p95,
        }
    )


def health(state: FeedState, now: datetime) -> str:
    """One word for how a feed is."""
    if not state.reading or (now - state.updated_at).total_seconds() > STALE_SECONDS:
        return "stopped"
    if state.fault:
        return "failing"
    return "waiting" if state.heard_at is None else "reading"
