"""The lists joined by id, and what there is to tell after each change."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from livebet.domain import markets as ours
from livebet.domain.prices import Price
from livebet.feeds.american import spelt
from livebet.feeds.draftkings.payload import Event, Market, Selection
from livebet.feeds.draftkings.words import (
    BOOKMAKER,
    LEAGUES,
    MAIN,
    MARKETS,
    MASTER_LEAGUES,
    NAME,
    PHASES,
    SELECTIONS,
    market_of,
)
from livebet.feeds.items import GameTold, Item, QuoteTold, StatusTold
from livebet.feeds.refusals import refused

MAX_KEPT = 50_000
"""Selections remembered; a slate of games has a few thousand, and the oldest go first."""


@dataclass(slots=True)
class Joins:
    """What is known so far of one connection. What cannot be told yet waits for the rest of it."""

    events: dict[str, Event] = field(default_factory=dict)
    markets: dict[str, Market] = field(default_factory=dict)
    selections: dict[str, Selection] = field(default_factory=dict)
    leagues: dict[str, str] = field(default_factory=dict)
    touched: dict[str, None] = field(default_factory=dict)
    waiting: dict[str, dict[str, None]] = field(default_factory=dict)
    statuses: dict[str, bool] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)

    def event(self, told: Event, at: datetime) -> list[Item]:
        """A game, announced where both teams are told."""
        known = self.events.get(told.id)
        if known is not None:
            told.league = told.league or known.league
            told.participants = told.participants or known.participants
            told.start = told.start or known.start
        self.events[told.id] = told
        teams = {one.role: one.name for one in told.participants}
        if not teams.get("Home") or not teams.get("Away"):
            return []
        return [
            GameTold(
                feed=NAME,
                native_id=told.id,
                observed_at=at,
                sport=self._sport(told),
                home=teams["Home"],
                away=teams["Away"],
                kickoff=told.start.astimezone(UTC) if told.start is not None else None,
                phase=PHASES.get(told.status, "scheduled"),
            )
        ]

    def _sport(self, told: Event) -> str:
        by_league = self.leagues.get(told.league) or LEAGUES.get(told.league)
        return by_league or MASTER_LEAGUES.get(told.metadata.league, "unknown")

    def market(self, told: Market) -> None:
        """A market; a change of it leaves out its event and type."""
        known = self.markets.get(told.id)
        if known is not None:
            told.event = told.event or known.event
            told.name = told.name or known.name
            told.suspended = known.suspended if told.suspended is None else told.suspended
        self.markets[told.id] = told

    def selection(self, told: Selection) -> None:
        """A selection at its line."""
        known = self.selections.get(told.id)
        told.market = told.market or (known.market if known else "") or market_of(told.id)
        if known is not None:
            told.outcome = told.outcome or known.outcome
            told.tags = told.tags or known.tags
        while len(self.selections) >= MAX_KEPT and known is None:
            self.forget(next(iter(self.selections)))
        self.selections[told.id] = told
        self.touched[told.id] = None

    def forget(self, selection_id: str) -> None:
        """A selection that is gone: a line that moved is another selection, told by itself."""
        gone = self.selections.pop(selection_id, None)
        self.touched.pop(selection_id, None)
        if gone is not None:
            self.waiting.get(gone.market, {}).pop(selection_id, None)

    def close(self, market_id: str, at: datetime) -> list[Item]:
        """A market that is gone: closed, where it was one of ours."""
        gone = self.markets.pop(market_id, None)
        self.statuses.pop(market_id, None)
        kind = MARKETS.get(gone.name) if gone is not None else None
        if gone is None or kind is None or not gone.event:
            return []
        return [_status(gone, kind, ours.MarketStatus.CLOSED, at)]

    def standing(self, market_ids: list[str], at: datetime) -> list[Item]:
        """Statuses of markets that were told and stand otherwise than before."""
        items: list[Item] = []
        for market_id in market_ids:
            market = self.markets[market_id]
            kind = MARKETS.get(market.name)
            if kind is None or not market.event or market.suspended is None:
                continue
            if self.statuses.get(market_id) is not market.suspended:
                self.statuses[market_id] = market.suspended
                status = ours.MarketStatus.SUSPENDED if market.suspended else ours.MarketStatus.OPEN
                items.append(_status(market, kind, status, at))
        return items

    def quotes(self, market_ids: list[str], at: datetime) -> list[Item]:
        """Prices of the selections that changed, and of those that waited for one of these markets.

        Markets that are not followed are named once a connection.
        """
        for market_id in market_ids:
            self.touched |= self.waiting.pop(market_id, {})
        touched, self.touched = self.touched, {}
        items: list[Item] = []
        unknown: list[str] = []
        passed: Counter[str] = Counter()
        for selection_id in touched:
            selection = self.selections[selection_id]
            market = self.markets.get(selection.market)
            event = self.events.get(market.event) if market is not None else None
            if market is None or event is None:
                self.waiting.setdefault(selection.market, {})[selection_id] = None
                unknown.append(selection_id)
            elif market.name in MARKETS:
                items.append(_quote(selection, market, event, MARKETS[market.name], at))
            else:
                passed[market.name] += market.name not in self.passed
        if unknown:
            reason = f"selection: {len(unknown)} told before their market and game"
            items.append(refused(NAME, reason, ", ".join(unknown).encode(), observed_at=at))
        self.passed |= passed.keys()
        if passed.total():
            names = ", ".join(f"{name} ({number})" for name, number in sorted(passed.items()) if number)
            items.append(refused(NAME, f"not followed: markets {names}"[:1000], b"", observed_at=at))
        return items


def _status(market: Market, kind: ours.MarketKind, status: ours.MarketStatus, at: datetime) -> StatusTold:
    return StatusTold(
        feed=NAME, native_id=market.event, observed_at=at, bookmaker=BOOKMAKER, kind=kind, status=status
    )


def _quote(told: Selection, market: Market, event: Event, kind: ours.MarketKind, at: datetime) -> Item:
    try:
        answer = _answer(told, event)
        line = None if kind is ours.MarketKind.MONEYLINE else told.points
        if line is None and kind is not ours.MarketKind.MONEYLINE:
            raise ValueError("market: a line is missing")
        if answer is ours.Selection.AWAY and line is not None:
            line = 0.0 - line
        price = _price(told)
    except ValueError as error:
        return refused(NAME, str(error), f"{told.id} {told.label}".encode(), market.event, at)
    return QuoteTold(
        feed=NAME,
        native_id=market.event,
        observed_at=at,
        bookmaker=BOOKMAKER,
        market=ours.Market(kind, line),
        selection=answer,
        price=price,
        main=kind is ours.MarketKind.MONEYLINE or MAIN in told.tags,
    )


def _answer(told: Selection, event: Event) -> ours.Selection:
    named = SELECTIONS.get(told.outcome) or SELECTIONS.get(told.label)
    if named is not None:
        return named
    role = next((one.role for one in event.participants if one.name == told.label), "")
    if role not in ("Home", "Away"):
        raise ValueError(f"selection: {told.label!r} is neither team of the game")
    return SELECTIONS[role]


def _price(told: Selection) -> Price:
    try:
        if told.odds is not None:
            return spelt(told.odds.american)
        return Price(told.decimal or 0.0)
    except ValueError as error:
        reason = str(error).removeprefix("price: ")
        raise ValueError(f"price: {reason}") from error
