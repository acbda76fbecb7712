"""Sportradar: play-by-play of the NFL, NBA and MLB by REST and push, soccer's heads, Odds Comparison."""

from livebet.feeds.feed import Authority, Feed, Terms
from livebet.feeds.sportradar.payload import NAME
from livebet.feeds.sportradar.session import open_session

__all__ = ["FEED", "NAME"]

FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.DATA_COMPANY,
        requests_per_second=1.0,
        monthly_credits=1000,
        credentials=("sportradar_key",),
        keep_alive=10.0,
        resume="subscribe again and fill the gap from each game's play-by-play",
    ),
    open=open_session,
)
