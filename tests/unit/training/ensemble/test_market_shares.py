"""What our log odds weigh beside the market's: learnt where prices in play are, else told from where."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.data.formats import recognise
from training.data.rows import Rows
from training.data.store import Store
from training.dataset import Doubles
from training.ensemble.market import LEARNT_ONCE, candles, shares

GAMES = 44
TIP = 1_761_003_000 - 1_761_003_000 % 1800


def quarters(games: int = GAMES) -> Rows:
    """Games of one row a quarter; home wins every other one."""
    names, count = FEATURES_OF[Sport.NBA].names, 4 * games
    game = np.repeat(np.arange(games), 4)
    return Rows(
        Sport.NBA,
        tuple(str(1000 + number) for number in range(games)),
        np.zeros((count, len(names)), np.float32),
        (game % 2).astype(np.float64),
        np.full(count, 2025),
        20250401 + game // 2,
        game,
        np.arange(count),
        np.tile(np.arange(1, 5), games),
        np.tile(np.array([2880.0, 2160.0, 1440.0, 720.0]), games),
        np.ones(count, np.int64),
        np.ones(count, np.bool_),
        np.full(count, np.nan),
        np.zeros(count, np.int64),
    )


def home_with_prices(home: Path, price: float = 50.0) -> Path:
    """Candles of every game: a price that moves about a level in play and rests at the breaks."""
    rows = []
    for number in range(GAMES):
        draw = np.random.default_rng(number)
        for minute in range(-90, 160):
            since = minute - 10
            rest = since < 0 or 28 <= since < 32 or 60 <= since < 75 or 105 <= since < 109
            close = price if rest else price + draw.choice([-3.0, 3.0])
            rows.append(
                {
                    "game_id": 1000 + number, "home_team": "BOS", "yes_team": "BOS",
                    "timestamp": TIP + 86_400 * number + 60 * minute,
                    "high": close + (0 if rest else 2), "low": close, "close": close,
                }
            )  # fmt: skip
    path = home / "kalshi_candles_1m_2025.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    Store(home).keep(recognise("nba", path), "here", datetime(2025, 11, 5, tzinfo=UTC))
    return home


def surely_right(rows: Rows) -> Doubles:
    return np.where(rows.home_won > 0.5, 0.9, 0.1)


@pytest.mark.parametrize("sport", [Sport.NFL, Sport.MLB])
def test_other_sports_borrow_and_say_so(sport: Sport, tmp_path: Path) -> None:
    told = shares(sport, [], tmp_path).told

    assert set(told["shares"].values()) == {0.1}  # type: ignore[attr-defined]
    assert str(told["learnt_on"]).startswith("nothing of its own: borrowed from 200 NBA games")


def test_without_prices_in_play_the_shares_are_those_that_were_learnt_once(tmp_path: Path) -> None:
    rows = quarters()
    told = shares(Sport.NBA, [(rows, surely_right(rows))], tmp_path)

    assert candles(tmp_path) == []
    assert told.by_phase == LEARNT_ONCE
    assert told.learnt_on == "200 NBA games of 2025 with one-minute prices at Kalshi"


def test_who_knew_more_than_prices_gets_a_greater_share_and_who_knew_less_a_smaller(tmp_path: Path) -> None:
    rows, home = quarters(), home_with_prices(tmp_path)
    knew = shares(Sport.NBA, [(rows, surely_right(rows))], home)
    erred = shares(Sport.NBA, [(rows, 1 - surely_right(rows))], home)

    assert knew.learnt_on.startswith(f"kalshi_candles_1m_2025, {GAMES} games")
    assert erred.by_phase[3] == pytest.approx(0.16 * 200 / (200 + GAMES))
    assert knew.by_phase[3] > 0.25
    assert all(knew.by_phase[phase] > LEARNT_ONCE[phase] > erred.by_phase[phase] for phase in LEARNT_ONCE)


def test_few_games_teach_nothing_and_games_of_several_seasons_count_together(tmp_path: Path) -> None:
    rows, home = quarters(), home_with_prices(tmp_path)
    first, second = rows.where(rows.game < 30), rows.where(rows.game >= 30)

    few = shares(Sport.NBA, [(first, surely_right(first))], home)
    both = shares(Sport.NBA, [(first, surely_right(first)), (second, surely_right(second))], home)

    assert few.by_phase == LEARNT_ONCE
    assert both == shares(Sport.NBA, [(rows, surely_right(rows))], home)
