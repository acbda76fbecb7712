"""Expected margins from the history of team strength."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet

from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid
from livebet.services.strengths import margins_from

GAME = Game(
    game_id=game_uuid("nfl_official", "2019091500"),
    sport=Sport.NFL,
    season=2019,
    season_type=SeasonType.REGULAR,
    home_team="BAL",
    away_team="ARI",
    kickoff=datetime(2019, 9, 15, 17, tzinfo=UTC),
    feed="nfl_official",
    native_id="2019091500",
)


@pytest.fixture
def history(tmp_path: Path) -> Path:
    rows = {
        "team": ["BAL", "ARI", "BAL", "BAL"],
        "event_timestamp": [
            datetime(2018, 12, 31, tzinfo=UTC),
            datetime(2018, 12, 31, tzinfo=UTC),
            datetime(2019, 9, 9, tzinfo=UTC),
            datetime(2019, 9, 16, tzinfo=UTC),
        ],
        "rating": [4.0, -5.0, 6.0, 99.0],
        "games": [16.0, 16.0, 1.0, 2.0],
    }
    parquet.write_table(pyarrow.table(rows), tmp_path / "season.parquet")
    return tmp_path


def test_only_what_was_known_before_the_kickoff_counts_and_a_winter_fades_it(history: Path) -> None:
    expected = margins_from(history)(GAME)
    assert expected == pytest.approx(6.0 - 0.6 * -5.0 + 2.4)


def test_a_team_nobody_knows_leaves_the_margin_unknown(history: Path) -> None:
    assert margins_from(history)(replace(GAME, away_team="SEA")) is None


def test_without_history_nothing_is_expected(tmp_path: Path) -> None:
    assert margins_from(tmp_path / "none")(GAME) is None
