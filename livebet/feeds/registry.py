"""All feeds by name, and what `livebet parse` prints of a file."""

from collections.abc import Iterator

import msgspec

from livebet.domain.messages import Refused
from livebet.feeds import (
    betfair_stream,
    draftkings,
    espn,
    fanduel,
    kalshi,
    mlb_gumbo,
    nba_cdn,
    nfl_official,
    polymarket,
    sportradar,
    the_odds_api,
    uof,
    weather,
    x_twitter,
)
from livebet.feeds.feed import Feed
from livebet.feeds.items import (
    ForecastTold,
    GameTold,
    HealthTold,
    Item,
    LadderTold,
    NewsTold,
    PlayTakenBack,
    PlayTold,
    QuoteTold,
    ScoreTold,
    SettlementTold,
    SituationTold,
    StatusTold,
    WeatherTold,
)
from livebet.feeds.recording import Finding

FEEDS: dict[str, Feed] = {
    feed.name: feed
    for feed in (
        betfair_stream.FEED,
        draftkings.FEED,
        espn.FEED,
        fanduel.FEED,
        kalshi.FEED,
        mlb_gumbo.FEED,
        nba_cdn.FEED,
        nfl_official.FEED,
        polymarket.FEED,
        sportradar.FEED,
        the_odds_api.FEED,
        uof.FEED,
        weather.FEED,
        x_twitter.FEED,
    )
}  # fmt: skip

KINDS: dict[type, str] = {
    GameTold: "game",
    ScoreTold: "score",
    SituationTold: "situation",
    PlayTold: "play",
    PlayTakenBack: "play_deleted",
    QuoteTold: "quote",
    StatusTold: "status",
    LadderTold: "ladder",
    SettlementTold: "settlement",
    ForecastTold: "forecast",
    NewsTold: "news",
    WeatherTold: "weather",
    HealthTold: "health",
    Finding: "finding",
    Refused: "refused",
}
"""The name of each kind of item, as printed and counted."""


def printed(feed: Feed, raw: bytes) -> Iterator[tuple[str, bool]]:
    """Lines of JSON for a file's items in order, and whether the line is a refusal (for stderr).

    Every line is an object with `item`: one of `KINDS`.
    """
    for item in feed.parse(raw):
        line = {"item": KINDS[type(item)], **_told(item)}
        yield msgspec.json.encode(line).decode(), isinstance(item, Refused)


def _told(item: Item) -> dict[str, object]:
    """An item's fields, without those that stand at what they are when nothing is told.

    A price is a float of its own kind, which msgspec asks about.
    """
    fields: dict[str, object] = msgspec.to_builtins(item, enc_hook=float)
    return {name: value for name, value in fields.items() if value not in (None, "", (), [])}
