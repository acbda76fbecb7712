"""The NFL's GameCenter JSON (seasons 2009–2019): plays keyed by GSIS id, statistics by number."""

from livebet.feeds.nfl_official.games import NAME, Listing
from livebet.feeds.nfl_official.parse import parse

__all__ = ["NAME", "Listing", "parse"]
