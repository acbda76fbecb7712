"""Games, scores and forecasts, wherever StatsAPI tells them."""

from datetime import UTC, datetime

from livebet.domain.games import Score, SeasonType
from livebet.feeds.items import ForecastTold, GameTold, Item, ScoreTold
from livebet.feeds.mlb_gumbo.payload import (
    RawGameData,
    RawLinescore,
    RawListed,
    RawStatus,
    RawTeams,
)
from livebet.feeds.mlb_gumbo.plays import NAME, utc
from livebet.feeds.refusals import UNKNOWN_INSTANT

FORECASTER = "mlb"
UNNAMED = "unnamed"
"""The game of an answer that does not name it: there the address that was asked does."""

_PHASES = {"Preview": "scheduled", "Live": "in_play", "Final": "final"}
_PUT_OFF = {"D": "postponed", "C": "abandoned"}
"""Coded states of games that were not played."""
_PARTS = {
    "R": SeasonType.REGULAR,
    "S": SeasonType.PRESEASON,
    "E": SeasonType.PRESEASON,
    "F": SeasonType.PLAYOFFS,
    "D": SeasonType.PLAYOFFS,
    "L": SeasonType.PLAYOFFS,
    "W": SeasonType.PLAYOFFS,
}


def instant_of(timecode: str) -> datetime:
    """A timecode (20240612_041248, UTC) as an instant."""
    try:
        return datetime.strptime(timecode, "%Y%m%d_%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return UNKNOWN_INSTANT


def phase_of(status: RawStatus) -> str:
    """How far a game is."""
    put_off = _PUT_OFF.get(status.coded_game_state[:1])
    return put_off or _PHASES.get(status.abstract_game_state, "scheduled")


def _season(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) == 4 else None


def told_game(game: RawGameData, at: datetime) -> GameTold:
    """The game of a live feed."""
    return GameTold(
        feed=NAME,
        native_id=str(game.game.pk),
        observed_at=at,
        sport="mlb" if game.teams.home.sport.id == 1 else "milb",
        home=game.teams.home.name,
        away=game.teams.away.name,
        kickoff=game.datetime.date_time.astimezone(UTC) if game.datetime.date_time else None,
        phase=phase_of(game.status),
        season=_season(game.game.season),
        season_type=_PARTS.get(game.game.type),
        venue=game.venue.name,
        number=game.game.game_number,
    )


def told_listed(game: RawListed) -> list[Item]:
    """A game of the schedule, and its score once there is one."""
    phase = phase_of(game.status)
    told = GameTold(
        feed=NAME,
        native_id=str(game.game_pk),
        observed_at=UNKNOWN_INSTANT,
        sport="mlb" if game.teams.home.team.sport.id == 1 else "milb",
        home=game.teams.home.team.name,
        away=game.teams.away.team.name,
        kickoff=utc(game.game_date) if game.game_date else None,
        phase=phase,
        season=_season(game.season),
        season_type=_PARTS.get(game.game_type),
        venue=game.venue.name,
        number=game.game_number,
    )
    home, away = game.teams.home.score, game.teams.away.score
    if home is None or away is None:
        return [told]
    score = ScoreTold(
        feed=NAME,
        native_id=str(game.game_pk),
        observed_at=UNKNOWN_INSTANT,
        score=Score(home, away),
        phase=phase,
        official=phase == "final",
    )
    return [told, score]


def told_score(
    line: RawLinescore, native_id: str, phase: str | None = None, at: datetime = UNKNOWN_INSTANT
) -> ScoreTold:
    """The score of a line score. On its own it tells that a game is over by naming who won."""
    home, away = line.teams.home, line.teams.away
    won = bool(home.is_winner or away.is_winner)
    phase = phase or ("final" if won else "in_play")
    return ScoreTold(
        feed=NAME,
        native_id=native_id,
        observed_at=at,
        score=Score(home.runs, away.runs),
        phase=phase,
        period=line.current_inning,
        official=phase == "final",
    )


def told_teams(teams: RawTeams, native_id: str, *, over: bool) -> GameTold:
    """The game of a box score, which does not tell when it begins."""
    return GameTold(
        feed=NAME,
        native_id=native_id,
        observed_at=UNKNOWN_INSTANT,
        sport="mlb" if teams.home.sport.id == 1 else "milb",
        home=teams.home.name,
        away=teams.away.name,
        kickoff=None,
        phase="final" if over else "in_play",
    )


def told_forecast(percent: float, native_id: str, play_id: str, at: datetime) -> ForecastTold:
    """The league's own forecast, told in percent.

    Raises:
        ValueError: it is no share of a hundred.
    """
    if not 0.0 <= percent <= 100.0:
        raise ValueError(f"a probability of {percent:g} percent")
    return ForecastTold(
        feed=NAME,
        native_id=native_id,
        observed_at=at,
        forecaster=FORECASTER,
        play_id=play_id,
        official_id=play_id,
        home_win_probability=percent / 100.0,
    )
