"""Settlements, cancellations and what takes them back: of every market, followed or not."""

from collections.abc import Iterator

from lxml import etree

from livebet.domain.markets import Market
from livebet.feeds.items import Item, SettlementTold
from livebet.feeds.refusals import refused
from livebet.feeds.uof.markets import MARKETS, market_of
from livebet.feeds.uof.message import NAME, Head, instant, text
from livebet.odds.settlement import Outcome

_RESULTS = {"1": Outcome.WON, "0": Outcome.LOST}
_WHOLE = frozenset(("", "1", "1.0"))


def read_settlement(root: etree._Element, head: Head, raw: bytes) -> Iterator[Item]:
    """How each outcome was settled.

    A void factor of 1 returns the stake. Halves won or lost, dead heats and undecided outcomes are no outcome
    that we have a word for: they are one refusal.
    """
    split = 0
    for element in root.iterfind("{*}outcomes/{*}market"):
        for outcome in element.iterfind("{*}outcome"):
            result = _outcome(outcome)
            if result is None:
                split += 1
            else:
                yield _told(element, head, text(outcome, "id"), result)
    if split:
        reason = f"settlement: {split} outcomes undecided or settled in part"
        yield refused(NAME, reason, raw, head.native_id, head.at)


def read_cancel(root: etree._Element, head: Head, raw: bytes) -> Iterator[Item]:
    """Markets whose bets are void, all of them or those placed between two instants."""
    del raw
    for element in root.iterfind("{*}market"):
        yield _told(element, head, "", Outcome.VOID, bounds=root)


def read_rollback(root: etree._Element, head: Head, raw: bytes) -> Iterator[Item]:
    """Markets whose settlement or cancellation is taken back."""
    del raw
    for element in root.iterfind("{*}market"):
        yield _told(element, head, "", None, bounds=root)


def _outcome(outcome: etree._Element) -> Outcome | None:
    void, heat = text(outcome, "void_factor"), text(outcome, "dead_heat_factor")
    if void in ("1", "1.0"):
        return Outcome.VOID
    won = text(outcome, "result") == "1"
    if void not in ("", "0", "0.0") or (won and heat not in _WHOLE):
        return None
    return _RESULTS.get(text(outcome, "result"))


def _told(
    element: etree._Element,
    head: Head,
    selection_id: str,
    outcome: Outcome | None,
    bounds: etree._Element | None = None,
) -> SettlementTold:
    market_id, specifiers = text(element, "id"), text(element, "specifiers")
    market = _market(market_id, specifiers)
    return SettlementTold(
        feed=NAME,
        native_id=head.native_id,
        observed_at=head.at,
        bookmaker=head.bookmaker,
        market_id=f"{market_id}|{specifiers}" if specifiers else market_id,
        selection_id=selection_id,
        outcome=outcome,
        market=market,
        selection=MARKETS[market_id].selections.get(selection_id) if market else None,
        rolled_back=outcome is None,
        placed_from=None if bounds is None else instant(text(bounds, "start_time")),
        placed_until=None if bounds is None else instant(text(bounds, "end_time")),
    )


def _market(market_id: str, specifiers: str) -> Market | None:
    try:
        return market_of(market_id, specifiers)
    except ValueError:
        return None
