"""The model service: a game's features from Feast, an answer from its sport's champion.

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

from feature_repo.names import model_name
from livebet.domain.clock import stamp_ns
from livebet.domain.games import Sport
from livebet.services.logs import configure_logs
from livebet.settings import settings
from serving.answers import (
    GameAnswer,
    RowAnswer,
    checked,
    game_of,
    known,
    next_event,
    refusal,
    row_answers,
    unknown_game,
)
from serving.metrics import FEATURE_AGE, REQUESTS
from serving.registry import Cache, MlflowRegistry

if TYPE_CHECKING:
    from feature_repo.online import LiveFeatures
    from serving.keeper import Keeper, Served

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
    """Win probabilities of live games by the champion of each sport."""

    def __init__(self) -> None:
        """Open logs and feature store; champions are loaded at start-up, before the service is ready.

        Feast is imported here, because BentoML's parent process imports this module only to read its routes.
        """
        from feature_repo.online import LiveFeatures
        from serving.keeper import Keeper

        configure_logs()
        self._features = LiveFeatures.open()
        self._keepers = {sport: self._keeper(sport, self._features, Keeper) for sport in Sport}
        self._asked: dict[Sport, set[str]] = {sport: set() for sport in Sport}
        self._watching: asyncio.Task[None] | None = None

    @staticmethod
    def _keeper(sport: Sport, features: "LiveFeatures", make: "type[Keeper]") -> "Keeper":
        of, model = settings(), model_name(sport)
        return make(sport, MlflowRegistry(of.mlflow_uri, model), Cache(of.home / "serving" / model), features)

    @bentoml.on_startup
    async def begin(self) -> None:
        """Load the champions, then watch their aliases."""
        await asyncio.to_thread(self._look)
        for sport, keeper in self._keepers.items():
            if keeper.served is None:
                log.warning("no champion yet", model=model_name(sport))
        self._watching = asyncio.create_task(self._watch())

    @bentoml.on_shutdown
    async def end(self) -> None:
        """Stop watching."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching

    async def __is_ready__(self) -> bool:
        """Whether any sport's champion is loaded and warm (/readyz); a sport without one answers 503."""
        return any(keeper.served is not None for keeper in self._keepers.values())

    @bentoml.api(route="/predict")
    async def predict(self, game_id: str, sport: Sport = Sport.NFL) -> GameAnswer:
        """The answer of the sport's champion for the live state of a game, read from Feast."""
        return await self._answered("predict", sport, lambda served: self._game(sport, served, game_id))

    @bentoml.api(route="/predict_rows")
    async def predict_rows(
        self, rows: list[dict[str, float | None]], sport: Sport = Sport.NFL
    ) -> list[RowAnswer]:
        """The champion's answers for rows that the client brings (notebooks, backtests)."""
        return await self._answered("predict_rows", sport, lambda served: self._rows(served, rows))

    async def _answered(self, endpoint: str, sport: Sport, work: "Callable[[Served], Awaitable[T]]") -> T:
        """What the champion of this instant answers, or the refusal; counted by how it ended."""
        served, outcome = self._keepers[sport].served, "answered"
        try:
            if served is None:
                raise ServiceUnavailable(f"no champion of {sport.value} is loaded")
            return await work(served)
        except BentoMLException as error:
            outcome = type(error).__name__
            return cast("T", refusal(error))
        finally:
            REQUESTS.labels(endpoint, sport, served.version.number if served else "", outcome).inc()

    async def _game(self, sport: Sport, served: "Served", game_id: str) -> GameAnswer:
        game = game_of(game_id)
        revision, row = self._read(sport, served, game)
        told = await served.model.predict_live_probability([row], [(game, revision)])
        (answer,) = row_answers(told, served.version.number)
        return GameAnswer(
            **answer.model_dump(),
            game_id=str(game),
            revision=revision,
            features=known(row),
            next_event=next_event(served.model.next_names, await served.model.predict_next_event([row])),
        )

    @staticmethod
    async def _rows(served: "Served", rows: list[dict[str, float | None]]) -> list[RowAnswer]:
        fit = checked(served.model.features, rows)
        return row_answers(await served.model.predict_live_probability(fit), served.version.number)

    def _read(self, sport: Sport, served: "Served", game: UUID) -> tuple[int, dict[str, float]]:
        try:
            found = self._features.read(served.selected, game)
        except RedisError as error:
            raise ServiceUnavailable("the feature store does not answer") from error
        if found is None:
            raise unknown_game(game)
        if len(self._asked[sport]) < ASKED_BOUND:
            self._asked[sport].add(str(game))
        return found

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await asyncio.to_thread(self._look)
                await asyncio.to_thread(self._age)
            except Exception:  # the watch outlives whatever one look meets; the served champion goes on
                log.exception("looking for a new champion failed")

    def _look(self) -> None:
        for keeper in self._keepers.values():
            keeper.look()

    def _age(self) -> None:
        asked, self._asked = self._asked, {sport: set() for sport in Sport}
        stamps = [
            stamp for sport, games in asked.items() for stamp in self._features.written_at(sport, games)
        ]
        written = [at for at in stamps if at is not None]
        if written:
            FEATURE_AGE.set(max(stamp_ns() / 1e9 - at for at in written))
