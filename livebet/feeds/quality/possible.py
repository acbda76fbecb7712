"""What cannot be so, whatever else is told: numbers that no field has."""

import math

from livebet.domain.markets import SELECTIONS
from livebet.domain.messages import GameListed, Inbound, PlayBegan, PlaySeen, QuoteSeen
from livebet.domain.plays import Situation
from livebet.domain.quotes import Quote
from livebet.feeds.items import PlayTold, SituationTold, Told


def impossible(item: Told) -> str | None:
    """Why an item cannot be so; None where it can. It is not joined with others."""
    match item:
        case PlayTold(play=play):
            return _wrong_clock(play.situation)
        case SituationTold(situation=situation):
            return _wrong_clock(situation)
    return None


def unplaceable(message: Inbound) -> str | None:
    """Why a message cannot be so; None where it can."""
    match message:
        case QuoteSeen(quote=quote):
            return _wrong_quote(quote)
        case PlayBegan(situation=situation):
            return _wrong_clock(situation)
        case PlaySeen(play=play):
            return _wrong_clock(play.situation)
        case GameListed(expected_margin=margin) if margin is not None and not math.isfinite(margin):
            return f"expected margin: {margin} is no number of points"
    return None


def _wrong_quote(quote: Quote) -> str | None:
    if not (math.isfinite(quote.price) and quote.price > 1.0):
        return f"price: {quote.price} is not above 1"
    if quote.market.line is not None and not math.isfinite(quote.market.line):
        return f"line: {quote.market.line} is no number of points"
    if quote.selection not in SELECTIONS[quote.market.kind]:
        return f"selection: {quote.selection} does not answer a {quote.market.kind}"
    return None


def _wrong_clock(situation: Situation) -> str | None:
    if situation.clock_seconds is not None and situation.clock_seconds < 0:
        return f"clock: {situation.clock_seconds} seconds left"
    return None
