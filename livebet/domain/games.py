"""Games: who plays whom, where the record of it comes from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Sport(StrEnum):
    """Sports by their boundary names."""

    NFL = "nfl"
    NBA = "nba"
    MLB = "mlb"


SIMULATOR = "simulator"
"""The feed of games that nobody ever played, kept wherever a person sees one."""


class Side(StrEnum):
    """One of the two contestants."""

    HOME = "home"
    AWAY = "away"

    @property
    def other(self) -> "Side":
        """The opponent."""
        return Side.AWAY if self is Side.HOME else Side.HOME


class SeasonType(StrEnum):
    """Part of a season; preseason games are never trained on."""

    PRESEASON = "PRE"
    REGULAR = "REG"
    PLAYOFFS = "POST"


class WallClock(StrEnum):
    """Where `observed_at` comes from: the feed's own stamps, or made from the game clock by rules."""

    FEED = "feed"
    MADE = "made"


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """One contest. `kickoff` is UTC; `replay_id` is empty for a game that is live for real."""

    game_id: UUID
    sport: Sport
    season: int
    season_type: SeasonType
    home_team: str
    away_team: str
    kickoff: datetime
    feed: str
    native_id: str
    week: int | None = None
    replay_id: str = ""
    wall_clock: WallClock = WallClock.FEED


@dataclass(frozen=True, slots=True)
class Score:
    """Points of both sides."""

    home: int = 0
    away: int = 0

    def of(self, side: Side) -> int:
        """Points of one side."""
        return self.home if side is Side.HOME else self.away

    def plus(self, side: Side, points: int) -> "Score":
        """The score after `side` gets `points`."""
        if side is Side.HOME:
            return Score(self.home + points, self.away)
        return Score(self.home, self.away + points)

    @property
    def margin(self) -> int:
        """Home points minus away points."""
        return self.home - self.away


def home_won(margin: float) -> float:
    """How a game ended for the home side that led by so many points: 1 won, 0 lost, half of it level."""
    return 0.5 if margin == 0 else float(margin > 0)
