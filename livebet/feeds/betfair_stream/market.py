"""One market as the stream has told it so far, and what a change of it tells."""

from dataclasses import dataclass, field
from datetime import datetime

from livebet.domain.markets import MarketStatus
from livebet.domain.prices import Price
from livebet.feeds.betfair_stream.ladder import Best, Ladder
from livebet.feeds.betfair_stream.meaning import Meaning, Meanings, Names, RunnerKey, key, meanings
from livebet.feeds.betfair_stream.payload import (
    MarketChange,
    MarketDefinition,
    RunnerChange,
    RunnerDefinition,
)
from livebet.feeds.betfair_stream.words import BOOKMAKER, NAME, OUTCOMES, STATUSES
from livebet.feeds.items import Item, LadderTold, QuoteTold, SettlementTold, StatusTold
from livebet.feeds.refusals import refused

Shown = tuple[Best, Best, float | None, float | None]
"""What a runner's ladder tells: backs, lays, last price, matched."""


@dataclass(slots=True)
class Runner:
    """A runner's prices, its name and status, what it means to us, and what was told of it last."""

    id: int
    handicap: float
    ladder: Ladder = field(default_factory=Ladder)
    name: str = ""
    status: str = "ACTIVE"
    means: Meaning | None = None
    shown: Shown = ((), (), None, None)
    quoted: tuple[float, float] | None = None
    touched: bool = False
    """Whether the change at hand was of it: a file may tell one runner in several parts."""


@dataclass(slots=True)
class MarketState:
    """A market by its id; `definition` is None where the subscription leaves definitions out."""

    market_id: str
    names: Names = field(default_factory=Names)
    definition: MarketDefinition | None = None
    read: Meanings | None = None
    runners: dict[RunnerKey, Runner] = field(default_factory=dict)
    aliases: dict[tuple[int | str, float | None], Runner] = field(default_factory=dict)
    native_id: str = ""
    market_type: str = ""
    # Without a definition nobody knows: shown and not bettable is the safe reading.
    status: MarketStatus = MarketStatus.SUSPENDED
    in_play: bool = False
    bet_delay: int = 0
    slow: bool = False

    def change(self, change: MarketChange, at: datetime, items: list[Item]) -> None:
        """Add what a change tells: status, ladders and quotes of the runners that changed, settlements."""
        if change.img or change.definition is not None:
            self._anew(change, at, items)
            return
        touched: list[Runner] = []
        for told in change.rc or ():
            runner = self.aliases.get((told.id, told.hc)) or self._runner(told)
            runner.ladder.change(told)
            if not runner.touched:
                runner.touched = True
                touched.append(runner)
        for runner in touched:
            runner.touched = False
            self._tell(runner, False, at, items)

    def _anew(self, change: MarketChange, at: datetime, items: list[Item]) -> None:
        """An image or a definition: every runner may stand otherwise."""
        if change.img:
            for runner in self.runners.values():
                runner.ladder = Ladder()
        definition = change.definition
        otherwise = definition is not None and self._define(definition, at, items)
        for told in change.rc or ():
            self._runner(told).ladder.change(told)
        for runner in self.runners.values():
            self._tell(runner, otherwise, at, items)
        if definition is not None:
            self._settle(definition, at, items)

    def _runner(self, told: RunnerChange | RunnerDefinition) -> Runner:
        runner = self.aliases.get((told.id, told.hc))
        if runner is None:
            known = key(told.id, told.hc)
            runner = self.runners.setdefault(known, Runner(*known))
            self.aliases[told.id, told.hc] = runner
        return runner

    def _define(self, definition: MarketDefinition, at: datetime, items: list[Item]) -> bool:
        """Take in a definition; whether the market stands otherwise now, so that runners are told anew."""
        before, first = (self.status, self.in_play, self.bet_delay), self.definition is None
        self.definition, self.read = definition, meanings(definition, self.names)
        self.native_id, self.market_type = definition.event_id, definition.market_type
        self.status = STATUSES.get(definition.status, MarketStatus.SUSPENDED)
        self.in_play, self.bet_delay = definition.in_play, definition.bet_delay
        for told in definition.runners:
            runner = self._runner(told)
            runner.name = told.name or self.names.runners.get(runner.id, "")
            runner.means = self.read.runners.get((runner.id, runner.handicap))
        if self.read.asked is not None and self.read.asked.main and (first or before[0] is not self.status):
            items.append(
                StatusTold(
                    feed=NAME,
                    native_id=self.native_id,
                    observed_at=at,
                    bookmaker=BOOKMAKER,
                    kind=self.read.asked.kind,
                    status=self.status,
                    reason="in play" if self.in_play else "",
                )
            )
        return first or before != (self.status, self.in_play, self.bet_delay)

    def _tell(self, runner: Runner, anew: bool, at: datetime, items: list[Item]) -> None:
        """A runner's ladder, where it is not as told before, and its quote while bets are taken."""
        ladder = runner.ladder
        shown = (ladder.back.best, ladder.lay.best, ladder.last_price, ladder.matched)
        if shown == runner.shown and not anew:
            return
        runner.shown = shown
        items.append(self._ladder(runner, shown, at))
        best = shown[0][0] if shown[0] else None
        if runner.means is None or best is None or self.status is not MarketStatus.OPEN:
            runner.quoted = None
        elif anew or best != runner.quoted:
            runner.quoted = best
            items.append(self._quote(runner.means, best, at))

    def _ladder(self, runner: Runner, shown: Shown, at: datetime) -> LadderTold:
        return LadderTold(
            feed=NAME,
            native_id=self.native_id,
            observed_at=at,
            market_id=self.market_id,
            market_type=self.market_type,
            runner_id=runner.id,
            handicap=runner.handicap,
            runner=runner.name,
            backs=shown[0],
            lays=shown[1],
            last_price=shown[2],
            matched=shown[3],
            status=self.status,
            in_play=self.in_play,
            bet_delay=self.bet_delay,
        )

    def _quote(self, means: Meaning, best: tuple[float, float], at: datetime) -> Item:
        market, selection, main = means
        try:
            price = Price(best[0])
        except ValueError as error:
            return refused(NAME, f"price: {error}", f"{self.market_id} {best}".encode(), self.native_id, at)
        return QuoteTold(
            feed=NAME,
            native_id=self.native_id,
            observed_at=at,
            bookmaker=BOOKMAKER,
            market=market,
            selection=selection,
            price=price,
            main=main,
            size=best[1],
        )

    def _settle(self, definition: MarketDefinition, at: datetime, items: list[Item]) -> None:
        """Runners that won, lost or were removed since the last definition, and those that no longer did."""
        for told in definition.runners:
            runner = self._runner(told)
            outcome, before = OUTCOMES.get(told.status), OUTCOMES.get(runner.status)
            runner.status = told.status
            if outcome is before:
                continue
            items.append(
                SettlementTold(
                    feed=NAME,
                    native_id=self.native_id,
                    observed_at=at,
                    bookmaker=BOOKMAKER,
                    market_id=self.market_id,
                    selection_id=f"{runner.id}@{runner.handicap:g}" if runner.handicap else str(runner.id),
                    outcome=outcome,
                    market=runner.means[0] if runner.means else None,
                    selection=runner.means[1] if runner.means else None,
                    rolled_back=outcome is None,
                )
            )
