"""The feeds that can be read live, by name, and why a list of them cannot."""

from collections.abc import Iterator, Sequence

from pydantic import SecretStr

from livebet.feeds.live import (
    betfair_stream,
    draftkings,
    espn,
    fanduel,
    kalshi,
    mlb_gumbo,
    nba_cdn,
    polymarket,
    sportradar,
    the_odds_api,
    uof,
    weather,
    x_twitter,
)
from livebet.feeds.live.wiring import Open
from livebet.feeds.registry import FEEDS
from livebet.settings import Settings

LIVE: dict[str, Open] = {
    "betfair_stream": betfair_stream.live,
    "draftkings": draftkings.live,
    "espn": espn.live,
    "fanduel": fanduel.live,
    "kalshi": kalshi.live,
    "mlb_gumbo": mlb_gumbo.live,
    "nba_cdn": nba_cdn.live,
    "polymarket": polymarket.live,
    "sportradar": sportradar.live,
    "the_odds_api": the_odds_api.live,
    "uof": uof.live,
    "weather": weather.live,
    "x_twitter": x_twitter.live,
}
"""A feed is read only where it is named: unofficial ones too are never read by chance."""


def named(text: str) -> tuple[str, ...]:
    """The names of a list as typed: `espn, the_odds_api`; each once, in its order."""
    return tuple(dict.fromkeys(name for part in text.split(",") if (name := part.strip())))


def hindrances(names: Sequence[str], settings: Settings) -> Iterator[str]:
    """Why these feeds cannot be read, each reason naming what mends it; none where they can."""
    if not names:
        yield f"name at least one feed of {', '.join(sorted(LIVE))}"
    for name in names:
        if name not in LIVE:
            yield f"no live feed {name!r}: there is {', '.join(sorted(LIVE))}"
            continue
        for credential in FEEDS[name].terms.credentials:
            found = getattr(settings, credential, None)
            if not isinstance(found, SecretStr) or not found.get_secret_value():
                yield f"{name} needs LIVEBET_{credential.upper()}, which is not set"
