"""Joined rows as numbers to learn from."""

import numpy as np
import pandas as pd

from livebet.features.nfl import FEATURES
from training.dataset import Dataset


def dataset_of(joined: pd.DataFrame) -> Dataset:
    """The joined rows as numbers to learn from."""
    margin = joined["final_margin"].to_numpy()
    return Dataset(
        joined[list(FEATURES)].to_numpy(np.float32),
        np.where(margin == 0, 0.5, margin > 0).astype(np.float32),
        joined["season"].to_numpy(np.int64),
        joined["game_id"].factorize()[0].astype(np.int64),
    )
