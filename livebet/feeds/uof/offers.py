"""Markets of ours in one message, and what a session remembers of them: which line is the main one."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from livebet.domain.markets import Market, MarketKind, Selection
from livebet.domain.prices import Price
from livebet.feeds.uof.markets import MARKETS, asked_of
from livebet.feeds.uof.message import Head, text

ACTIVE = "1"
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
    wrong: tuple[str, ...]


def offer_of(element: etree._Element) -> Offer:
    """One market; what is wrong with an outcome is told in `wrong`, and leaves the others.

    Raises:
        ValueError: the line is none.
    """
    market_id = text(element, "id")
    market = asked_of(market_id, text(element, "specifiers"))
    prices: dict[Selection, Price] = {}
    probabilities: dict[Selection, float] = {}
    wrong: list[str] = []
    for outcome in element.iterfind("{*}outcome"):
        selection = MARKETS[market_id].selections.get(text(outcome, "id"))
        if selection is None:
            wrong.append(f"market {market_id} has no outcome {text(outcome, 'id')[:40]}")
            continue
        try:
            if text(outcome, "odds") and text(outcome, "active") in ("", ACTIVE):
                prices[selection] = Price(text(outcome, "odds"))
            probabilities[selection] = float(text(outcome, "probabilities") or "nan")
        except ValueError as error:
            wrong.append(str(error)[:200])
    status, favourite = text(element, "status") or ACTIVE, text(element, "favourite") == "1"
    return Offer(market_id, market, status, favourite, prices, probabilities, tuple(wrong))


def learn(offers: Sequence[Offer], known: Known) -> None:
    """Remember what a message tells of its game's main lines."""
    for offer in offers:
        if offer.market.period == "game":
            known.whole.add(offer.market.kind)
        if offer.favourite and offer.status == ACTIVE and offer.market.line is not None:
            known.favourites[offer.market_id] = offer.market.line


def is_main(offer: Offer, offers: Sequence[Offer], known: Known) -> bool:
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
