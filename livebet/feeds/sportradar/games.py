"""Who plays, and how it stands: a game's head as items."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from livebet.domain.games import Score, SeasonType, Side, Sport
from livebet.feeds.identity import nfl_team
from livebet.feeds.items import GameTold, ScoreTold
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.sportradar.payload import NAME, RawGame, RawTeam, clock_seconds, utc

FOLLOWED = frozenset(sport.value for sport in Sport)
"""Sports whose plays are read."""

_PHASES = {
    "scheduled": "scheduled",
    "created": "scheduled",
    "time-tbd": "scheduled",
    "if-necessary": "scheduled",
    "flex-schedule": "scheduled",
    "not_started": "scheduled",
    "inprogress": "in_play",
    "halftime": "in_play",
    "wdelay": "in_play",
    "odelay": "in_play",
    "fdelay": "in_play",
    "delayed": "in_play",
    "maintenance": "in_play",
    "live": "in_play",
    "interrupted": "in_play",
    "complete": "final",
    "closed": "final",
    "ended": "final",
    "cancelled": "abandoned",
    "canceled": "abandoned",
    "abandoned": "abandoned",
    "unnecessary": "abandoned",
    "postponed": "postponed",
    "suspended": "postponed",
}
_PARTS = {"PRE": SeasonType.PRESEASON, "REG": SeasonType.REGULAR, "PST": SeasonType.PLAYOFFS}


@dataclass(frozen=True, slots=True)
class Contest:
    """A game as its plays need it: the feed's id, its sport, and which side a team is.

    `sides` goes by the feed's ids of teams, `names` by the abbreviations that descriptions use.
    """

    native_id: str
    sport: str
    sides: Mapping[str, Side]
    names: dict[str, Side]

    def side(self, team: RawTeam | None) -> Side | None:
        """The side of a team, None where none or a stranger is told."""
        return self.sides.get(team.id) if team else None


def phase_of(status: str) -> str:
    """The feed's status in our words; what it has never said yet is taken for a game in play."""
    return _PHASES.get(status, "in_play")


def sport_of(game: RawGame, league: str = "") -> str:
    """The sport. A push message names its league; a REST answer tells by its shape.

    The women's and the development leagues' basketball answers have the NBA's shape: their teams are then
    strangers to whoever looks for them.
    """
    if league:
        return league.lower()
    if game.quarters or isinstance(game.home_team, RawTeam):
        return "ncaafb"
    if game.summary is not None:
        return Sport.NFL.value
    if game.innings or isinstance(game.home_team, str):
        return Sport.MLB.value
    return "ncaamb" if game.half is not None else Sport.NBA.value


def teams_of(game: RawGame) -> tuple[RawTeam, RawTeam]:
    """Home and away, wherever the answer keeps them.

    Raises:
        ValueError: it names no two teams.
    """
    for pair in (game.summary, game.scoring, game):
        if pair is not None and pair.home is not None and pair.away is not None:
            return pair.home, pair.away
    home, away = game.home_team, game.away_team
    if isinstance(home, RawTeam) and isinstance(away, RawTeam):
        return home, away
    raise ValueError("game: it names no two teams")


def contest_of(game: RawGame, sport: str) -> Contest:
    """What the plays of a game need to know of it.

    Raises:
        ValueError: it names no two teams.
    """
    teams = tuple(zip(Side, teams_of(game), strict=True))
    names = {team.alias or team.abbr: side for side, team in teams}
    names |= {nfl_team(name) or name: side for name, side in names.items()}
    return Contest(game.id, sport, {team.id: side for side, team in teams}, names)


def game_told(game: RawGame, sport: str, observed_at: datetime = UNKNOWN_INSTANT) -> GameTold:
    """The game as announced.

    Raises:
        ValueError: it names no two teams.
    """
    home, away = teams_of(game)
    season = game.summary.season if game.summary else None
    return GameTold(
        feed=NAME,
        native_id=game.id,
        observed_at=observed_at,
        sport=sport,
        home=home.full_name,
        away=away.full_name,
        kickoff=utc(game.scheduled),
        phase=phase_of(game.status),
        season=season.year if season else None,
        season_type=_PARTS.get(season.type) if season else None,
        week=game.summary.week.sequence if game.summary else None,
        venue=game.venue.name if game.venue else "",
        number=game.game_number or 1,
    )


def score_told(game: RawGame, observed_at: datetime = UNKNOWN_INSTANT) -> ScoreTold | None:
    """The score as shown, None where none is or nothing was played yet.

    Raises:
        ValueError: it names no two teams.
    """
    phase = phase_of(game.status)
    home, away = (_points(team) for team in teams_of(game))
    if home is None or away is None:
        home, away = game.home_points, game.away_points
    if home is None or away is None or phase in ("scheduled", "postponed"):
        return None
    return ScoreTold(
        feed=NAME,
        native_id=game.id,
        observed_at=observed_at,
        score=Score(home, away),
        phase=phase,
        period=game.quarter if game.quarter is not None else game.half,
        clock_seconds=clock_seconds(game.clock),
    )


def _points(team: RawTeam) -> int | None:
    return team.points if team.points is not None else team.runs
