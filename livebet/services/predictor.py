"""The rim between the engine and the model: a row into the feature store, a question to the service.

`LivePredictionEngine` is the requirements' name for it. One worker a game keeps that game's answers in
order; a slow model never holds up quotes. While nothing is told of a game that is on, its newest row is asked
about again as it grows old (`livebet.services.silence`): the answer, of the same revision with a wider band,
goes the way of every answer, into the inbound log, so that a restart says the same.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

import httpx
import msgspec
import stamina
import structlog
from prometheus_client import Counter, Histogram
from redis.exceptions import RedisError

from livebet.domain.clock import Clock, SystemClock, stamp_ns
from livebet.domain.games import Sport
from livebet.domain.messages import (
    ContextRow,
    FeatureRow,
    Inbound,
    MarketRow,
    NextEvent,
    Outbound,
    Prediction,
    PredictionWanted,
    Shadow,
)
from livebet.services.logs import fault
from livebet.services.silence import Silence
from livebet.stream.bus import Trace

TROUBLE = (httpx.HTTPError, msgspec.MsgspecError, RedisError)
"""Of the model service or the feature store: it passes, and the next play asks anew."""

log = structlog.get_logger()

QUEUE_BOUND = 1_024
"""Questions that may wait for one game: several times what a whole game asks."""

LOOK_SECONDS = 1.0
"""How often is looked for rows that have grown old."""

PREDICTED = Counter("livebet_predictions_total", "Predictions told", ["model_version"])
SKIPPED = Counter("livebet_predictions_skipped_total", "Questions given up for newer ones", ["reason"])
AGED = Counter("livebet_predictions_aged_total", "Rows asked about again, for nothing newer was told")
SECONDS = Histogram(
    "livebet_prediction_seconds",
    "Row written, model asked and answered",
    buckets=(0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.5, 2),
)


class FeatureWriter(Protocol):
    """What the predictor needs of the feature store."""

    def write_game(
        self, sport: Sport, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime
    ) -> bool:
        """Set a game's live features unless a newer revision is there; tells whether it did."""
        ...

    def write_context(self, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime) -> bool:
        """Set a game's weather and absences unless a newer revision is there; tells whether it did."""
        ...

    def write_market(self, game_id: UUID, revision: int, row: FeatureRow, event_time: datetime) -> bool:
        """Set a game's market features unless a newer revision is there; tells whether it did."""
        ...


class Answer(msgspec.Struct):
    """What the service answers to /predict."""

    revision: int
    home_win_probability: float
    away_win_probability: float
    confidence: float
    model_version: str
    features: FeatureRow
    low: float | None = None
    high: float | None = None
    next_event: NextEvent | None = None
    model_share: float | None = None
    reached: float = 0.0
    called: float = 0.0
    shadows: tuple[Shadow, ...] = ()


@dataclass(frozen=True, slots=True)
class Age:
    """How old a row was when it was asked about again, and the instant of that."""

    seconds: float
    at: datetime


Asked = tuple[PredictionWanted, Trace, Age | None]
Tell = Callable[[Sequence[Prediction], Trace], Awaitable[None]]


