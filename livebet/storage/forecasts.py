"""What was forecast, beside what came of it: sums by game, for whoever judges forecasts.

Only forecasts count that stand (none that rested on plays corrected since) and that a model made: what the
rules say of a final game has no period. Of a state that was asked about again, because its band widened with
its age, the first answer counts. A tie counts half. Probabilities are stored to four places; log losses are
of those, held away from 0 and 1 by half of the last place.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

MOST_GAMES = 500
"""Of a sport, the newest that are final: two seasons of football, some two seconds of PostgreSQL's time."""

_FINAL = f"""
SELECT game_id, sign((current_score->>'home')::float8 - (current_score->>'away')::float8) AS won
FROM live_games WHERE sport = $1 AND game_state->>'phase' = 'final'
ORDER BY last_updated DESC, game_id LIMIT {MOST_GAMES}
"""  # noqa: S608 - our own words

_RIGHT = "0.5 + 0.5 * sign(said.home_win_probability::float8 - 0.5) * over.won"

_BY_PERIOD = f"""
WITH over AS ({_FINAL}),
judged AS (
    SELECT DISTINCT ON (said.game_id, said.revision) said.game_id, said.period,
        said.called::float8 AS called, {_RIGHT} AS correct,
        greatest(said.home_win_probability, said.away_win_probability)::float8 AS sure,
        said.model_version
    FROM live_predictions AS said JOIN over USING (game_id)
    WHERE said.retracted_by IS NULL AND said.period IS NOT NULL
    ORDER BY said.game_id, said.revision, said.prediction_timestamp
)
SELECT game_id, period, count(*) AS forecasts, sum(correct) AS right, sum(sure) AS sure,
    count(*) FILTER (WHERE called >= 0.85) AS called_85,
    coalesce(sum(correct) FILTER (WHERE called >= 0.85), 0) AS right_85,
    count(*) FILTER (WHERE called >= 0.90) AS called_90,
    coalesce(sum(correct) FILTER (WHERE called >= 0.90), 0) AS right_90,
    array_agg(DISTINCT model_version) AS versions
FROM judged GROUP BY game_id, period ORDER BY game_id, period
"""  # noqa: S608 - our own words

_FIRST_CALLS = f"""
WITH over AS ({_FINAL})
SELECT DISTINCT ON (said.game_id, promised) said.game_id, promised::float8 AS promised, said.period,
    {_RIGHT} AS right
FROM live_predictions AS said JOIN over USING (game_id)
    JOIN unnest(ARRAY[0.85, 0.90]) AS promised ON said.game_call >= promised
WHERE said.retracted_by IS NULL AND said.period IS NOT NULL
ORDER BY said.game_id, promised, said.prediction_timestamp, said.revision
"""  # noqa: S608 - our own words

_LOSS = """
(0.5 + 0.5 * over.won) * -ln(least(greatest({0}.home_win_probability::float8, 0.00005), 0.99995))
+ (0.5 - 0.5 * over.won) * -ln(least(greatest(1 - {0}.home_win_probability::float8, 0.00005), 0.99995))
"""

_SHADOWS = f"""
WITH over AS ({_FINAL}),
newest AS (SELECT max(prediction_timestamp) AS at FROM shadow_predictions WHERE sport = $1)
SELECT shadow.model_version, shadow.game_id, count(*) AS forecasts, over.game_id IS NOT NULL AS final,
    sum(abs(shadow.home_win_probability - said.home_win_probability))::float8 AS apart,
    coalesce(sum({_LOSS.format("shadow")} - ({_LOSS.format("said")})), 0) AS worse,
    array_agg(DISTINCT said.model_version) AS beside
FROM newest JOIN shadow_predictions AS shadow
        ON shadow.sport = $1 AND shadow.prediction_timestamp > newest.at - interval '24 hours'
    JOIN live_predictions AS said
        ON said.id = shadow.prediction_id AND said.prediction_timestamp = shadow.prediction_timestamp
    LEFT JOIN over ON over.game_id = shadow.game_id
WHERE said.retracted_by IS NULL AND said.period IS NOT NULL
GROUP BY shadow.model_version, shadow.game_id, over.game_id ORDER BY shadow.model_version, shadow.game_id
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodSums:
    """A finished game's forecasts of one period: how many, how many right, how sure (summed), how called."""

    game_id: UUID
    period: int
    forecasts: int
    right: float
    sure: float
    called_85: int
    right_85: float
    called_90: int
    right_90: float
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstCall:
    """The first forecast of a finished game that made a promise, and whether it was right."""

    game_id: UUID
    promised: float
    period: int
    right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowSums:
    """A challenger beside the champion in one game of the newest 24 hours.

    `apart` sums the absolute differences, `worse` the challenger's log loss minus the champion's (0 before
    the game is final); `beside` are the champion's versions.
    """

    model_version: str
    game_id: UUID
    forecasts: int
    final: bool
    apart: float
    worse: float
    beside: tuple[str, ...]


async def judged_periods(pool: Any, sport: str) -> list[PeriodSums]:
    """The newest finished games of a sport, by period."""
    rows = await pool.fetch(_BY_PERIOD, sport)
    return [PeriodSums(**{**row, "versions": tuple(row["versions"])}) for row in rows]


async def first_calls(pool: Any, sport: str) -> list[FirstCall]:
    """The calls that were made of finished games, one a game and promise."""
    return [FirstCall(**row) for row in await pool.fetch(_FIRST_CALLS, sport)]


async def shadows(pool: Any, sport: str) -> list[ShadowSums]:
    """Challengers beside the champion on the games of the newest 24 hours, by the games' own instants."""
    rows = await pool.fetch(_SHADOWS, sport)
    return [ShadowSums(**{**row, "beside": tuple(row["beside"])}) for row in rows]
