"""The model service: a game's features from Feast, an answer from the champion.

    bentoml serve serving.service:LiveWinProbability --port 3100

One worker and one thread: a prediction takes microseconds, so a second thread would only add waiting. The
reads from Redis are synchronous for the same reason, and bounded by the store's own time limits.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar, cast
from uuid import UUID

import bentoml
import structlog
from bentoml.exceptions import BentoMLException, ServiceUnavailable
from redis.exceptions import RedisError

from feature_repo.names import MODEL
from livebet.domain.clock import stamp_ns
from livebet.services.logs import configure_logs
from livebet.settings import settings
from serving.answers import GameAnswer, RowAnswer, checked, game_of, known, refusal, unknown_game
from serving.metrics import FEATURE_AGE, REQUESTS
from serving.registry import Cache, MlflowRegistry

if TYPE_CHECKING:
    from serving.keeper import Served

T = TypeVar("T")

LOOK_SECONDS = 2.0
ASKED_BOUND = 1_024
EVERY_URL = ".*"
"""No spans are collected anywhere, yet BentoML would make five for each question: a third of its time."""

log = structlog.get_logger()


@bentoml.service(
    name="LiveWinProbability",
    workers=1,
    traffic={"timeout": 30},
    logging={"access": {"enabled": False}},
    tracing={"excluded_urls": [EVERY_URL]},
)
class LiveWinProbability:
    """Win probabilities of live games by the champion."""

    def __init__(self) -> None:
        """Open logs and feature store; the champion is loaded at start-up, before the service is ready.

        Feast is imported here, because BentoML's parent process imports this module only to read its routes.
        """
        from feature_repo.online import LiveFeatures
        from serving.keeper import Keeper

        configure_logs()
        self._features = LiveFeatures.open()
        cache = Cache(settings().home / "serving" / MODEL)
        self._keeper = Keeper(MlflowRegistry(settings().mlflow_uri), cache, self._features)
        self._asked: set[str] = set()
        self._watching: asyncio.Task[None] | None = None

    @bentoml.on_startup
    async def begin(self) -> None:
        """Load the champion, then watch its alias."""
        await asyncio.to_thread(self._keeper.look)
        if self._keeper.served is None:
            log.warning("no champion yet; not ready until there is one", model=MODEL)
        self._watching = asyncio.create_task(self._watch())

    @bentoml.on_shutdown
    async def end(self) -> None:
        """Stop watching."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching

    async def __is_ready__(self) -> bool:
        """Whether a champion is loaded and warm (/readyz)."""
        return self._keeper.served is not None

    @bentoml.api(route="/predict")
    async def predict(self, game_id: str) -> GameAnswer:
        """The champion's answer for the live state of a game, read from Feast."""
        return await self._answered("predict", lambda served: self._game(served, game_id))

    @bentoml.api(route="/predict_rows")
    async def predict_rows(self, rows: list[dict[str, float | None]]) -> list[RowAnswer]:
        """The champion's answers for rows that the client brings (notebooks, backtests)."""
        return await self._answered("predict_rows", lambda served: self._rows(served, rows))

    async def _answered(self, endpoint: str, work: "Callable[[Served], Awaitable[T]]") -> T:
        """What the champion of this instant answers, or the refusal; counted by how it ended."""
        served, outcome = self._keeper.served, "answered"
        try:
            if served is None:
                raise ServiceUnavailable("no champion is loaded")
            return await work(served)
        except BentoMLException as error:
            outcome = type(error).__name__
            return cast("T", refusal(error))
        finally:
            REQUESTS.labels(endpoint, served.version.number if served else "", outcome).inc()

    async def _game(self, served: "Served", game_id: str) -> GameAnswer:
        game = game_of(game_id)
        revision, row = self._read(served, game)
        probability, confidence = await served.model.predict_live_probability([row])
        home = float(probability[0])
        return GameAnswer(
            game_id=str(game),
            revision=revision,
            home_win_probability=home,
            away_win_probability=1.0 - home,
            confidence=float(confidence[0]),
            features=known(row),
            model_version=served.version.number,
        )

    @staticmethod
    async def _rows(served: "Served", rows: list[dict[str, float | None]]) -> list[RowAnswer]:
        fit = checked(served.model.features, rows)
        probabilities, confidences = await served.model.predict_live_probability(fit)
        return [
            RowAnswer(
                home_win_probability=home,
                away_win_probability=1.0 - home,
                confidence=confidence,
                model_version=served.version.number,
            )
            for home, confidence in zip(probabilities.tolist(), confidences.tolist(), strict=True)
        ]

    def _read(self, served: "Served", game: UUID) -> tuple[int, dict[str, float]]:
        try:
            found = self._features.read(served.selected, game)
        except RedisError as error:
            raise ServiceUnavailable("the feature store does not answer") from error
        if found is None:
            raise unknown_game(game)
        if len(self._asked) < ASKED_BOUND:
            self._asked.add(str(game))
        return found

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await asyncio.to_thread(self._keeper.look)
                await asyncio.to_thread(self._age)
            except Exception:  # the watch outlives whatever one look meets; the served champion goes on
                log.exception("looking for a new champion failed")

    def _age(self) -> None:
        asked, self._asked = self._asked, set()
        if asked:
            written = [at for at in self._features.written_at(asked) if at is not None]
            FEATURE_AGE.set(max((stamp_ns() / 1e9 - at for at in written), default=0.0))
