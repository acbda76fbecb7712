"""A season's calendar of simulated games: who plays whom and when, how strong everybody is.

Every side meets every other in turn (the circle method), at home where it was away more often so far. The
National Basketball Association plays 82 rounds, each over two evenings from October 21; Major League Baseball
54 series of three days from March 26, a day off after every second; the National Football League 17 weeks
from the Sunday after the first Monday of September. A season is named by the year it begins in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from livebet.domain.games import Sport
from livebet.simulator.dice import Dice
from livebet.simulator.games import simulate
from livebet.simulator.script import SimulatedGame, Strengths

EASTERN = ZoneInfo("America/New_York")
"""The leagues' own time."""

TEAMS: dict[Sport, tuple[str, ...]] = {
    Sport.NFL: (
        "ARI", "ATL", "BAL", "BUF", "CAR", "CHI", "CIN", "CLE", "DAL", "DEN", "DET", "GB", "HOU",
        "IND", "JAX", "KC", "LA", "LAC", "LV", "MIA", "MIN", "NE", "NO", "NYG", "NYJ", "PHI", "PIT",
        "SEA", "SF", "TB", "TEN", "WAS",
    ),
    Sport.NBA: (
        "ATL", "BKN", "BOS", "CHA", "CHI", "CLE", "DAL", "DEN", "DET", "GSW", "HOU", "IND", "LAC",
        "LAL", "MEM", "MIA", "MIL", "MIN", "NOP", "NYK", "OKC", "ORL", "PHI", "PHX", "POR", "SAC",
        "SAS", "TOR", "UTA", "WAS",
    ),
    Sport.MLB: (
        "ATH", "ATL", "AZ", "BAL", "BOS", "CHC", "CIN", "CLE", "COL", "CWS", "DET", "HOU", "KC",
        "LAA", "LAD", "MIA", "MIL", "MIN", "NYM", "NYY", "PHI", "PIT", "SD", "SEA", "SF", "STL",
        "TB", "TEX", "TOR", "WSH",
    ),
}  # fmt: skip
SPREAD: dict[Sport, float] = {Sport.NFL: 5.0, Sport.NBA: 4.6, Sport.MLB: 0.45}
"""Standard deviation of the strengths of a season's sides, in points (runs) a game."""
_ROUNDS: dict[Sport, int] = {Sport.NFL: 17, Sport.NBA: 82, Sport.MLB: 54}

_NFL_WINDOWS = (
    (-3, time(20, 15)),
    *[(0, time(13))] * 9,
    *[(0, time(16, 25))] * 4,
    (0, time(20, 20)),
    (1, time(20, 15)),
)
"""Days from the Sunday and times in New York."""
_NBA_TIMES = (time(19), time(19), time(19), time(19, 30), time(19, 30), time(20), time(22), time(22))
_MLB_TIMES = (
    time(13, 10),
    *[time(18, 40)] * 4,
    *[time(19, 10)] * 5,
    *[time(20, 10)] * 2,
    *[time(21, 40)] * 3,
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A game of the calendar, not played yet. `kickoff` is UTC."""

    sport: Sport
    season: int
    kickoff: datetime
    home: str
    away: str
    strengths: Strengths
    seed: int
    week: int | None = None

    def played(self) -> SimulatedGame:
        """The game itself."""
        return simulate(
            self.sport,
            self.seed,
            self.home,
            self.away,
            self.strengths,
            season=self.season,
            kickoff=self.kickoff,
            week=self.week,
        )


def season(sport: Sport, year: int, seed: int) -> Iterator[SimulatedGame]:
    """Every game of a season in order of kickoff, played as it is asked for."""
    for planned in calendar(sport, year, seed):
        yield planned.played()


def evening(sport: Sport, day: date, seed: int) -> tuple[SimulatedGame, ...]:
    """The games of a day in New York: a slate. `day` finds its season by itself."""
    year = day.year if sport is Sport.MLB or day.month >= 8 else day.year - 1
    games = calendar(sport, year, seed)
    return tuple(game.played() for game in games if game.kickoff.astimezone(EASTERN).date() == day)


def calendar(sport: Sport, year: int, seed: int) -> tuple[Planned, ...]:
    """The season's games in order of kickoff."""
    dice = Dice(f"{sport.value}/{year}/{seed}")
    teams = dice.shuffled(TEAMS[sport])
    strength = {team: round(dice.normal(0.0, SPREAD[sport]), 2) for team in teams}
    at_home = dict.fromkeys(teams, 0)
    planned = [
        Planned(sport, year, kickoff, home, away, Strengths(strength[home], strength[away]), seed, week)
        for number in range(_ROUNDS[sport])
        for kickoff, home, away, week in _round(sport, year, number, pairs_of(teams, number, at_home))
    ]
    return tuple(sorted(planned, key=lambda game: (game.kickoff, game.home)))


Pairs = list[tuple[str, str]]
Meeting = tuple[datetime, str, str, int | None]
"""Kickoff, home, away, week."""


def pairs_of(teams: list[str], number: int, at_home: dict[str, int]) -> Pairs:
    """Home and away of a round: one side stays, the others walk round. `at_home` counts, and decides."""
    turn = number % (len(teams) - 1)
    walking = teams[1:]
    circle = [teams[0], *walking[turn:], *walking[:turn]]
    met = []
    for place in range(len(circle) // 2):
        one, other = circle[place], circle[-1 - place]
        home, away = (one, other) if at_home[one] <= at_home[other] else (other, one)
        at_home[home] += 1
        met.append((home, away))
    return met


def _round(sport: Sport, year: int, number: int, pairs: Pairs) -> Iterator[Meeting]:
    if sport is Sport.NFL:
        sunday = _first_sunday(year) + timedelta(weeks=number)
        for (home, away), (days, at) in zip(pairs, _NFL_WINDOWS, strict=True):
            yield _instant(sunday + timedelta(days=days), at), home, away, number + 1
    elif sport is Sport.NBA:
        first = date(year, 10, 21) + timedelta(days=2 * number)
        for place, (home, away) in enumerate(pairs):
            day, late = place % 2, place // 2
            yield _instant(first + timedelta(days=day), _NBA_TIMES[late]), home, away, None
    else:
        first = date(year, 3, 26) + timedelta(days=3 * number + number // 2)
        for day in range(3):
            for (home, away), at in zip(pairs, _MLB_TIMES, strict=True):
                yield _instant(first + timedelta(days=day), at), home, away, None


def _first_sunday(year: int) -> date:
    """The Sunday after the first Monday of September."""
    first = date(year, 9, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 + 6)


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, EASTERN).astimezone(UTC)
