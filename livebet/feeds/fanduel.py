"""FanDuel's public event page (unofficial): games, and the main markets of each with their runners' odds.

Tested on a recorded page from before a game; pages in play are written ones.
"""

from collections import Counter
from datetime import UTC, datetime

import msgspec

from livebet.domain.markets import Market, MarketKind, MarketStatus, Selection
from livebet.domain.prices import Price
from livebet.feeds.feed import Authority, Feed, Terms, stateless
from livebet.feeds.items import GameTold, Item, QuoteTold, StatusTold
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

NAME = "fanduel"
BOOKMAKER = "fanduel"
HOST = "https://sbapi.nj.sportsbook.fanduel.com"
KEY_PARAMETER = "_ak"
"""The query parameter of the page's application key, added as the request is sent."""

SPORTS = {"NFL": "nfl", "NBA": "nba", "MLB": "mlb", "NHL": "nhl", "WNBA": "wnba", "NCAAF": "ncaaf"}
"""Competitions by name."""
KINDS = {
    "MONEY_LINE": MarketKind.MONEYLINE,
    "MATCH_HANDICAP_(2-WAY)": MarketKind.SPREAD,
    "TOTAL_POINTS_(OVER/UNDER)": MarketKind.TOTAL,
}
SELECTIONS = {
    "HOME": Selection.HOME,
    "AWAY": Selection.AWAY,
    "DRAW": Selection.DRAW,
    "OVER": Selection.OVER,
    "UNDER": Selection.UNDER,
}
STATUSES = {
    "OPEN": MarketStatus.OPEN,
    "SUSPENDED": MarketStatus.SUSPENDED,
    "INACTIVE": MarketStatus.SUSPENDED,
    "CLOSED": MarketStatus.CLOSED,
}
_BROKEN = (msgspec.MsgspecError, ValueError, RecursionError)


class Event(msgspec.Struct):
    """A game, named "away @ home" or "home v away"."""

    id: int = msgspec.field(name="eventId")
    name: str
    competition: int = msgspec.field(name="competitionId", default=0)
    start: datetime | None = msgspec.field(name="openDate", default=None)
    in_play: bool = msgspec.field(name="inPlay", default=False)


class Decimal(msgspec.Struct):
    """A decimal price."""

    value: float = msgspec.field(name="decimalOdds")


class TrueOdds(msgspec.Struct):
    """Prices in other spellings."""

    decimal: Decimal = msgspec.field(name="decimalOdds")


class Odds(msgspec.Struct):
    """A runner's price."""

    true: TrueOdds = msgspec.field(name="trueOdds")


class Result(msgspec.Struct):
    """Which answer a runner is."""

    type: str = ""


class Runner(msgspec.Struct):
    """A selection; `handicap` is added to its own team's score, or is the total."""

    name: str = msgspec.field(name="runnerName")
    handicap: float = 0.0
    status: str = msgspec.field(name="runnerStatus", default="ACTIVE")
    result: Result = msgspec.field(default_factory=Result)
    odds: Odds | None = msgspec.field(name="winRunnerOdds", default=None)


class MarketType(msgspec.Struct):
    """A market's type alone: most of a page's markets are not followed."""

    type: str = msgspec.field(name="marketType")


class GameMarket(msgspec.Struct):
    """A market; its runners stay raw, so that a bad one is refused alone."""

    event: int = msgspec.field(name="eventId")
    type: str = msgspec.field(name="marketType")
    status: str = msgspec.field(name="marketStatus", default="")
    runners: list[msgspec.Raw] = []


class Competition(msgspec.Struct):
    """A league."""

    name: str = ""


class Attachments(msgspec.Struct):
    """What the page is about, each by id."""

    events: dict[str, msgspec.Raw] = {}
    markets: dict[str, msgspec.Raw] = {}
    competitions: dict[str, Competition] = {}


class Page(msgspec.Struct):
    """The whole answer."""

    attachments: Attachments


_PAGE = msgspec.json.Decoder(Page)
_EVENT = msgspec.json.Decoder(Event)
_TYPE = msgspec.json.Decoder(MarketType)
_MARKET = msgspec.json.Decoder(GameMarket)
_RUNNER = msgspec.json.Decoder(Runner)


