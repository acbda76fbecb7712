"""Reviews forecasts as games end: notes, the guard, its board, and the word to the model service.

What a batch of messages changes is written in one transaction with the place up to which the streams were
read, so that a restart goes on and no game counts twice. Only then others are told.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from math import exp
from typing import Any, assert_never
from uuid import UUID

import structlog
from prometheus_client import Counter, Gauge

from livebet.domain.clock import Clock
from livebet.domain.games import Sport
from livebet.domain.messages import GameUpdate, PredictionRetracted, PredictionUpdate
from livebet.game.state import Phase
from livebet.guard.notes import Notes, outcome_of
from livebet.guard.phases import PHASES
from livebet.services.guard_board import Alarm, GuardBoard
from livebet.storage.reviews import Reviews, Settled, Stand, reviewing

ALARM = Gauge("livebet_guard_alarm", "1 where forecasts of a phase proved miscalibrated", ["sport", "phase"])
EVIDENCE = Gauge("livebet_guard_evidence", "Capital won against calibration", ["sport", "phase"])
REVIEWED = Counter("livebet_reviewed_total", "Forecasts of finished games", ["sport", "news"])

GAMES_KEPT = 512
"""Games whose notes are in memory; of others the database knows."""
_MOST_EVIDENCE = 700.0
"""The logarithm of what a float can bear."""

HEARD = GameUpdate | PredictionUpdate | PredictionRetracted
"""What a reviewer listens to."""
Settle = Callable[[Sport, UUID, float], Awaitable[None]]
"""Tells the model service how a game ended."""

log = structlog.get_logger()


def read_as(stream: str) -> str:
    """Under which name the place in a stream is kept: others read the same streams."""
    return f"review:{stream}"


class Reviewer:
    """Takes batches of what was said of games."""

    def __init__(self, pool: Any, board: GuardBoard, settle: Settle, clock: Clock) -> None:
        """Take the database, the board, and how the model service is told."""
        self._pool = pool
        self._board = board
        self._settle = settle
        self._clock = clock
        self._games: OrderedDict[UUID, Notes] = OrderedDict()
        self._serving: dict[Sport, str] = {}
        self._shown: dict[Sport, str] = {}
        self._dirty: set[Sport] = set()
        self._ended: list[tuple[Sport, UUID, float]] = []

    async def places(self, streams: Iterable[str]) -> dict[str, str]:
        """Where to go on in each stream."""
        names = {stream: read_as(stream) for stream in streams}
        kept = await Reviews(self._pool).positions(list(names.values()))
        return {stream: kept.get(name, "0-0") for stream, name in names.items()}

    async def review(self, batch: Iterable[HEARD], places: Mapping[str, str]) -> None:
        """Take what was said up to these places (stream -> entry id).

        Raises:
            asyncpg.PostgresError, OSError, RedisError: a server's trouble. Begin again from `places`, with a
                new reviewer: what this one remembers may be more than what is stored.
        """
        async with reviewing(self._pool) as reviews:
            for message in batch:
                await self._see(reviews, message)
            await reviews.move({read_as(stream): place for stream, place in places.items()})
        await self._tell()

    async def _see(self, reviews: Reviews, message: HEARD) -> None:
        notes = await self._notes(reviews, message.game_id)
        match message:
            case GameUpdate():
                await self._update(reviews, message, notes)
            case PredictionUpdate():
                await self._predicted(reviews, message, notes)
            case PredictionRetracted():
                false = notes.retracted(message) if notes.home_won is None else []
                if false:
                    await reviews.drop(message.game_id, false)
            case _:
                assert_never(message)

    async def _predicted(self, reviews: Reviews, message: PredictionUpdate, notes: Notes) -> None:
        if notes.latest is None or not notes.was_on(message.prediction.revision):
            return
        self._serving[notes.latest.game.sport] = message.prediction.model_version
        pick = notes.predicted(message)
        if pick is not None:
            await reviews.pick(notes.latest.game, pick)

    async def _update(self, reviews: Reviews, message: GameUpdate, notes: Notes) -> None:
        if not notes.update(message):
            return
        if message.phase == Phase.ABANDONED:
            await self._reopen(reviews, message.game_id, notes)
            await reviews.drop(message.game_id, list(notes.picks))
            notes.picks.clear()
            return
        home_won = outcome_of(message) if message.phase == Phase.FINAL else None
        if home_won == notes.home_won:
            return
        await self._reopen(reviews, message.game_id, notes)
        if home_won is not None:
            await self._final(reviews, message, notes, home_won)

    async def _final(self, reviews: Reviews, message: GameUpdate, notes: Notes, home_won: float) -> None:
        """A game is over: each of its forecasts that is news moves the guard."""
        notes.home_won, sport = home_won, message.game.sport
        settled = await reviews.settle(message.game, home_won, self._clock.now(), message.offset)
        for one in settled:
            REVIEWED.labels(sport.value, "yes" if one.counted else "no").inc()
            if one.counted:
                await self._bet(reviews, one, home_won)
        if any(one.counted for one in settled):
            self._ended.append((sport, message.game_id, home_won))

    async def _bet(self, reviews: Reviews, settled: Settled, home_won: float) -> None:
        now = self._clock.now()
        before = await reviews.stand(settled.claim)
        after = before.after(settled.home_win_probability, home_won, now)
        await reviews.keep(after, now)
        self._dirty.add(settled.claim.sport)
        serves = self._serving.get(settled.claim.sport) == settled.claim.model_version
        if serves and before.alarm_since is None and after.alarm_since is not None:
            _page(after)

    async def _reopen(self, reviews: Reviews, game_id: UUID, notes: Notes) -> None:
        """A result is taken back: the claims are tested anew without it."""
        if notes.home_won is None:
            return
        notes.home_won = None
        for claim in await reviews.reopen(game_id):
            await reviews.keep(await reviews.retold(claim), self._clock.now())
            self._dirty.add(claim.sport)

    async def _notes(self, reviews: Reviews, game_id: UUID) -> Notes:
        notes = self._games.pop(game_id, None) or await reviews.notes(game_id)
        self._games[game_id] = notes
        if len(self._games) > GAMES_KEPT:
            self._games.popitem(last=False)
        return notes

    async def _tell(self) -> None:
        """What is stored now: on the board where it changes it, and to the model service."""
        for sport, version in self._serving.items():
            if sport in self._dirty or self._shown.get(sport) != version:
                stands = await Reviews(self._pool).stands(sport, version)
                show(self._board, sport, stands)
                self._shown[sport] = version
        self._dirty.clear()
        ended, self._ended = self._ended, []
        for sport, game_id, home_won in ended:
            await self._settle(sport, game_id, home_won)


def show(board: GuardBoard, sport: Sport, stands: Iterable[Stand]) -> None:
    """Let the board and the metrics say how the claims of the version that serves stand."""
    known = {stand.claim.phase: stand for stand in stands}
    alarms = []
    for phase in PHASES[sport]:
        stand = known.get(phase.first)
        alarm = None if stand is None else alarm_of(stand, phase.name)
        ALARM.labels(sport.value, phase.name).set(alarm is not None)
        capital = 1.0 if stand is None else capital_of(stand)
        EVIDENCE.labels(sport.value, phase.name).set(capital)
        alarms += [] if alarm is None else [alarm]
    if frozenset(alarm.first_period for alarm in alarms) != board.alarms(sport):
        board.clear(sport)
    for alarm in alarms:
        board.sound(sport, alarm)


def alarm_of(stand: Stand, phase: str) -> Alarm | None:
    """What the board says of a claim; None where there is no alarm."""
    if stand.alarm_since is None:
        return None
    return Alarm(
        first_period=stand.claim.phase,
        phase=phase,
        model_version=stand.claim.model_version,
        evidence=capital_of(stand),
        games=stand.evidence.games,
        direction=stand.evidence.direction,
        since=stand.alarm_since.isoformat(),
    )


def capital_of(stand: Stand) -> float:
    """What the bets against a claim came to."""
    return exp(min(stand.evidence.log_capital, _MOST_EVIDENCE))


def _page(stand: Stand) -> None:
    claim = stand.claim
    name = next(phase.name for phase in PHASES[claim.sport] if phase.first == claim.phase)
    log.error(
        "forecasts are miscalibrated: the market alone is blended in this phase until another version serves",
        sport=claim.sport.value,
        phase=name,
        model_version=claim.model_version,
        direction=stand.evidence.direction,
        evidence=round(capital_of(stand), 1),
        games=stand.evidence.games,
        mend=f'livebet rollback --sport {claim.sport.value} --reason "the guard sounded in {name}" --now',
    )
