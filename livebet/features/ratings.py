"""Team ratings: the margin to expect of a game, from the finals of earlier games only.

A rating is in points above an average team. Each final moves both teams by a share of its surprise; large
surprises are tempered, a team's early games of a season weigh more, and a winter pulls every team towards
the average. The home advantage is learnt along the way.

The constants are least squares over the finals of 2001–2008. On 2009–2018 the expected margin misses by a
standard deviation of 13.7 points (the closing line by 13.4, an expectation of 0 by 14.8); the regression
of the margin on it has slope 1.03 and intercept -0.06 points, on 2019–2023 0.98 and -0.10: unbiased.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

FIRST_GAIN = 0.137
GAIN_DECAY = 0.070
KEPT_OVER_WINTER = 0.600
HOME_ADVANTAGE = 2.4
HOME_ADVANTAGE_GAIN = 0.002
SURPRISE_SCALE = 17.0


@dataclass(frozen=True, slots=True)
class Final:
    """How a game ended. `margin` is home minus away points."""

    season: int
    home_team: str
    away_team: str
    margin: int
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Rating:
    """A team's strength in points above the average, and how many games of this season it knows."""

    points: float = 0.0
    games: int = 0

    def moved(self, surprise: float) -> "Rating":
        """The rating after a game that went `surprise` points better than expected."""
        gain = FIRST_GAIN / (1.0 + GAIN_DECAY * self.games)
        return Rating(self.points + gain * surprise, self.games + 1)


UNRATED = Rating()


@dataclass(frozen=True, slots=True)
class Ratings:
    """All teams' ratings before the next game of `season` (0: none seen yet)."""

    season: int = 0
    home_advantage: float = HOME_ADVANTAGE
    teams: Mapping[str, Rating] = field(default_factory=dict)

    def of(self, team: str) -> Rating:
        """A team's rating; a team never seen is average."""
        return self.teams.get(team, UNRATED)


def into_season(ratings: Ratings, season: int) -> Ratings:
    """The ratings as a season begins: a winter lies between, or nothing when it is on already."""
    if season <= ratings.season:
        return ratings
    kept = {name: Rating(team.points * KEPT_OVER_WINTER) for name, team in ratings.teams.items()}
    return replace(ratings, season=season, teams=kept)


def expected_margin(
    ratings: Ratings, home_team: str, away_team: str, season: int | None = None, neutral: bool = False
) -> float:
    """Home minus away points to expect; `season` is the game's, where that may be after the ratings'."""
    now = ratings if season is None else into_season(ratings, season)
    advantage = 0.0 if neutral else now.home_advantage
    return now.of(home_team).points - now.of(away_team).points + advantage


def fold(ratings: Ratings, final: Final) -> Ratings:
    """The ratings after one more final. Finals come in the order of their kickoffs."""
    now = into_season(ratings, final.season)
    miss = final.margin - expected_margin(now, final.home_team, final.away_team, neutral=final.neutral)
    surprise = SURPRISE_SCALE * math.tanh(miss / SURPRISE_SCALE)
    moved = {
        final.home_team: now.of(final.home_team).moved(surprise),
        final.away_team: now.of(final.away_team).moved(-surprise),
    }
    learnt = 0.0 if final.neutral else HOME_ADVANTAGE_GAIN * surprise
    return replace(now, home_advantage=now.home_advantage + learnt, teams={**now.teams, **moved})


def fold_all(finals: Iterable[Final], ratings: Ratings | None = None) -> Ratings:
    """The ratings after many finals, in order."""
    now = Ratings() if ratings is None else ratings
    for final in finals:
        now = fold(now, final)
    return now
