"""A home with a made-up basketball season in it: three weeks of two games each, still going on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from livebet.settings import settings
from training.data.store import Store, take

FIRST_DAY = date(2024, 11, 12)
NOW = datetime(2026, 1, 2, tzinfo=UTC)
WORTH = {"2pt": 2, "3pt": 3, "freethrow": 1}


def game(number: int, plays: int = 40) -> list[dict[str, Any]]:
    """A made-up quarter; two games a week."""
    rng = np.random.default_rng(number)
    day = FIRST_DAY + timedelta(days=7 * (number // 2) + number % 2)
    rows, score, clock = [], {"BOS": 0, "ATL": 0}, 720.0
    for place in range(plays):
        kind = str(rng.choice(["2pt", "3pt", "rebound", "turnover", "foul", "freethrow"]))
        team = str(rng.choice(["BOS", "ATL"]))
        made = kind in WORTH and bool(rng.random() < 0.5)
        score[team] += WORTH.get(kind, 0) * made
        clock -= 5.0
        rows.append(
            {
                "game_id": 22400001 + number, "date": int(f"{day:%Y%m%d}"), "season_year": 2025,
                "season_type": "Regular_Season", "home_team": "BOS", "away_team": "ATL", "period": 1,
                "clock_seconds": clock, "actionNumber": place, "actionType": kind,
                "shotResult": "Made" if made else "Missed", "team": team, "scoreHome": score["BOS"],
                "scoreAway": score["ATL"], "final_home": 100 + number, "final_away": 98 - number,
            }
        )  # fmt: skip
    return rows


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The settings' home for the length of a test."""
    folder = tmp_path / "from" / "nba"
    folder.mkdir(parents=True)
    plays = [row for number in range(6) for row in game(number)]
    pq.write_table(pa.Table.from_pylist(plays), folder / "pbp_2024_25.parquet")
    take(Store(tmp_path / "home"), folder, NOW)
    monkeypatch.setenv("LIVEBET_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield tmp_path / "home"
    settings.cache_clear()
