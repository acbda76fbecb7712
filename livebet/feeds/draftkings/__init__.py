"""DraftKings' public site (unofficial): games, markets and selections as flat lists, then frames of changes.

Selections join markets and markets join games by id. The line is part of a selection's id, so a line that
moves is one selection removed and another added: the new one is a quote, and nothing is told of the old.
Snapshots were tested on written bytes only, frames of both formats on recorded ones too.
"""

from livebet.feeds.draftkings.requests import snapshot_url, socket_url, subscription
from livebet.feeds.draftkings.session import Connection
from livebet.feeds.draftkings.words import NAME
from livebet.feeds.feed import Authority, Feed, Terms

__all__ = ["FEED", "NAME", "Connection", "snapshot_url", "socket_url", "subscription"]

FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.MEDIA,
        requests_per_second=0.2,
        keep_alive=60.0,
        resume="take the snapshot again, then subscribe: frames that were missed are not told twice",
        unofficial=True,
    ),
    open=Connection,
)
