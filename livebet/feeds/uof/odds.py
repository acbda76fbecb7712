"""Odds changes and probabilities: prices, which lines are main, which markets are open, win probabilities."""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from livebet.domain.markets import Market, MarketKind, MarketStatus, Selection
from livebet.domain.prices import Price
from livebet.feeds.items import ForecastTold, Item, QuoteTold, StatusTold
from livebet.feeds.refusals import refused
from livebet.feeds.uof.document import local
from livebet.feeds.uof.markets import MARKETS, asked_of
from livebet.feeds.uof.message import NAME, Head, text

ACTIVE = "1"
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
_MAX_GAMES = 4096


@dataclass(slots=True)
class Known:
    """What a producer has told of a game's markets.

    `favourites` are the main lines by market id, `whole` the kinds that it quotes on the whole game: then the
    same kind without overtime does not speak for it.
    """

    favourites: dict[str, float] = field(default_factory=dict)
    whole: set[MarketKind] = field(default_factory=set)


@dataclass(slots=True)
class Memory:
    """Games that a session knows, the one untouched for longest forgotten first."""

    games: OrderedDict[tuple[str, str], Known] = field(default_factory=OrderedDict)

    def of(self, head: Head) -> Known:
        """What a producer has told of a game."""
        known = self.games.setdefault((head.native_id, head.producer), Known())
        self.games.move_to_end((head.native_id, head.producer))
        if len(self.games) > _MAX_GAMES:
            self.games.popitem(last=False)
        return known


@dataclass(frozen=True, slots=True)
class Offer:
    """A market of ours in one message: its state, whether the feed marks it as favourite, its prices."""

    market_id: str
    market: Market
    status: str
    favourite: bool
    prices: dict[Selection, Price]
    probabilities: dict[Selection, float]


def read_odds(root: etree._Element, head: Head, memory: Memory, raw: bytes) -> Iterator[Item]:
    """Prices, states and win probability of the markets that are ours; the rest is one refusal."""
    known, offers, others = memory.of(head), list[Offer](), Counter[str]()
    for element in root.iterfind("{*}odds/{*}market"):
        if text(element, "id") not in MARKETS:
            others[text(element, "id")] += 1
            continue
        try:
            offers.append(_offer(element))
        except ValueError as error:
            yield refused(NAME, f"market: {error}", etree.tostring(element), head.native_id, head.at)
    _learn(offers, known)
    for offer in offers:
        yield from _quotes(offer, _is_main(offer, offers, known), head)
    if local(root) != PROBABILITIES:
        yield from _states(offers, known, head, root.find("{*}odds"))
    yield from _forecast(offers, head)
    if others:
        yield refused(NAME, _not_followed(others), raw, head.native_id, head.at)


def _not_followed(others: Counter[str]) -> str:
    ids = ", ".join(sorted(others, key=lambda name: (len(name), name))[:60])
    return f"not followed: {others.total()} markets of ids {ids}"


def _offer(element: etree._Element) -> Offer:
    """One market.

    Raises:
        ValueError: a price or the line is none.
    """
    market_id = text(element, "id")
    market = asked_of(market_id, text(element, "specifiers"))
    prices: dict[Selection, Price] = {}
    probabilities: dict[Selection, float] = {}
    for outcome in element.iterfind("{*}outcome"):
        selection = MARKETS[market_id].selections.get(text(outcome, "id"))
        if selection is None:
            raise ValueError(f"{market_id} has no outcome {text(outcome, 'id')[:40]}")
        if text(outcome, "odds") and text(outcome, "active") in ("", ACTIVE):
            prices[selection] = Price(text(outcome, "odds"))
        if text(outcome, "probabilities"):
            probabilities[selection] = float(text(outcome, "probabilities"))
    favourite = text(element, "favourite") == "1"
    return Offer(market_id, market, text(element, "status") or ACTIVE, favourite, prices, probabilities)


def _learn(offers: Sequence[Offer], known: Known) -> None:
    for offer in offers:
        if offer.market.period == "game":
            known.whole.add(offer.market.kind)
        if offer.favourite and offer.status == ACTIVE and offer.market.line is not None:
            known.favourites[offer.market_id] = offer.market.line


def _is_main(offer: Offer, offers: Sequence[Offer], known: Known) -> bool:
    """The feed's favourite line; where it never marked one, the line nearest to even prices."""
    if offer.market.line is None:
        return True
    if offer.market_id in known.favourites:
        return known.favourites[offer.market_id] == offer.market.line
    rivals = (rival for rival in offers if rival.market_id == offer.market_id and len(rival.prices) > 1)
    return min(rivals, key=_unevenness, default=None) is offer


def _unevenness(offer: Offer) -> float:
    chances = [1 / price for price in offer.prices.values()]
    return max(chances) - min(chances)


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
