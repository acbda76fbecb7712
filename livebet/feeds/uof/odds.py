"""Odds changes and probabilities: prices, which lines are main, which markets are open, win probabilities."""

from collections import Counter
from collections.abc import Iterator, Sequence

from lxml import etree

from livebet.domain.markets import MarketKind, MarketStatus, Selection
from livebet.feeds.items import ForecastTold, Item, QuoteTold, StatusTold
from livebet.feeds.refusals import refused
from livebet.feeds.uof.document import local
from livebet.feeds.uof.markets import MARKETS
from livebet.feeds.uof.message import NAME, Head, text
from livebet.feeds.uof.offers import ACTIVE, Known, Memory, Offer, is_main, learn, offer_of

PROBABILITIES = "cashout"
"""The answer that tells probabilities without prices: it opens and stops nothing."""

_STATES = {
    ACTIVE: "no price",
    "0": "inactive",
    "-1": "suspended",
    "-2": "handed over",
    "-3": "settled",
    "-4": "cancelled",
}
_OVER = frozenset(("-3", "-4"))


def read_odds(root: etree._Element, head: Head, memory: Memory, raw: bytes) -> Iterator[Item]:
    """Prices, states and win probability of the markets that are ours; the rest is one refusal."""
    known, offers, others = memory.of(head), list[Offer](), Counter[str]()
    for element in root.iterfind("{*}odds/{*}market"):
        if text(element, "id") not in MARKETS:
            others[text(element, "id")] += 1
            continue
        try:
            offers.append(offer_of(element))
            wrong = [f"quote: {reason}" for reason in offers[-1].wrong]
        except ValueError as error:
            wrong = [f"market: {error}"]
        for reason in wrong:
            yield refused(NAME, reason, etree.tostring(element), head.native_id, head.at)
    learn(offers, known)
    for offer in offers:
        yield from _quotes(offer, is_main(offer, offers, known), head)
    if local(root) != PROBABILITIES:
        yield from _states(offers, known, head, root.find("{*}odds"))
    yield from _forecast(offers, head)
    if others:
        yield refused(NAME, _not_followed(others), raw, head.native_id, head.at)


def _not_followed(others: Counter[str]) -> str:
    ids = ", ".join(sorted(others, key=lambda name: (len(name), name))[:60])
    return f"not followed: {others.total()} markets of ids {ids}"


def _quotes(offer: Offer, main: bool, head: Head) -> Iterator[QuoteTold]:
    if offer.status != ACTIVE:
        return
    for selection, price in offer.prices.items():
        yield QuoteTold(
            feed=NAME,
            native_id=head.native_id,
            observed_at=head.at,
            bookmaker=head.bookmaker,
            market=offer.market,
            selection=selection,
            price=price,
            main=main,
        )


def _states(
    offers: Sequence[Offer], known: Known, head: Head, odds: etree._Element | None
) -> Iterator[StatusTold]:
    """One state for each kind: open where any line is; else that of the main line, if it is told."""
    for kind in MarketKind:
        told = [offer for offer in offers if offer.market.kind is kind and _speaks(offer, known)]
        statuses = {offer.status for offer in told}
        if any(offer.status == ACTIVE and offer.prices for offer in told):
            yield _state(kind, MarketStatus.OPEN, "", head)
        elif statuses and (told[0].market.line is None or not statuses <= _OVER):
            over = statuses <= _OVER
            stop = text(odds, "betstop_reason") if odds is not None else ""
            words = sorted(_STATES.get(status, f"status {status}") for status in statuses)
            reason = ", ".join([*words, *([f"bet stop reason {stop}"] if stop else [])])
            yield _state(kind, MarketStatus.CLOSED if over else MarketStatus.SUSPENDED, reason, head)


def _speaks(offer: Offer, known: Known) -> bool:
    """Whether a market's state is that of its kind: an alternate line that goes takes nothing with it."""
    if offer.market.period != "game" and offer.market.kind in known.whole:
        return False
    main = known.favourites.get(offer.market_id, offer.market.line)
    return offer.status == ACTIVE or main == offer.market.line


def _state(kind: MarketKind, status: MarketStatus, reason: str, head: Head) -> StatusTold:
    return StatusTold(
        feed=NAME,
        native_id=head.native_id,
        observed_at=head.at,
        bookmaker=head.bookmaker,
        kind=kind,
        status=status,
        reason=reason,
    )


def _forecast(offers: Sequence[Offer], head: Head) -> Iterator[ForecastTold]:
    """The feed's own win probability, of the whole game where it tells one, else with the tie apart."""
    asked = [o for o in offers if o.market.kind is MarketKind.MONEYLINE and o.status == ACTIVE]
    for offer in sorted(asked, key=lambda offer: offer.market.period != "game"):
        told = offer.probabilities
        if Selection.HOME in told and Selection.AWAY in told and 0.99 <= sum(told.values()) <= 1.01:
            yield ForecastTold(
                feed=NAME,
                native_id=head.native_id,
                observed_at=head.at,
                forecaster=NAME,
                play_id="",
                home_win_probability=told[Selection.HOME],
                tie_probability=told.get(Selection.DRAW, 0.0),
            )
            return
