"""What a slate came to: predictions against results, value bets against outcomes, refusals by reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

_JUDGED = """
WITH judged AS (
    SELECT p.home_win_probability::float8 AS told,
           CASE WHEN (g.current_score->>'home')::int > (g.current_score->>'away')::int
                THEN 1.0 ELSE 0.0 END AS won
    FROM live_predictions p JOIN live_games g USING (game_id)
    WHERE g.game_state->>'phase' = 'final' AND g.current_score->'home' <> g.current_score->'away'
      AND ($1::uuid[] IS NULL OR g.game_id = ANY($1))
)
"""

_ACCURACY = f"""{_JUDGED}
SELECT count(*) AS predictions, avg(((told > 0.5) = (won > 0.5))::int)::float8 AS accuracy,
       avg((told - won) ^ 2)::float8 AS brier,
       avg(-ln(greatest(CASE WHEN won > 0.5 THEN told ELSE 1 - told END, 0.0001)))::float8 AS log_loss
FROM judged
"""  # noqa: S608 - our own words

_CALIBRATION = f"""{_JUDGED}
SELECT least(floor(told * 10), 9)::int AS bin, count(*) AS predictions,
       avg(told)::float8 AS told, avg(won)::float8 AS won
FROM judged GROUP BY bin ORDER BY bin
"""  # noqa: S608 - our own words

_BETS = """
SELECT count(*) AS offered,
       count(*) FILTER (WHERE withdrawn_at IS NOT NULL) AS withdrawn,
       count(*) FILTER (WHERE outcome IS NOT NULL) AS settled,
       count(*) FILTER (WHERE outcome = 'won') AS won, count(*) FILTER (WHERE outcome = 'lost') AS lost,
       count(*) FILTER (WHERE outcome = 'push') AS push, count(*) FILTER (WHERE outcome = 'void') AS void
FROM live_value_bets WHERE $1::uuid[] IS NULL OR game_id = ANY($1)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationBin:
    """Predictions of one tenth: how many, their mean, and how often the home side won."""

    bin: int
    predictions: int
    told: float
    won: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionQuality:
    """Predictions of games that are final, ties aside; the figures are None where there are none.

    `accuracy` is the share whose favourite won; `brier` and `log_loss` (natural, probabilities floored at
    0.0001, the column's last place) are means over predictions.
    """

    predictions: int
    accuracy: float | None
    brier: float | None
    log_loss: float | None
    calibration: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Value bets offered and how they ended; a withdrawn one is settled too."""

    offered: int
    withdrawn: int
    settled: int
    won: int
    lost: int
    push: int
    void: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCount:
    """Refused items of one feed for one reason."""

    feed: str
    reason: str
    items: int


async def prediction_quality(pool: Any, games: Sequence[UUID] | None = None) -> PredictionQuality:
    """Judge the predictions of these games, or of all."""
    figures = await pool.fetchrow(_ACCURACY, games)
    bins = await pool.fetch(_CALIBRATION, games)
    return PredictionQuality(**figures, calibration=tuple(CalibrationBin(**row) for row in bins))


async def settlement(pool: Any, games: Sequence[UUID] | None = None) -> Settlement:
    """Count the value bets of these games, or of all."""
    return Settlement(**await pool.fetchrow(_BETS, games))


async def refused_by_reason(pool: Any) -> list[RefusedCount]:
    """Count refused items by feed and reason, most first."""
    rows = await pool.fetch(
        "SELECT feed, reason, count(*) AS items FROM refused_items GROUP BY feed, reason "
        "ORDER BY items DESC, feed, reason"
    )
    return [RefusedCount(**row) for row in rows]


async def row_counts(pool: Any, games: Sequence[UUID]) -> dict[str, int]:
    """How many rows these games have, by table."""
    tables = ("live_odds_updates", "live_events", "live_predictions", "live_value_bets", "findings")
    counts = {}
    for table in tables:
        counts[table] = await pool.fetchval(
            f"SELECT count(*) FROM {table} WHERE game_id = ANY($1::uuid[])",  # noqa: S608 - our own names
            games,
        )
    return counts
