"""The files that are taken: by their name, their sport and the columns that make them what they are."""

import re
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from training.data import mlb, nba, nfl


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: a pattern of its whole name, what it holds, and the columns that it must have."""

    sport: str
    kind: str
    name: re.Pattern[str]
    needed: tuple[str, ...] = ()
    season: str = ""
    """The column of seasons, where there is one."""


def _of(sport: str, kind: str, name: str, needed: tuple[str, ...] = (), season: str = "") -> Format:
    return Format(sport, kind, re.compile(name), needed, season)


BETFAIR = "betfair"
FORMATS: tuple[Format, ...] = (
    _of("nfl", "plays", r"(pbp|play_by_play)_\w+\.parquet", nfl.NEEDED, "season"),
    _of("nfl", "plays", r"nflfastR_full_\w+\.parquet", nfl.NEEDED, "season"),
    _of("nfl", "states", r"wp_features_\w+\.parquet", ("game_id", "spread_line", "vegas_wp_fastr"), "season"),
    _of("nfl", "lines", r"(schedules|games)(_\w+)?\.parquet", ("game_id", "spread_line", "result"), "season"),
    _of("nfl", "lines", r"lines_by_book_\w+\.parquet", ("game_id", "market_type", "lines", "opening_lines")),
    _of("nfl", "lines", r"sbr_archive_\w+\.parquet", ("home_open_spread", "home_close_spread"), "season"),
    _of("nba", "plays", r"pbp_\w+\.parquet", nba.NEEDED, "season_year"),
    _of("nba", "market", r"kalshi_candles_\w+\.parquet", ("game_id", "yes_team", "timestamp", "close")),
    _of("nba", "lines", r"nba_odds_\w+\.parquet", ("date", "home_team", "spread", "whos_favored"), "season"),
    _of("nba", "quotes", r"the_odds_api_snapshots_\w+\.parquet", ("event_id", "bookmaker", "price")),
    _of("mlb", "plays", r"events_\w+\.parquet", mlb.NEEDED),
    _of("mlb", "games", r"games_\d\w*\.parquet", ("GAME_ID", "GAME_DT", "PARK_ID")),
    _of("mlb", "lines", r"mlb_odds_\w+\.parquet", ("date", "v_ml_close", "h_ml_close"), "seas"),
    _of("mlb", "lines", r"pinnacle_lines_\w+\.parquet", ("GameID", "EnteredDateTimeUTC", "MoneyUS1")),
    _of("mlb", "games", r"pinnacle_games_\w+\.parquet", ("GameID", "EventDateTimeUTC", "HomeTeam")),
    _of(BETFAIR, "quotes", r"[\w.\-]+\.bz2"),
)


class UnknownFileError(ValueError):
    """A file that is none of `FORMATS`; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file with its format, its rows (0: not a table) and the seasons that it tells itself."""

    path: Path
    format: Format
    rows: int
    seasons: tuple[int, ...]


def recognise(sport: str, path: Path) -> Recognised:
    """What a file of a sport's folder is.

    Raises:
        UnknownFileError: no format has its name, or it lacks what its format must have.
    """
    by_name = [one for one in FORMATS if one.sport == sport and one.name.fullmatch(path.name)]
    if not by_name:
        raise UnknownFileError(f"{sport}/{path.name}: no format of {sport} has such a name")
    if path.suffix != ".parquet":
        return Recognised(path, by_name[0], 0, ())
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as fault:
        raise UnknownFileError(f"{sport}/{path.name}: no parquet file ({str(fault)[:80]})") from None
    there = set(file.schema_arrow.names)
    lacks = [sorted(set(one.needed) - there) for one in by_name]
    for one, missing in zip(by_name, lacks, strict=True):
        if not missing:
            return Recognised(path, one, file.metadata.num_rows, _seasons(path, one, there))
    raise UnknownFileError(
        f"{sport}/{path.name}: lacks the column {', '.join(sorted(lacks, key=lambda one: len(one))[0])}"
    )


def _seasons(path: Path, form: Format, there: set[str]) -> tuple[int, ...]:
    if form.season in there:
        found = pq.read_table(path, columns=[form.season])[form.season].unique().to_pylist()
        return tuple(sorted(int(season) for season in found if season is not None))
    return tuple(sorted({int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", path.stem)}))
