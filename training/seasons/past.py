"""Rows of a season as the feature store's past: a part for each week, with an instant for each row.

No file of plays tells the time of day, so instants are made: noon (UTC) of the game's day for its first row,
and a second more for each that follows. Joins within a game need the order alone; games of other days lie
days apart. What was known of a play was known as it began: `known_at` is its instant. A part remembers what
it was made from, so that a backfill that broke off goes on where it stopped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

from feature_repo.names import GAME_STATE, KNOWN_AT, REVISION, TIMESTAMP
from feature_repo.parts import drop_parts, part_mark, write_part
from livebet.domain.games import SIMULATOR, Sport
from livebet.domain.ids import game_uuid
from training.data.rows import Rows
from training.dataset import Ints
from training.seasons.season import Origin, Season

NOON_HOURS = 12
_DAYS = 7
_FEEDS: dict[tuple[Sport, Origin], str] = {
    (Sport.NFL, Origin.IMPORTED): "nflverse",
    (Sport.NFL, Origin.RECORDINGS): "nfl_official",
    (Sport.NBA, Origin.IMPORTED): "nba.com",
    (Sport.MLB, Origin.IMPORTED): "retrosheet",
    (Sport.NBA, Origin.SIMULATED): SIMULATOR,
    (Sport.MLB, Origin.SIMULATED): SIMULATOR,
}
"""Who named the games, for their ids."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of a season in the store; `written` tells that its part was not there before."""

    week: int
    games: int
    rows: int
    written: bool


def instants(rows: Rows) -> pd.Series:
    """The made instant of each row (UTC)."""
    days = pd.to_datetime(pd.Series(rows.day).astype(str), format="%Y%m%d", errors="coerce", utc=True)
    first = days.fillna(pd.Timestamp(0, tz="UTC")) + timedelta(hours=NOON_HOURS)
    return (first + pd.to_timedelta(order_in_game(rows), unit="s")).astype("datetime64[us, UTC]")


def order_in_game(rows: Rows) -> Ints:
    """The number of each row among the rows of its game, from 0."""
    order: Ints = pd.Series(rows.game).groupby(rows.game, sort=False).cumcount().to_numpy(np.int64)
    return order


def game_ids(rows: Rows, season: Season) -> pd.Categorical:
    """The game's id of each row, as the feature store knows it."""
    feed = _FEEDS[season.sport, season.origin]
    return pd.Categorical.from_codes(rows.game, [str(game_uuid(feed, name)) for name in rows.games])


def weeks_of(rows: Rows) -> Ints:
    """The week of each row from 1: seven days from the season's first day (the NFL's begin on Thursdays).

    A row of an unknown day is of the first week.
    """
    if not len(rows):
        return np.array([], np.int64)
    known, place = np.unique(rows.day, return_inverse=True)
    days = np.array([_ordinal(int(day)) for day in known])
    first = days[days > 0].min(initial=days.max())
    weeks: Ints = np.maximum((days - first) // _DAYS + 1, 1)[place]
    return weeks


def _ordinal(day: int) -> int:
    return date(day // 10_000, day // 100 % 100, day % 100).toordinal() if day else 0


def frame_of(rows: Rows, season: Season) -> pd.DataFrame:
    """The rows as the store keeps them."""
    when = instants(rows)
    told = {
        "game_id": np.asarray(game_ids(rows, season)),
        TIMESTAMP: when,
        KNOWN_AT: when,
        REVISION: order_in_game(rows) + 1,
    }
    features = pd.DataFrame(rows.features.astype(np.float64), columns=list(rows.names))
    return pd.concat([pd.DataFrame(told), features], axis=1)


def write_past(rows: Rows, season: Season, mark: str) -> list[Week]:
    """Bring a season's rows into the store, a part for each week; parts that are there are left."""
    return list(_written(rows, season, mark))


def _written(rows: Rows, season: Season, mark: str) -> Iterator[Week]:
    view, weeks = GAME_STATE[season.sport], weeks_of(rows)
    kept: set[str] = set()
    for week in np.unique(weeks).tolist():
        part = rows.where(weeks == week)
        name = f"{season.key}-w{week:02d}"
        kept.add(name)
        anew = part_mark(view, name) != mark
        if anew:
            write_part(view, name, frame_of(part, season), mark)
        yield Week(week, len(np.unique(part.game)), len(part), anew)
    drop_parts(view, f"{season.key}-w", kept)


def known_next_noon(day: int) -> datetime:
    """When the final of a game of this day is taken to be known: noon (UTC) of the day after."""
    return datetime.fromordinal(_ordinal(day) + 1).replace(hour=NOON_HOURS, tzinfo=UTC)