def items(raw: bytes) -> list[Item]:
    """Items of an event page: games, statuses and quotes, what is not followed in one refusal."""
    try:
        page = _PAGE.decode(raw).attachments
    except _BROKEN as error:
        return [refused(NAME, f"payload: {error}", raw)]
    told: list[Item] = []
    passed: Counter[str] = Counter()
    for event in page.events.values():
        try:
            told.append(_game(_EVENT.decode(event), page.competitions))
        except _BROKEN as error:
            told.append(refused(NAME, f"game: {error}", bytes(event)))
    for market in page.markets.values():
        try:
            kind = _TYPE.decode(market).type
            if kind in KINDS:
                told += _market(_MARKET.decode(market), KINDS[kind])
            else:
                passed[kind] += 1
        except _BROKEN as error:
            told.append(refused(NAME, f"market: {error}", bytes(market)))
    if passed:
        names = ", ".join(f"{name} ({number})" for name, number in sorted(passed.items()))
        told.append(refused(NAME, f"not followed: markets {names}", raw))
    return told or [refused(NAME, "empty: a page without games and markets", raw)]


def _game(event: Event, competitions: dict[str, Competition]) -> GameTold:
    away, at, home = event.name.partition(" @ ")
    if not at:
        home, at, away = event.name.partition(" v ")
    if not at:
        raise ValueError(f"{event.name!r} names no two teams")
    league = competitions.get(str(event.competition), Competition()).name
    return GameTold(
        feed=NAME,
        native_id=str(event.id),
        observed_at=UNKNOWN_INSTANT,
        sport=SPORTS.get(league, league.lower() or "unknown"),
        home=home,
        away=away,
        kickoff=None if event.start is None else event.start.astimezone(UTC),
        phase="in_play" if event.in_play else "scheduled",
    )


def _market(market: GameMarket, kind: MarketKind) -> list[Item]:
    native_id = str(market.event)
    status = STATUSES.get(market.status)
    if status is None:
        raise ValueError(f"{market.status!r} is no status")
    told: list[Item] = [
        StatusTold(
            feed=NAME,
            native_id=native_id,
            observed_at=UNKNOWN_INSTANT,
            bookmaker=BOOKMAKER,
            kind=kind,
            status=status,
        )
    ]
    for raw in market.runners:
        try:
            runner = _RUNNER.decode(raw)
            if runner.odds is not None and runner.status == "ACTIVE":
                told.append(_quote(runner, runner.odds, kind, native_id))
        except _BROKEN as error:
            told.append(refused(NAME, f"runner: {error}", bytes(raw), native_id))
    return told


def _quote(runner: Runner, odds: Odds, kind: MarketKind, native_id: str) -> QuoteTold:
    selection = SELECTIONS.get(runner.result.type)
    if selection is None:
        raise ValueError(f"{runner.result.type!r} is no answer to a market")
    line = None if kind is MarketKind.MONEYLINE else runner.handicap
    if line is not None and selection is Selection.AWAY:
        line = 0.0 - line
    return QuoteTold(
        feed=NAME,
        native_id=native_id,
        observed_at=UNKNOWN_INSTANT,
        bookmaker=BOOKMAKER,
        market=Market(kind, line),
        selection=selection,
        price=Price(odds.true.decimal.value),
    )


def page_url(game: str) -> str:
    """The event page of a game by its id, without the key."""
    return f"{HOST}/api/event-page?eventId={game}"


def league_url(league: str) -> str:
    """A league's page (nfl, nba, mlb), which lists its games; as the site itself asks, never recorded."""
    return f"{HOST}/api/content-managed-page?page=CUSTOM&customPageId={league}&timezone=UTC"


FEED = Feed(
    name=NAME,
    terms=Terms(
        authority=Authority.MEDIA,
        requests_per_second=0.2,
        credentials=("fanduel_page_key",),
        resume="every page is whole",
        unofficial=True,
    ),
    open=stateless(items),
)
