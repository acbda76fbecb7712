"""The words for key events: what can happen, and one happening before anyone knows what it did."""

from dataclasses import dataclass, field
from enum import StrEnum

from livebet.domain.games import Side


class EventType(StrEnum):
    """Key events by their boundary names."""

    TOUCHDOWN = "touchdown"
    FIELD_GOAL = "field_goal"
    FIELD_GOAL_MISSED = "field_goal_missed"
    SAFETY = "safety"
    EXTRA_POINT = "extra_point"
    EXTRA_POINT_MISSED = "extra_point_missed"
    TWO_POINT = "two_point"
    TWO_POINT_FAILED = "two_point_failed"
    DEFENSIVE_TWO_POINT = "defensive_two_point"
    INTERCEPTION = "interception"
    FUMBLE_LOST = "fumble_lost"
    TURNOVER_ON_DOWNS = "turnover_on_downs"
    PENALTY = "penalty"
    INJURY = "injury"
    TIMEOUT = "timeout"
    REVIEW = "review"
    PERIOD_END = "period_end"
    OVERTIME_START = "overtime_start"
    LEAD_CHANGE = "lead_change"
    MOMENTUM_SHIFT = "momentum_shift"
    GAME_END = "game_end"

    SCORING_RUN = "scoring_run"
    SHOT_STREAK = "shot_streak"
    FOUL_TROUBLE = "foul_trouble"
    CLUTCH_TIME = "clutch_time"
    TECHNICAL_FOUL = "technical_foul"
    FLAGRANT_FOUL = "flagrant_foul"
    EJECTION = "ejection"

    RUNS = "runs"
    HOME_RUN = "home_run"
    DOUBLE_PLAY = "double_play"
    PITCHING_CHANGE = "pitching_change"
    BASES_LOADED = "bases_loaded"


SUSPENDS: frozenset[EventType] = frozenset(EventType) - {
    EventType.INJURY,
    EventType.TIMEOUT,
    EventType.PERIOD_END,
    EventType.LEAD_CHANGE,
    EventType.MOMENTUM_SHIFT,
    EventType.SCORING_RUN,
    EventType.SHOT_STREAK,
    EventType.FOUL_TROUBLE,
    EventType.CLUTCH_TIME,
    EventType.TECHNICAL_FOUL,
    EventType.FLAGRANT_FOUL,
    EventType.PITCHING_CHANGE,
    EventType.BASES_LOADED,
}
"""Those after which bookmakers stop taking bets and a quote from before is worth nothing: points and missed
points, lost balls, heavy penalties, reviews, overtime, the end. A changed lead comes with the points.
Baskets suspend nothing, nor do basketball's runs and streaks: there bookmakers reprice, every half minute."""

Fact = str | int | float | None


@dataclass(frozen=True, slots=True)
class Happening:
    """A key event as detected, before anyone knows what it did to the chances. `side`: whom it belongs to."""

    event_type: EventType
    side: Side | None = None
    data: dict[str, Fact] = field(default_factory=dict)

    @property
    def suspends(self) -> bool:
        """Whether markets are suspended for it."""
        return self.event_type in SUSPENDS
