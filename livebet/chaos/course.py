"""One run: deliveries through parser, identity, merge, quality and engine, in process, and how games end."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from livebet.chaos.layer import Delivery
from livebet.chaos.tellings import Telling
from livebet.chaos.wire import Thing
from livebet.domain.games import Game
from livebet.domain.markets import MONEYLINE, SELECTIONS, MarketKind, MarketStatus, Selection
from livebet.domain.messages import (
    Finding,
    GameListed,
    Inbound,
    Outbound,
    Prediction,
    PredictionRetracted,
    PredictionWanted,
    Refused,
    ValueBetWithdrawn,
)
from livebet.domain.plays import Play
from livebet.domain.quotes import Quote
from livebet.engine import Engine, EngineConfig
from livebet.engine.game import GameDesk
from livebet.feeds.feed import Session
from livebet.feeds.items import Told
from livebet.feeds.pipeline import LiveDataPipeline
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.game.state import GameState
from livebet.pricing.markets import fair_probability
from livebet.pricing.outlook import outlook
from livebet.pricing.shapes import SHAPES

MODEL = "outlook"
"""What answers the engine's questions here: the score, the clock and the ball, without a served model."""

Shown = dict[tuple[str, MarketKind, Selection], Quote | None]
Statuses = dict[tuple[str, MarketKind], MarketStatus]


@dataclass(frozen=True, slots=True)
class Ending:
    """A game at the end of a run, without what depends on who told what first: ids, counts, wording."""

    game: Game
    state: GameState
    plays: tuple[Play, ...]
    shown: Shown
    statuses: Statuses


@dataclass(slots=True)
class Course:
    """What a run did. Counters hold how often, by what."""

    endings: dict[UUID, Ending] = field(default_factory=dict)
    payloads: int = 0
    items: int = 0
    repeats: int = 0
    """Payloads of which nothing was news."""
    refused: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)
    retractions: Counter[str] = field(default_factory=Counter)


class _Batch:
    """One payload's content as a data source."""

    name = "chaos"

    def __init__(self, things: Sequence[Thing]) -> None:
        self._things = things

    async def read(self) -> Sequence[Thing]:
        return self._things


@dataclass(slots=True)
class Platform:
    """Everything between a payload and what is published of it."""

    course: Course = field(default_factory=Course)
    pipeline: LiveDataPipeline = field(default_factory=LiveDataPipeline)
    engine: Engine = field(default_factory=lambda: Engine(EngineConfig()))
    bookmakers: dict[UUID, set[str]] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    games: dict[UUID, Game] = field(default_factory=dict)

    async def take(self, telling: Telling, at: datetime) -> None:
        """One payload that came at an instant."""
        things = [_stamped(thing, at) for thing in telling.read(telling.body)]
        data = await self.pipeline.ingest_live_data([_Batch(things)])
        verdict = await self.pipeline.validate_data_quality(data)
        course = self.course
        course.payloads += 1
        course.items += len(things)
        course.repeats += not verdict.accepted and not verdict.refused
        course.refused.update(_kind(one) for one in verdict.refused)
        course.doubts.update(one.finding for one in verdict.doubts)
        for message in verdict.accepted:
            self._handle(message)

    def _handle(self, message: Inbound) -> None:
        if isinstance(message, GameListed):
            self.games[message.game_id] = message.game
        for output in self.engine.handle(message):
            self._count(output)
            if isinstance(output, PredictionWanted):
                self._handle(self._answer(output))

    def _count(self, output: Outbound) -> None:
        self.course.said[type(output).__name__] += 1
        match output:
            case Refused():
                self.course.refused[_kind(output)] += 1
            case Finding(finding=finding):
                self.course.findings[finding] += 1
            case PredictionRetracted(reason=reason, retracts=retracts):
                self.course.retractions[f"predictions: {reason}"] += len(retracts)
            case ValueBetWithdrawn(reason=reason):
                self.course.retractions[f"value bets: {reason}"] += 1

    def _answer(self, wanted: PredictionWanted) -> Prediction:
        state = self._desk(wanted.game_id).state
        shape = SHAPES[state.game.sport]
        view = outlook(state, shape.home_advantage, shape.mean_total)
        home = fair_probability(view, MONEYLINE, Selection.HOME)
        return Prediction(
            game_id=wanted.game_id,
            revision=wanted.revision,
            play_id=wanted.play_id,
            home_win_probability=home,
            away_win_probability=1.0 - home,
            confidence=0.9,
            model_version=MODEL,
            features={},
            observed_at=wanted.observed_at,
        )

    def _desk(self, game_id: UUID) -> GameDesk:
        desk = self.engine.desk(game_id)
        if desk is None:
            raise LookupError(f"no game {game_id}")
        return desk

    def ended(self) -> Course:
        """The course, with every game as it stands."""
        self.course.endings = {game_id: ending(self._desk(game_id)) for game_id in self.games}
        return self.course


async def run(deliveries: Iterable[Delivery[Telling]]) -> Course:
    """All deliveries in the order of their arrival."""
    platform = Platform()
    for one in sorted(deliveries, key=lambda one: (one.at, one.origin)):
        await platform.take(one.thing, one.at)
    return platform.ended()


def ending(desk: GameDesk) -> Ending:
    """How a game stands: the fold of its plays, the plays, and the market."""
    book = desk.quotes.book
    kinds = [(kind, name) for kind in MarketKind for name in book.bookmakers(kind)]
    shown: Shown = {}
    for kind, name in kinds:
        for selection in SELECTIONS[kind]:
            found = book.shown((name, kind, selection))
            shown[name, kind, selection] = None if found is None else found.quote
    state = desk.log.states[-1]
    return Ending(
        game=state.game,
        state=replace(state, game=_bare(state.game), revision=0, play_id="", sequence=0, observed_at=None),
        plays=tuple(_nameless(play) for play in desk.log.plays),
        shown=shown,
        statuses={(name, kind): book.status(name, kind) for kind, name in kinds},
    )


def _bare(game: Game) -> Game:
    """A game without who told of it first."""
    return replace(game, feed="", native_id="")


def _nameless(play: Play) -> Play:
    situation = replace(play.situation, play_id="", sequence=0)
    return replace(play, situation=situation, description="", revision=0)


def _stamped(thing: Thing, at: datetime) -> Thing:
    """Where a payload tells no instant, the one at which it came counts."""
    if isinstance(thing, Told | Refused) and thing.observed_at == UNKNOWN_INSTANT:
        return replace(thing, observed_at=at)
    return thing


def _kind(refused: Refused) -> str:
    """What a refusal is about: the first words of its reason."""
    return refused.reason.partition(":")[0][:60]
