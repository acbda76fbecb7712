"""The NBA's live data (cdn.nba.com): play-by-play, box score, scoreboard and odds; its older shapes too."""

from livebet.feeds.feed import Authority, Feed, Terms
from livebet.feeds.nba_cdn.games import NAME
from livebet.feeds.nba_cdn.session import Session

__all__ = ["FEED", "NAME", "Session"]

FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.LEAGUE,
        requests_per_second=1.0,
        resume="every file holds the whole game",
    ),
    open=Session,
)
