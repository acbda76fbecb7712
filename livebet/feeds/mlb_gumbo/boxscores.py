"""Schedules, box scores and forecasts: answers that hold no plays, or more than plays."""

from typing import Annotated

import msgspec

from livebet.domain.games import Score
from livebet.feeds.items import GameTold, Item, ScoreTold
from livebet.feeds.mlb_gumbo.games import told_forecast, told_listed, told_teams
from livebet.feeds.mlb_gumbo.payload import (
    Camel,
    RawAbout,
    RawDate,
    RawListed,
    RawTeam,
    RawTeams,
    Runs,
)
from livebet.feeds.mlb_gumbo.plays import ERRORS, NAME, utc
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

DURATION = "T"
"""The label under which a box score tells how long a game took, once it is over."""


class RawBatting(Camel):
    """One side's batting."""

    runs: Runs


class RawTeamStats(Camel):
    """One side's statistics."""

    batting: RawBatting


class RawBoxTeam(Camel):
    """One side of a box score."""

    team: RawTeam
    team_stats: RawTeamStats


class RawBoxTeams(Camel):
    """Both sides."""

    home: RawBoxTeam
    away: RawBoxTeam


class RawLabel(Camel):
    """A line of the small print."""

    label: str = ""


class RawBox(Camel):
    """A box score."""

    teams: RawBoxTeams
    info: list[RawLabel] = msgspec.field(default_factory=list)


class RawForecast(Camel):
    """A plate appearance with the league's forecast after it, in percent."""

    about: RawAbout
    home_team_win_probability: Annotated[float, msgspec.Meta(ge=0, le=100)]


_BOX = msgspec.json.Decoder(RawBox)
_LISTED = msgspec.json.Decoder(RawListed)
_FORECAST = msgspec.json.Decoder(RawForecast)


def schedule_items(dates: list[RawDate]) -> list[Item]:
    """The games of a schedule, a bad one refused alone."""
    items: list[Item] = []
    for raw in (game for date in dates for game in date.games):
        try:
            items += told_listed(_LISTED.decode(raw))
        except ERRORS as error:
            items.append(refused(NAME, f"game: {error}", bytes(raw)))
    return items


def box_items(raw: bytes, native_id: str) -> list[Item]:
    """A box score's teams and runs."""
    box = _BOX.decode(raw)
    home, away = box.teams.home, box.teams.away
    over = any(line.label == DURATION for line in box.info)
    game = told_teams(RawTeams(home=home.team, away=away.team), native_id, over=over)
    score = ScoreTold(
        feed=NAME,
        native_id=native_id,
        observed_at=UNKNOWN_INSTANT,
        score=Score(home.team_stats.batting.runs, away.team_stats.batting.runs),
        phase=game.phase,
        official=over,
    )
    return [game, score]


def game_forecast(raw: msgspec.Raw, percent: float) -> list[Item]:
    """A game with the forecast of its context metrics."""
    items = told_listed(_LISTED.decode(raw))
    game = items[0]
    if isinstance(game, GameTold):
        items.append(told_forecast(percent, game.native_id, "", UNKNOWN_INSTANT))
    return items


def forecast_items(raws: list[msgspec.Raw], native_id: str) -> list[Item]:
    """The forecasts after the plate appearances of a game, a bad one refused alone."""
    items: list[Item] = []
    for raw in raws:
        try:
            told = _FORECAST.decode(raw)
            at = utc(told.about.end_time or told.about.start_time)
        except ERRORS as error:
            items.append(refused(NAME, f"forecast: {error}", bytes(raw), native_id))
            continue
        percent, play_id = told.home_team_win_probability, str(told.about.at_bat_index)
        items.append(told_forecast(percent, native_id, play_id, at))
    return items
