"""A feed that is polled: a plan says what may be asked, the schedule when."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from livebet.domain.clock import Clock
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.feed import Outlet, Payload
from livebet.feeds.live.http import Answer, HttpPoller
from livebet.feeds.live.interest import Interest
from livebet.feeds.live.schedule import Schedule, Target

AT_ONCE = 8
"""Askings of one feed under way at once."""
_LOOK_AGAIN_SECONDS = 1.0
"""What is of interest changes meanwhile."""


class Plan(Protocol):
    """What a feed has to be asked."""

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """Everything that may be asked now, with its worth; asks may carry on from what was heard."""
        ...

    def heard(self, target: Target, answer: Answer) -> None:
        """Note what an answer says about the next asking."""
        ...

    def left(self, headers: Mapping[str, str], /) -> int | None:
        """The credits that an answer's headers say are left; None where they tell nothing."""
        ...


class PolledFeed:
    """Asks a plan's targets when they are due, several at once; a target has one asking at a time."""

    def __init__(self, name: str, plan: Plan, poller: HttpPoller, schedule: Schedule, clock: Clock) -> None:
        """Wire it."""
        self.name = name
        self._plan = plan
        self._poller = poller
        self._schedule = schedule
        self._clock = clock

    async def run(self, outlet: Outlet) -> None:
        """Ask for ever; a fault of one asking ends it for all, so that the feed backs off as a whole.

        Raises:
            FeedError: an asking failed, and it was not that one target is not there.
        """
        under_way: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                await self._round(outlet, under_way)
        finally:
            for task in under_way.values():
                task.cancel()
            await asyncio.gather(*under_way.values(), return_exceptions=True)

    async def _round(self, outlet: Outlet, under_way: dict[str, asyncio.Task[None]]) -> None:
        now = self._clock.now()
        targets = self._plan.targets(outlet.interest, now)
        self._schedule.keep(targets)
        idle = [target for target in targets if target.key not in under_way]
        for target in self._schedule.due(idle, now)[: AT_ONCE - len(under_way)]:
            self._schedule.asking(target, now)
            under_way[target.key] = asyncio.create_task(self._ask(target, outlet))
        await self._pause(idle, under_way)
        for key in [key for key, task in under_way.items() if task.done()]:
            under_way.pop(key).result()

    async def _pause(self, idle: Sequence[Target], under_way: Mapping[str, asyncio.Task[None]]) -> None:
        """Until an asking is over, or the next is due, or it is time to look what is of interest."""
        now = self._clock.now()
        next_at = self._schedule.next_at(idle, now) if len(under_way) < AT_ONCE else None
        until = _LOOK_AGAIN_SECONDS if next_at is None else (next_at - now).total_seconds()
        seconds = min(_LOOK_AGAIN_SECONDS, max(0.0, until))
        if under_way:
            await asyncio.wait(under_way.values(), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(seconds)

    async def _ask(self, target: Target, outlet: Outlet) -> None:
        try:
            answer = await self._poller.ask(target.ask)
        except FeedError as error:
            if error.body:
                await outlet.hand(
                    replace(self._payload(target, error.body, self._clock.now()), of_fault=True)
                )
            if error.kind is not FaultKind.MISSING:
                raise
            self._schedule.answered(target, missed=True)
            return
        self._schedule.answered(target)
        self._note_quota(answer, outlet)
        await self._hand(target, answer, outlet)
        self._plan.heard(target, answer)

    async def _hand(self, target: Target, answer: Answer, outlet: Outlet) -> None:
        if answer.body is None:
            outlet.alive()
            return
        try:
            await outlet.hand(self._payload(target, answer.body, answer.received_at))
        except asyncio.CancelledError:
            self._poller.forget(target.ask)
            raise

    def _note_quota(self, answer: Answer, outlet: Outlet) -> None:
        left = self._plan.left(answer.headers)
        if left is not None:
            self._schedule.told(left)
        if self._schedule.budget.monthly is not None:
            outlet.quota(self._schedule.budget.left)

    def _payload(self, target: Target, body: bytes, at: datetime) -> Payload:
        return Payload(
            feed=self.name, target=target.ask.where, session=target.session, received_at=at, body=body
        )
