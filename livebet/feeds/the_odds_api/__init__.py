"""The Odds API, v4: many bookmakers' odds, scores and games in JSON, and flat exports of the same answers.

Prices may be decimal or American, which the payload shows by their size. A quote is stamped by its market's
`last_update`, else by its bookmaker's; bookmakers of one game may be many minutes apart.
"""

from livebet.feeds.feed import Authority, Feed, Terms, stateless
from livebet.feeds.items import Item
from livebet.feeds.the_odds_api import answers, tables
from livebet.feeds.the_odds_api.requests import Quota, Request, events, historical_odds, odds, quota, scores
from livebet.feeds.the_odds_api.words import NAME

__all__ = [
    "FEED",
    "NAME",
    "Quota",
    "Request",
    "events",
    "historical_odds",
    "items",
    "odds",
    "quota",
    "scores",
]


def items(raw: bytes) -> list[Item]:
    """Items of one answer, or of one exported file."""
    first = raw.lstrip()[:1]
    return answers.told(raw) if first in (b"{", b"[") else tables.told(raw)


FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.MEDIA,
        requests_per_second=30.0,
        credentials=("the_odds_api_key",),
        monthly_credits=20_000,
        resume="every answer is whole; the newest one counts",
        whole_quotes=True,
    ),
    open=stateless(items),
)