class LivePredictionEngine:
    """Keeps win probabilities in step with game states."""

    def __init__(
        self,
        features: FeatureWriter,
        client: httpx.AsyncClient,
        tell: Tell,
        clock: Clock | None = None,
    ) -> None:
        """Take the feature store, a client of the model service, and where predictions are told."""
        self._features = features
        self._client = client
        self._tell = tell
        self._queues: dict[UUID, asyncio.Queue[Asked]] = {}
        self._next: dict[UUID, NextEvent] = {}
        self._rewound: dict[UUID, int] = {}
        self._silence = Silence(clock or SystemClock())
        self._tasks: asyncio.TaskGroup | None = None

    def join(self, tasks: asyncio.TaskGroup) -> None:
        """Let the workers live in this group, so that one that dies ends the process with its reason."""
        self._tasks = tasks
        tasks.create_task(self._look_on())

    def hear(self, message: Inbound, outputs: Iterable[Outbound]) -> None:
        """Know what was told of games, and what follows: a game of which nothing is told grows old."""
        if not isinstance(message, Prediction):
            self._silence.hear(message.observed_at, outputs)

    async def want(self, wanted: PredictionWanted, trace: Trace) -> None:
        """Queue a question; waits only when a game has `QUEUE_BOUND` of them open."""
        await self._put((wanted, trace, None))

    async def want_again(self) -> None:
        """Queue the questions about rows that have grown old since the last time."""
        for wanted, age in self._silence.grown_old():
            await self._put((wanted, {}, Age(age.total_seconds(), self._silence.now)))

    async def _look_on(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.want_again()

    async def _put(self, asked: Asked) -> None:
        wanted = asked[0]
        queue = self._queues.get(wanted.game_id)
        if queue is None:
            if self._tasks is None:
                raise RuntimeError("join a task group before asking for predictions")
            queue = self._queues[wanted.game_id] = asyncio.Queue(QUEUE_BOUND)
            self._tasks.create_task(self._work(queue))
        await queue.put(asked)

    def write_beside(self, told: MarketRow | ContextRow) -> None:
        """Put features that nobody waits for into the feature store: the market's, and what is around."""
        write = self._features.write_market if isinstance(told, MarketRow) else self._features.write_context
        try:
            write(told.game_id, told.revision, told.row, told.observed_at)
        except RedisError as trouble:  # the next row makes up for it
            log.warning("no row", row=type(told).__name__, game_id=str(told.game_id), fault=fault(trouble))

    async def update_probabilities(self, wanted: PredictionWanted, age: Age | None = None) -> Prediction:
        """Write the row, ask the champion; where the row is there and has an age, only ask.

        Raises:
            httpx.HTTPError: the service did not answer after several tries.
            RedisError: the feature store did not take the row.
        """
        self._rewind(wanted)
        if age is None:
            self._features.write_game(
                wanted.sport, wanted.game_id, wanted.revision, wanted.row, wanted.observed_at
            )
        answer = await self._ask(wanted, 0.0 if age is None else age.seconds)
        self._rewound.pop(wanted.game_id, None)
        if answer.next_event is not None:
            self._next[wanted.game_id] = answer.next_event
        return _prediction(wanted, answer, age)

    def _rewind(self, wanted: PredictionWanted) -> None:
        """Remember what a correction left true, until a question that says so was answered."""
        if wanted.after is not None:
            self._rewound[wanted.game_id] = min(wanted.after, self._rewound.get(wanted.game_id, wanted.after))

    def predict_next_event(self, game_id: UUID) -> NextEvent | None:
        """What may come next in a game, as of its newest forecast; None where no model has told."""
        return self._next.get(game_id)

    @stamina.retry(on=httpx.HTTPError, attempts=4, timeout=6.0, wait_initial=0.05, wait_max=1.0)
    async def _ask(self, wanted: PredictionWanted, age_seconds: float) -> Answer:
        question = {
            "game_id": str(wanted.game_id),
            "sport": wanted.sport.value,
            "after": self._rewound.get(wanted.game_id),
            "step": wanted.step,
            "age_seconds": age_seconds,
        }
        response = await self._client.post("/predict", json=question)
        response.raise_for_status()
        return msgspec.json.decode(response.content, type=Answer)

    async def _work(self, queue: asyncio.Queue[Asked]) -> None:
        while True:
            wanted, trace, age = await queue.get()
            if age is not None:
                if not self._silence.is_newest(wanted):
                    continue
                AGED.inc()
            began = stamp_ns()
            try:
                prediction = await self.update_probabilities(wanted, age)
            except TROUBLE as trouble:
                log.error(
                    "no prediction",
                    game_id=str(wanted.game_id),
                    play_id=wanted.play_id,
                    fault=fault(trouble),
                )
                self._give_up(queue)
                continue
            SECONDS.observe((stamp_ns() - began) / 1e9)
            PREDICTED.labels(prediction.model_version).inc()
            await self._tell([prediction], {**trace, "predicted": stamp_ns()})

    def _give_up(self, queue: asyncio.Queue[Asked]) -> None:
        """After a failure only the newest question is worth an answer."""
        SKIPPED.labels("service did not answer").inc()
        while queue.qsize() > 1:
            self._rewind(queue.get_nowait()[0])
            SKIPPED.labels("superseded").inc()


def _prediction(wanted: PredictionWanted, answer: Answer, age: Age | None) -> Prediction:
    """The answer as it goes into the inbound log; challengers are judged by fresh rows alone."""
    return Prediction(
        game_id=wanted.game_id,
        revision=answer.revision,
        play_id=wanted.play_id,
        home_win_probability=answer.home_win_probability,
        away_win_probability=answer.away_win_probability,
        confidence=answer.confidence,
        model_version=answer.model_version,
        features=answer.features,
        observed_at=wanted.observed_at if age is None else age.at,
        low=answer.low,
        high=answer.high,
        model_share=answer.model_share,
        reached=answer.reached,
        called=answer.called,
        next_event=answer.next_event,
        shadows=answer.shadows if age is None else (),
    )
