"""The model service: a game's features from Feast, an answer from its sport's champion.

    bentoml serve serving.service:LiveWinProbability --port 3100

One worker and one thread: a prediction takes microseconds, so a second thread would only add waiting. The
reads from Redis are synchronous for the same reason, and bounded by the store's own time limits.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, NamedTuple, TypeVar, cast
from uuid import UUID

import bentoml
import structlog
from bentoml.exceptions import BentoMLException, ServiceUnavailable
from pydantic import Field
from redis.exceptions import RedisError

from feature_repo.names import model_name
from livebet.domain.clock import stamp_ns
from livebet.domain.games import Sport
from livebet.services.logs import configure_logs
from serving.answers import (
    GameAnswer,
    RowAnswer,
    SettleAnswer,
    checked,
    game_of,
    known,
    model_share,
    next_event,
    refusal,
    row_answers,
    unknown_game,
)
from serving.memory import Play
from serving.metrics import REQUESTS

if TYPE_CHECKING:
    from serving.keeper import Served

T = TypeVar("T")
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
HomeWon = Annotated[float, Field(ge=0, le=1, multiple_of=0.5)]

LOOK_SECONDS = 2.0
ASKED_BOUND = 1_024
EVERY_URL = ".*"
"""No spans are collected anywhere, yet BentoML would make five for each question: a third of its time."""

log = structlog.get_logger()


class Question(NamedTuple):
    """What is asked of a game: see `predict`."""

    game: UUID
    after: int | None
    step: int | None
    age_seconds: float | None


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
        """Open logs and feature store; models are loaded at start-up, before the service is ready.

        Feast is imported here, because BentoML's parent process imports this module only to read its routes.
        """
        from serving.house import House

        configure_logs()
        self._house = House()
        self._features, self._keepers = self._house.features, self._house.champions
        self._asked: dict[Sport, set[UUID]] = {sport: set() for sport in Sport}
        self._watching: asyncio.Task[None] | None = None

    @bentoml.on_startup
    async def begin(self) -> None:
        """Load the champions, then watch their aliases."""
        await asyncio.to_thread(self._house.look)
        self._house.weigh()
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
    async def predict(
        self,
        game_id: str,
        sport: Sport = Sport.NFL,
        after: int | None = None,
        step: int | None = None,
        age_seconds: Seconds | None = None,
    ) -> GameAnswer:
        """The answer of the sport's champion for the live state of a game, read from Feast.

        `after` says that plays were corrected and what was asked of revisions above it is false; `step`
        counts the plays that are over. `age_seconds` is how long ago the row was true, for the band; without
        it, how long ago it was written.
        """
        return await self._answered(
            "predict",
            sport,
            lambda served: self._game(sport, served, Question(game_of(game_id), after, step, age_seconds)),
        )

    @bentoml.api(route="/settle")
    async def settle(self, game_id: str, sport: Sport, home_won: HomeWon) -> SettleAnswer:
        """Learn from a game that is over (1 home won, 0 away, 0.5 a tie); the champion's weights then.

        A game settles once: told again, nothing changes.
        """
        return await self._answered(
            "settle", sport, lambda served: self._settled(sport, served, game_of(game_id), home_won)
        )

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

    async def _game(self, sport: Sport, served: "Served", question: Question) -> GameAnswer:
        model, game = served.model, question.game
        revision, row = self._read(sport, served, game)
        play = Play(game, revision, question.step, question.after)
        age = self._age_of(sport, game) if question.age_seconds is None else question.age_seconds
        told = await model.predict_live_probability([row], [play], age)
        (answer,) = row_answers(told, served.version.number)
        home = answer.home_win_probability
        return GameAnswer(
            **answer.model_dump(),
            game_id=str(game),
            revision=revision,
            features=known(row),
            next_event=next_event(model.next_names, await model.predict_next_event([row])),
            model_share=model_share(sport, row, model.market, self._house.alarms[sport]),
            reached=model.calls.reached(home),
            called=model.calls.called(home),
            shadows=await self._house.shadows.answers(sport, play, row, self._found),
        )

    async def _settled(self, sport: Sport, served: "Served", game: UUID, home_won: float) -> SettleAnswer:
        moved = self._house.settle(sport, game, home_won)
        return SettleAnswer(
            game_id=str(game),
            model_version=served.version.number,
            weights=served.model.weights,
            moved=moved,
        )

    @staticmethod
    async def _rows(served: "Served", rows: list[dict[str, float | None]]) -> list[RowAnswer]:
        fit = checked(served.model.features, rows)
        return row_answers(await served.model.predict_live_probability(fit), served.version.number)

    def _found(self, served: "Served", game: UUID) -> tuple[int, dict[str, float]] | None:
        """Revision and row of a game, as a version reads it; None for a game never written."""
        try:
            return self._features.read(served.selected, game)
        except RedisError as error:
            raise ServiceUnavailable("the feature store does not answer") from error

    def _age_of(self, sport: Sport, game: UUID) -> float:
        """How many seconds ago the live row of a game was written."""
        try:
            (written,) = self._features.written_at(sport, [str(game)])
        except RedisError as error:
            raise ServiceUnavailable("the feature store does not answer") from error
        return 0.0 if written is None else max(0.0, stamp_ns() / 1e9 - written)

    def _read(self, sport: Sport, served: "Served", game: UUID) -> tuple[int, dict[str, float]]:
        found = self._found(served, game)
        if found is None:
            raise unknown_game(game)
        if len(self._asked[sport]) < ASKED_BOUND:
            self._asked[sport].add(game)
        return found

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            asked, self._asked = self._asked, {sport: set() for sport in Sport}
            try:
                await asyncio.to_thread(self._house.look)
                self._house.learn(await asyncio.to_thread(self._house.look_beside, asked))
            except Exception:  # the watch outlives whatever one look meets; the served champion goes on
                log.exception("a look at aliases, alarms and the market failed")
