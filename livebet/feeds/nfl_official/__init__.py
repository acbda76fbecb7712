"""The NFL's own plays, keyed by GSIS id, with statistics by number.

GameCenter JSON (seasons 2009–2019) and Shield games (api.nfl.com, since). Neither has an address that anyone
may read: GameCenter's is switched off, and Shield asks for the league's own token.
"""

from livebet.feeds.feed import Authority, Feed, Terms
from livebet.feeds.items import Item
from livebet.feeds.nfl_official.games import NAME, Listing
from livebet.feeds.nfl_official.parse import parse
from livebet.feeds.nfl_official.session import Session

__all__ = ["FEED", "NAME", "Listing", "Session", "items", "parse"]


FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.LEAGUE,
        requests_per_second=1.0,
        resume="every file holds the whole game",
    ),
    open=Session,
)


def items(raw: bytes) -> list[Item]:
    """A file of either shape, which may be compressed, in a session of its own."""
    return list(FEED.parse(raw))
