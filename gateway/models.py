"""The answers of the REST endpoints; field names follow the specification's tables."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gateway.forecasts import CONFIDENCE, Forecast
from gateway.protocol import ValueBet
from livebet.domain.games import Sport


class Score(BaseModel):
    """Points of both sides."""

    home: int = Field(examples=[17])
    away: int = Field(examples=[14])


class Timeouts(BaseModel):
    """Timeouts that are left in this half."""

    home: int = Field(examples=[3])
    away: int = Field(examples=[2])


class _GameFields(BaseModel):
    game_id: UUID
    sport: Sport
    home_team: str = Field(examples=["BAL"])
    away_team: str = Field(examples=["SEA"])
    phase: str = Field(examples=["in_play"], description="scheduled, in_play, final or abandoned")
    current_score: Score
    game_clock: str = Field(examples=["04:12"])
    quarter_period: int = Field(examples=[2])
    last_updated: datetime = Field(description="The feed's instant of the newest message.")
    wall_clock: Literal["feed", "made"] = Field(
        description="feed: the feed's own stamps; made: made from the game clock by rules (a replay)."
    )
    offset: int = Field(description="Of the newest message known to this answer; 0 where none is kept.")


class LiveGame(_GameFields):
    """A game, in short."""

    is_active: bool = Field(description="Neither final nor abandoned.")
    kickoff: datetime
    season: int = Field(examples=[2019])
    week: int | None = Field(examples=[7])
    replayed: bool = Field(description="A recording is played back as if live.")
    simulated: bool = Field(description="The simulator made the game up: nobody ever played it.")
    home_win_probability: float | None = Field(examples=[0.6312])
    value_bets: int = Field(examples=[2], description="How many stand open.")
    best_edge: float | None = Field(examples=[0.071], description="Of the open value bets.")


class LiveGameState(_GameFields):
    """The state of a game."""

    revision: int = Field(description="Counts the plays and corrections folded in.")
    possession: str | None = Field(examples=["home"], description="home, away or null")
    down: int = Field(examples=[3], description="0 where no down is played.")
    distance: int = Field(examples=[7])
    yards_to_goal: int | None = Field(examples=[43])
    timeouts: Timeouts
    momentum: float = Field(description="In [−1, 1]; positive for the home side.")
    description: str = Field(description="The last play, in words.")
    detail: dict[str, int | str] = Field(
        default={}, examples=[{"half": "top", "outs": 2}], description="What only this sport has."
    )


class LivePrediction(Forecast):
    """The newest prediction of a game."""

    game_id: UUID
    model_version: str = Field(examples=["3"])
    home_win_probability: float = Field(examples=[0.6312])
    away_win_probability: float = Field(examples=[0.3688])
    confidence_score: float = Field(examples=[0.92], description=CONFIDENCE)
    features_used: dict[str, float | None] = Field(examples=[{"score_differential": 3.0}])
    prediction_timestamp: datetime

    model_config = ConfigDict(protected_namespaces=())


class LiveValueBet(ValueBet):
    """An open value bet of a game."""

    game_id: UUID

    model_config = ConfigDict(protected_namespaces=())


EventType = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,49}$")]


class LiveAlertSubscription(BaseModel):
    """What to be alerted of: in these games, or in every game of these sports."""

    game_ids: list[UUID] = Field(default=[], max_length=200)
    sports: list[Sport] = Field(default=[], max_length=len(Sport), examples=[["nfl"]])
    message_types: list[Literal["value_bet", "game_event"]] = Field(default=["value_bet"], min_length=1)
    min_edge: float = Field(
        default=0.02, ge=0, le=100, allow_inf_nan=False, examples=[0.05], description="Of value bets."
    )
    event_types: list[EventType] = Field(
        default=[], max_length=50, examples=[[]], description="Of game events; none means every one."
    )

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _names_something(self) -> "LiveAlertSubscription":
        if not self.game_ids and not self.sports:
            raise ValueError("name at least one game in game_ids or one sport in sports")
        return self


class LiveAlertSubscribed(LiveAlertSubscription):
    """A subscription that stands. The same one asked for again is the same one."""

    subscription_id: UUID
    user_id: str
    created_at: datetime
