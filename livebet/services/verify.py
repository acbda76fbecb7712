"""A day replayed from its journal: the engine, run anew over what came in, says what was said then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import cast
from uuid import UUID

import structlog

from livebet.archive.journal import days_of, read_journal, streams_of
from livebet.domain.messages import Inbound, Published, Refused
from livebet.engine import Engine, EngineConfig
from livebet.stream.codec import decode, encode

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the two first part: what follows from the inbound journal, and what was logged as said."""

    partition: int
    follows: Published | None
    logged: Published | None

    def __str__(self) -> str:
        """In a line for each."""
        return (
            f"partition {self.partition}\n  follows {_shown(self.follows)}\n  logged  {_shown(self.logged)}"
        )


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared: messages that came in, messages said, games; `difference` None where all agree.

    `unlisted` counts logged messages of games whose listing is older than the journal.
    """

    day: date
    came_in: int = 0
    said: int = 0
    games: int = 0
    unlisted: int = 0
    difference: Difference | None = None


def verify(under: Path, day: date, config: EngineConfig) -> Verified:
    """Compare a day. Games begin before it, so it starts with the first day that is kept.

    What was said of a day's last messages may lie in the next day's journal.

    Raises:
        LookupError: nothing is kept of that day.
    """
    kept = [one for one in days_of(under) if one <= day]
    if day not in kept:
        raise LookupError(f"nothing is kept of {day}")
    found = Verified(day)
    for name in streams_of(under, kept):
        way, _, number = name.partition("-")
        if way == "in":
            found = _Partition(under, int(number), kept, config).compared(found)
        if found.difference is not None:
            return found
    return found


class _Partition:
    """One partition's two journals, read side by side."""

    def __init__(self, under: Path, number: int, kept: list[date], config: EngineConfig) -> None:
        self._number = number
        self._day = kept[-1]
        self._engine = Engine(config)
        self._games: set[UUID] = set()
        self._unlisted = 0
        self._came_in = 0
        self._in = read_journal(under, f"in-{number}", kept)
        self._out = read_journal(under, f"out-{number}", [*kept, self._day + timedelta(days=1)])
        self._logged = self._once()
        self._logged_on = self._day

    def compared(self, before: Verified) -> Verified:
        """What was found before, and this."""
        said, difference = 0, cast("Difference | None", None)
        for follows in self._follows():
            self._games.add(follows.game_id)
            logged = next(self._logged, None)
            if logged is None or encode(follows) != encode(logged):
                difference = Difference(self._number, follows, logged)
                break
            said += 1
        else:
            left = next(self._logged, None)
            if left is not None and self._logged_on <= self._day:
                difference = Difference(self._number, None, left)
        return Verified(
            before.day,
            before.came_in + self._came_in,
            before.said + said,
            before.games + len(self._games),
            before.unlisted + self._unlisted,
            difference,
        )

    def _follows(self) -> Iterator[Published]:
        """What a fresh engine says of the inbound journal."""
        for entry in self._in:
            message = decode(entry.kind, entry.body)
            if isinstance(message, Refused | Published):
                continue
            self._came_in += 1
            yield from self._answer(message)

    def _answer(self, message: Inbound) -> list[Published]:
        """As the decide process answers: a message that the engine cannot bear is passed over."""
        try:
            outputs = self._engine.handle(message)
        except Exception:
            log.exception("the engine failed", game_id=str(message.game_id))
            return []
        return [_read_back(output) for output in outputs if isinstance(output, Published)]

    def _once(self) -> Iterator[Published]:
        """What was logged of games that the journal lists, without what a broken connection doubled."""
        newest: dict[UUID, int] = {}
        for entry in self._out:
            message = cast("Published", decode(entry.kind, entry.body))
            if self._engine.desk(message.game_id) is None:
                self._unlisted += 1
            elif message.offset > newest.get(message.game_id, 0):
                newest[message.game_id], self._logged_on = message.offset, entry.day
                yield message


def _read_back(message: Published) -> Published:
    """A message as whoever reads the stream gets it."""
    return cast("Published", decode(*encode(message)))


def _shown(message: Published | None) -> str:
    return "nothing" if message is None else f"{type(message).__name__} {message}"[:2000]
