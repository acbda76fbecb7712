"""Data quality: what cannot be is refused, what is odd is found, told once an episode, and let through."""

from livebet.feeds.quality.judge import Quality, Verdict
from livebet.feeds.quality.possible import impossible

__all__ = ["Quality", "Verdict", "impossible"]
