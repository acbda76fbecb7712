"""Seasons of feature rows into the feature store's past."""

from dataclasses import dataclass

import pandas as pd
import pyarrow.parquet as pq

from feature_repo.history import write_history
from feature_repo.names import GAME_STATE, REVISION, TEAM_STRENGTH, TIMESTAMP
from livebet.features.row import FEATURES
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
    write_history(GAME_STATE, str(season), rows[["game_id", TIMESTAMP, REVISION, *FEATURES]])
    write_history(TEAM_STRENGTH, str(season), _strengths(pq.read_table(files.games).to_pandas()))
    return MadeSeason(files, len(rows), anew)


def _strengths(games: pd.DataFrame) -> pd.DataFrame:
    """Each team's rating as it stood once a game of its was over."""
    played = games[games.refused.isna()]
    sides = [
        played[["ended", f"{side}_team", f"{side}_rating", f"{side}_games"]].set_axis(
            [TIMESTAMP, "team", "rating", "games"], axis=1
        )
        for side in ("home", "away")
    ]
    return pd.concat(sides).sort_values(TIMESTAMP, ignore_index=True)
