"""One truth of each game out of what several feeds tell of it."""

from livebet.feeds.merge.merger import Merger

__all__ = ["Merger"]
