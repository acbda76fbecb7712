"""X (API v2): what reporters and clubs post about who plays, as news with a confidence."""

from livebet.feeds.feed import Authority, Feed, Terms
from livebet.feeds.x_twitter.payload import NAME
from livebet.feeds.x_twitter.session import Session

__all__ = ["FEED", "NAME"]

FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.RUMOUR,
        requests_per_second=2.0,
        credentials=("x_bearer_token",),
        keep_alive=20.0,
        resume="posts missed are not sent again; rules stay at the feed",
    ),
    open=Session,
)
"""A keep-alive every 20 seconds. Of a quarter of an hour X takes 50 connections and 25 changes of rules:
the rules are looked at every minute and seldom change."""
