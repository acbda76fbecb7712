"""Training sets: the seasons' plays with what the feature store knew of each at its instant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd

from feature_repo.history import training_rows as joined_rows
from feature_repo.names import TIMESTAMP
from feature_repo.store import apply
from livebet.domain.games import Sport
from livebet.settings import settings
from training.data.rows import Rows
from training.seasons.found import season_of
from training.seasons.made import season_rows
from training.seasons.past import game_ids, instants
from training.seasons.season import Season, in_words


def training_rows(sport: Sport, seasons: Sequence[Season]) -> Rows:
    """The plays of some seasons, each with its game's features as known at its instant, joined by Feast.

    What came of a play or a game (who won, what scored next) is a label and comes from the rows themselves.
    A season whose features were never written has NaN for all of them.
    """
    return Rows.joined(list(_joined(sport, seasons)))


def _joined(sport: Sport, seasons: Sequence[Season]) -> Iterator[Rows]:
    store = apply()
    for season in seasons:
        rows = season_rows(season, settings().home)
        wanted = pd.DataFrame({"game_id": np.asarray(game_ids(rows, season)), TIMESTAMP: instants(rows)})
        found = joined_rows(store, sport, wanted)
        yield replace(rows, features=found[list(rows.names)].to_numpy(np.float32))


def misjoined(joined: Rows) -> int:
    """How many rows of a training set differ from the row that was made for their play; all, if rows lack."""
    home = settings().home
    made = Rows.joined([season_rows(season_of(joined.sport, year, home), home) for year in joined.seasons])
    if len(made) != len(joined):
        return max(len(made), len(joined))
    ours, theirs = joined.features, made.features
    return int((~((ours == theirs) | (np.isnan(ours) & np.isnan(theirs))).all(axis=1)).sum())


def training_file(sport: Sport) -> Path:
    """Where the training set of a sport lies."""
    return settings().home / "training" / f"{sport.value}.parquet"


def kept_training_rows(sport: Sport) -> Rows:
    """The training set that was made last.

    Raises:
        FileNotFoundError: none was.
    """
    return Rows.read(sport, training_file(sport))


def keep_training_rows(rows: Rows, seasons: Sequence[Season]) -> Path:
    """Write the training set, and beside it what its seasons were: others may stand in for them later."""
    path = training_file(rows.sport)
    path.parent.mkdir(parents=True, exist_ok=True)
    _origins_file(rows.sport).write_bytes(msgspec.json.encode({one.key: one.learnt_from for one in seasons}))
    rows.keep(path)
    return path


def learnt_words(sport: Sport, years: Iterable[int]) -> str:
    """What a card says of these seasons of the training set that was made last.

    Raises:
        LookupError: it does not tell of one of them.
    """
    try:
        told = msgspec.json.decode(_origins_file(sport).read_bytes(), type=dict[str, str])
        return in_words(told[str(year)] for year in years)
    except (FileNotFoundError, KeyError) as fault:
        raise LookupError(f"{sport.value}: make the training set again, it lacks {fault}") from None


def _origins_file(sport: Sport) -> Path:
    return training_file(sport).with_suffix(".origins.json")


def by_season(rows: Rows) -> pd.DataFrame:
    """Plays and games of each season of a training set."""
    told = pd.DataFrame({"season": rows.season, "game": rows.game})
    return told.groupby("season").agg(plays=("game", "size"), games=("game", "nunique"))
