"""Checks on feature rows: ranges, and that nothing was known before it happened."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from livebet.domain.messages import Refused
from livebet.features.nfl import FEATURES
from livebet.feeds.reconcile import reconciled
from livebet.feeds.recordings import eids
from training.history import past_plays
from training.store import SeasonFiles, history_folder

RANGES: dict[str, tuple[float, float]] = {
    "margin": (-75, 75),
    "seconds_left": (0, 3600),
    "half_seconds_left": (0, 1800),
    "possession": (-1, 1),
    "home_timeouts": (0, 3),
    "away_timeouts": (0, 3),
    "down": (1, 4),
    "distance": (0, 99),
    "yards_to_goal": (0, 100),
    "expected_points": (-8, 8),
    "expected_margin": (-30, 30),
}
"""What the rules allow; the widest margin ever was 73 points. NaN, unknown, is always allowed."""
SAMPLE_GAMES = 8
"""Games of a season that are cut off to see whether a row looked ahead."""


def out_of_range(season: int) -> Iterator[dict[str, object]]:
    """Features of a season that leave their range."""
    rows = pq.read_table(SeasonFiles(history_folder(), season).plays, columns=list(RANGES)).to_pandas()
    for name, (low, high) in RANGES.items():
        wrong = rows[name][(rows[name] < low) | (rows[name] > high)]
        if len(wrong):
            yield {"season": season, "feature": name, "rows": len(wrong), "worst": wrong.abs().max()}


def looked_ahead(season: int, games: int = SAMPLE_GAMES) -> Iterator[dict[str, object]]:
    """Sampled games whose first half, folded alone, gives other rows than the whole game does."""
    for eid in islice(eids(season), 0, None, max(1, len(eids(season)) // games)):
        recording = reconciled(eid)
        if isinstance(recording, Refused):
            continue
        half = len(recording.plays) // 2
        cut = replace(recording, plays=recording.plays[:half])
        for whole, alone in zip(past_plays(recording, 0.0), past_plays(cut, 0.0), strict=False):
            if not _same(whole.row, alone.row):
                yield {"eid": eid, "play_id": whole.play_id}


def _same(one: dict[str, float], other: dict[str, float]) -> bool:
    return all(np.array_equal(one[name], other[name], equal_nan=True) for name in FEATURES)


def misjoined(joined: pd.DataFrame) -> int:
    """How many joined rows differ from the row that was made for their play."""
    files = [SeasonFiles(history_folder(), int(season)).plays for season in joined["season"].unique()]
    made = pd.concat([pq.read_table(path, columns=list(FEATURES)).to_pandas() for path in files])
    ours, theirs = joined[list(FEATURES)].to_numpy(), made.to_numpy()
    return int((~((ours == theirs) | (np.isnan(ours) & np.isnan(theirs))).all(axis=1)).sum())
