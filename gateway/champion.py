"""The model that serves, and what its card says of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from livebet.domain.games import Sport
from livebet.guard.phases import PHASES
from livebet.services.guard_board import Alarm, GuardBoard
from livebet.services.weight_board import WeightBoard
from livebet.storage.queries import ChampionRow


class CardCalls(BaseModel):
    """Thresholds of the likelier side's probability from which calls are made, by promise."""

    game: dict[str, float] = Field(default={}, examples=[{"0.85": 0.915, "0.9": 0.945}])
    plays: dict[str, float] = Field(default={}, examples=[{"0.85": 0.685, "0.9": 0.79}])
    frozen_on: list[int] = Field(default=[], examples=[[2017, 2018]], description="Seasons.")


class CardMarket(BaseModel):
    """What the model's log odds weigh beside the market's."""

    shares: dict[str, float] = Field(
        default={}, examples=[{"1": 0.0, "4": 0.16}], description="By the first period of a phase."
    )
    learnt_on: str = Field(default="", examples=["200 NBA games with prices of Kalshi"])


class CardMomentum(BaseModel):
    """Log loss that the recent plays are worth, against the ensemble without them."""

    worth: float | None = Field(default=None, examples=[0.0001])
    low: float | None = Field(default=None, description="Of its game-clustered 95 % interval.")
    high: float | None = None
    says: str = Field(default="", examples=["none"])


class LiveCard(BaseModel):
    """What the model's card says; null or empty where it does not."""

    learnt_from: str | None = Field(
        default=None,
        examples=["simulated seasons"],
        description="real seasons with closing lines, recordings with ratings, or simulated seasons: games"
        " that nobody ever played.",
    )
    kind: str | None = None
    seasons_learnt: list[int] = Field(default=[], examples=[[2014, 2015, 2016]])
    games_learnt: int | None = Field(default=None, examples=[801])
    seasons_judged: list[int] = Field(default=[], examples=[[2018]], description="None was learnt from.")
    games_judged: int | None = None
    metrics: dict[str, float | None] = Field(default={}, examples=[{"log_loss": 0.4421}])
    weights: dict[str, float] = Field(
        default={},
        examples=[{"diffusion": 0.45, "base": 0.4, "momentum": 0.15}],
        description="Of the ensemble's members, on their log odds, as they were learnt.",
    )
    calls: CardCalls = CardCalls()
    market: CardMarket | None = None
    momentum: CardMomentum | None = None


class GuardAlarm(BaseModel):
    """A phase in which forecasts were shown to be miscalibrated; the blend is the market there."""

    phase: str = Field(examples=["quarter 4"])
    first_period: int = Field(examples=[4])
    last_period: int | None = Field(default=None, examples=[4], description="null for a game's last phase")
    since: str = Field(examples=["2019-10-27T20:31:07Z"])
    games: int = Field(examples=[61], description="Judged until the alarm.")
    evidence: float = Field(
        examples=[240.0], description="A calibrated model reaches 1/α with a chance of α at most, ever."
    )
    direction: str = Field(examples=["home too high"], description="How the forecasts are wrong.")

    model_config = ConfigDict(from_attributes=True)


class LiveChampion(BaseModel):
    """The model version that serves."""

    name: str = Field(examples=["nfl_win_probability"])
    alias: str = Field(examples=["champion"])
    version: str = Field(examples=["3"], description="The `model_version` of predictions and value bets.")
    features: list[str] = Field(examples=[["score_differential", "seconds_left"]], description="In order.")
    updated: datetime = Field(description="When training last said so.")
    card: LiveCard
    weights_now: dict[str, float] | None = Field(
        examples=[{"diffusion": 0.47, "base": 0.4, "momentum": 0.13}],
        description="The members' weights as settled games and the market have moved them since; null before"
        " the model service has told of this version.",
    )
    guard: list[GuardAlarm] | None = Field(
        description="Phases in alarm; empty where none is, null where the guard's board cannot be read."
    )
    roll_back: str = Field(
        examples=['livebet rollback --sport nfl --reason "…"'],
        description="The command that puts the version before back; in the middle of a game with --now.",
    )


@dataclass(frozen=True, slots=True)
class Now:
    """What holds just now of the model that serves: its alarms, and its weights where they are told."""

    alarms: tuple[Alarm, ...]
    weights: dict[str, float] | None


@dataclass(frozen=True, slots=True)
class Boards:
    """The boards in Redis that the guard and the model service write."""

    guard: GuardBoard
    weights: WeightBoard

    def read(self, sport: Sport, version: str) -> Now:
        """What they say; blocks for two round trips.

        Raises:
            redis.exceptions.RedisError: Redis does not answer.
        """
        return Now(self.guard.sounding(sport), self.weights.of(sport, version))


def card_of(told: Mapping[str, Any]) -> LiveCard:
    """The facts of a `card.json`."""
    blend = told.get("ensemble", {}).get("blend", {})
    weights = dict(zip(blend.get("members", ()), blend.get("weights", ()), strict=False))
    known = {name: value for name, value in told.items() if value is not None}
    return LiveCard.model_validate(known | {"weights": weights})


def _alarm(alarm: Alarm, sport: Sport) -> GuardAlarm:
    later = [phase.first for phase in PHASES[sport] if phase.first > alarm.first_period]
    last = {"last_period": min(later) - 1} if later else {}
    return GuardAlarm.model_validate(alarm).model_copy(update=last)


def champion_of(row: ChampionRow, sport: Sport, now: Now | None) -> LiveChampion:
    """The answer; `now` is None where the boards cannot be read."""
    return LiveChampion(
        name=row.name,
        alias=row.alias,
        version=row.version,
        features=list(row.features),
        updated=row.updated,
        card=card_of(row.card),
        weights_now=None if now is None else now.weights,
        guard=None if now is None else [_alarm(alarm, sport) for alarm in now.alarms],
        roll_back=f'livebet rollback --sport {sport} --reason "…"',
    )
