"""Betfair's Exchange Stream: order books of exchange markets as images and deltas, live and recorded.

One session is one connection: it remembers markets, joins segments, and tells a runner's ladder when its best
three levels, last price or volume change, with the best price to back as a quote where the market asks about
a game between two known contestants. Recordings (lines, plain or compressed) go through the same session.
"""

from livebet.feeds.betfair_stream.requests import (
    AUTHENTICATE_WITHIN,
    CATALOGUE_URL,
    HEARTBEAT_MS,
    HOST,
    KEEP_ALIVE_URL,
    LOGIN_URL,
    PORT,
    Clocks,
    authentication,
    catalogue,
    clocks_after,
    is_dead,
    session_token,
    subscription,
)
from livebet.feeds.betfair_stream.session import Stream
from livebet.feeds.betfair_stream.words import NAME
from livebet.feeds.feed import Authority, Feed, Terms

__all__ = [
    "AUTHENTICATE_WITHIN",
    "CATALOGUE_URL",
    "FEED",
    "HEARTBEAT_MS",
    "HOST",
    "KEEP_ALIVE_URL",
    "LOGIN_URL",
    "NAME",
    "PORT",
    "Clocks",
    "Stream",
    "authentication",
    "catalogue",
    "clocks_after",
    "is_dead",
    "session_token",
    "subscription",
]

FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.MEDIA,
        requests_per_second=None,
        credentials=("betfair_app_key", "betfair_username", "betfair_password"),
        keep_alive=2 * HEARTBEAT_MS / 1000.0,
        resume="subscribe again with the newest initialClk and clk; only what changed since is told",
    ),
    open=Stream,
)
