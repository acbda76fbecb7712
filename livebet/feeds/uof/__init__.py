"""Unified Odds Feed: XML over AMQP with prices, bet stops, settlements and the feed's own health."""

from livebet.feeds.feed import Authority, Feed, Terms
from livebet.feeds.uof.message import NAME
from livebet.feeds.uof.session import open_session

__all__ = ["FEED", "NAME"]

FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.DATA_COMPANY,
        requests_per_second=1.0,
        credentials=("uof_token",),
        keep_alive=20.0,
        resume="ask each producer for recovery since its last message, and wait for its snapshot_complete",
    ),
    open=open_session,
)
