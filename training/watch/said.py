"""What was forecast and what became of it, from the services' database, as data frames."""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from feature_repo.names import model_name
from livebet.domain.games import Sport

_FINAL = """
SELECT game_id, 0.5 + 0.5 * sign(
    (current_score->>'home')::float8 - (current_score->>'away')::float8) AS won
FROM live_games WHERE sport = :sport AND game_state->>'phase' = 'final'
"""

_FORECASTS = f"""
WITH over AS ({_FINAL}),
watched AS (
    SELECT DISTINCT game_id FROM forecast_reviews
    WHERE sport = :sport AND (settled_at IS NULL OR counted AND settled_at >= :since)
)
SELECT DISTINCT ON (said.game_id, said.revision) said.game_id::text AS game, said.period,
    said.home_win_probability::float8 AS forecast, over.won
FROM watched JOIN live_predictions AS said USING (game_id) LEFT JOIN over USING (game_id)
WHERE said.retracted_by IS NULL AND said.period IS NOT NULL
ORDER BY said.game_id, said.revision, said.prediction_timestamp
"""  # noqa: S608 - our own words

_FED = """
SELECT review.game_id::text AS game, review.phase, said.features_used AS features
FROM forecast_reviews AS review JOIN live_predictions AS said
    ON said.id = review.prediction_id AND said.prediction_timestamp = review.prediction_timestamp
WHERE review.sport = :sport AND review.counted AND review.settled_at >= :since
    AND review.simulated = :simulated
ORDER BY review.settled_at, review.game_id, review.phase
"""

_CHAMPION = "SELECT features FROM model_registry WHERE name = :name AND alias = 'champion'"

_SHADOWS = f"""
WITH over AS ({_FINAL}),
news AS (SELECT DISTINCT game_id FROM forecast_reviews WHERE sport = :sport AND counted)
SELECT shadow.game_id::text AS game, shadow.model_version AS challenger, said.model_version AS champion,
    shadow.home_win_probability::float8 AS theirs, said.home_win_probability::float8 AS ours, over.won
FROM shadow_predictions AS shadow JOIN over USING (game_id) JOIN news USING (game_id)
    JOIN live_predictions AS said
    ON said.id = shadow.prediction_id AND said.prediction_timestamp = shadow.prediction_timestamp
WHERE shadow.sport = :sport AND said.retracted_by IS NULL AND said.period IS NOT NULL
ORDER BY challenger, champion, game
"""  # noqa: S608 - our own words


def forecasts(database_url: str, sport: Sport, since: datetime) -> pd.DataFrame:
    """Forecasts of games that are on or became final since (our clock): game, period, forecast, won.

    `won` is the home side's 1, 0 or .5, missing while the game is on. Forecasts that were taken back are left
    out, and of a state that was asked about again the first answer is told. Games that are no news (replayed
    again, or learnt from) are told only while they are on.
    """
    return _read(database_url, _FORECASTS, sport=sport.value, since=since)


def fed(database_url: str, sport: Sport, since: datetime, simulated: bool) -> pd.DataFrame:
    """What the model was fed at the forecast of each phase of games final since: game, phase, features.

    A recording that was replayed again is told once.
    """
    read = _read(database_url, _FED, sport=sport.value, since=since, simulated=simulated)
    features = pd.DataFrame(read.pop("features").tolist(), index=read.index, dtype=float)
    return read.join(features)


def read_by_champion(database_url: str, sport: Sport) -> tuple[str, ...]:
    """The features that the champion reads; none where nobody serves."""
    found = _read(database_url, _CHAMPION, name=model_name(sport))["features"].tolist()
    return tuple(found[0]) if found else ()


def shadows(database_url: str, sport: Sport) -> pd.DataFrame:
    """Challengers beside champions in finished games that are news, by game, with `theirs`, `ours`, `won`."""
    return _read(database_url, _SHADOWS, sport=sport.value)


def _read(database_url: str, query: str, **asked: Any) -> pd.DataFrame:
    """The rows of a query.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database does not answer.
    """
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg2"))
    try:
        with engine.connect() as connection:
            return pd.read_sql_query(text(query), connection, params=asked)
    finally:
        engine.dispose()
