"""MLB's StatsAPI: the live feed (GUMBO) and its patches, plays, scores, schedules, the league's forecast."""

from livebet.feeds.feed import Authority, Feed, Terms
from livebet.feeds.mlb_gumbo.plays import NAME
from livebet.feeds.mlb_gumbo.session import Session

__all__ = ["FEED", "NAME", "Session"]

FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.LEAGUE,
        requests_per_second=1.0,
        resume="ask for the patch since the last timecode, or for the whole game",
    ),
    open=Session,
)
