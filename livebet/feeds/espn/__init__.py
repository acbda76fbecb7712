"""ESPN: scoreboards, summaries, the cdn's play-by-play and the core lists, of the NFL, the NBA and the MLB.

Other sports' scoreboards parse to games and scores under their own words.
"""

from livebet.feeds.espn.parse import items
from livebet.feeds.espn.words import NAME
from livebet.feeds.feed import Authority, Feed, Terms, stateless

__all__ = ["FEED", "NAME", "items"]

FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.MEDIA,
        requests_per_second=1.0,
        resume="every answer is whole",
    ),
    open=stateless(items),
)
