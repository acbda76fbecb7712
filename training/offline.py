"""Seasons of feature rows into the feature store's past."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from feature_repo.history import training_rows, write_history
from feature_repo.names import GAME_STATE, REVISION, TEAM_FEATURES, TEAM_STRENGTH, TIMESTAMP
from feature_repo.store import apply
from livebet.domain.games import Sport
from livebet.features.nfl import FEATURES
from livebet.settings import settings
from training.archive import keep
from training.dataset import Dataset
from training.finals import ratings_before
from training.store import SeasonFiles, ensure_season, history_folder


@dataclass(frozen=True, slots=True)
class MadeSeason:
    """A season in the store: its files, how many plays it has, whether it was made just now."""

    files: SeasonFiles
    plays: int
    anew: bool

    def summary(self) -> pd.DataFrame:
        """Smallest, middle and largest of each feature."""
        return pq.read_table(self.files.plays, columns=list(FEATURES)).to_pandas().describe().T


def make_season(season: int) -> MadeSeason:
    """Make a season's rows where they are missing or out of date, and give them to the feature store."""
    files, anew = ensure_season(season, ratings_before(season), history_folder())
    rows = pq.read_table(files.plays).to_pandas()
    write_history(GAME_STATE[Sport.NFL], str(season), rows[["game_id", TIMESTAMP, REVISION, *FEATURES]])
    write_history(TEAM_STRENGTH, str(season), _strengths(pq.read_table(files.games).to_pandas()))
    return MadeSeason(files, len(rows), anew)


def _strengths(games: pd.DataFrame) -> pd.DataFrame:
    """Each team's rating as it stood once a game of its was over."""
    played = games[games.refused.isna()]
    sides = [
        played[["ended", f"{side}_team", f"{side}_rating", f"{side}_games", "season", "home_advantage"]]
        .astype({f"{side}_games": "float64", "season": "float64"})
        .set_axis([TIMESTAMP, "team", *TEAM_FEATURES], axis=1)
        for side in ("home", "away")
    ]
    return pd.concat(sides).sort_values(TIMESTAMP, ignore_index=True)


def join(seasons: Sequence[int]) -> pd.DataFrame:
    """Each play of some seasons with its game's features as known at that instant, joined by Feast.

    Columns: game_id, event_timestamp, season, final_margin (home minus away points), the features.
    """
    labels = ["game_id", TIMESTAMP, "season", "final_margin"]
    files = [SeasonFiles(history_folder(), season).plays for season in seasons]
    entities = pd.concat([pq.read_table(path, columns=labels).to_pandas() for path in files])
    return training_rows(apply(), Sport.NFL, entities.reset_index(drop=True))[[*labels, *FEATURES]]


def dataset_of(joined: pd.DataFrame) -> Dataset:
    """The joined rows as numbers to learn from."""
    margin = joined["final_margin"].to_numpy()
    return Dataset(
        joined[list(FEATURES)].to_numpy(np.float32),
        np.where(margin == 0, 0.5, margin > 0).astype(np.float32),
        joined["season"].to_numpy(np.int64),
        joined["game_id"].factorize()[0].astype(np.int64),
    )


def made_seasons() -> list[int]:
    """The seasons whose rows are there, in order."""
    return sorted(int(path.name.split(".")[0]) for path in history_folder().glob("*.games.parquet"))


def _joined_file() -> Path:
    return settings().home / "history" / "training_set.parquet"


def keep_joined(joined: pd.DataFrame) -> Path:
    """Write the training set where training finds it."""
    keep(joined, _joined_file())
    return _joined_file()


def kept_joined() -> pd.DataFrame:
    """The training set that was kept last."""
    return pd.read_parquet(_joined_file())
