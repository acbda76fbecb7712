"""Questions and answers of the model service."""

from collections.abc import Mapping, Sequence
from math import isfinite, isnan, nan
from typing import Any
from uuid import UUID

from bentoml.exceptions import BadInput, BentoMLException, NotFound
from pydantic import BaseModel
from starlette.responses import JSONResponse

from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow
from livebet.features.market import MARKET_FEATURES
from livebet.features.row import FEATURES_OF
from livebet.guard.phases import PHASES
from training.ensemble.calls import MarketShares
from training.ensemble.members import Next
from training.ensemble.runner import Forecast, NextNames

MAX_ROWS = 50_000
_KNOWN = frozenset((*(name for of in FEATURES_OF.values() for name in of.names), *MARKET_FEATURES))


class RowAnswer(BaseModel):
    """What the champion says of one row; `low` and `high` are the band around the home probability."""

    home_win_probability: float
    away_win_probability: float
    confidence: float
    model_version: str
    low: float
    high: float


class NextEvent(BaseModel):
    """Chances by name of the next score and the next stop, and the mean minutes (outs) to a score."""

    score: dict[str, float]
    stop: dict[str, float]
    until_score: float


class ShadowAnswer(BaseModel):
    """What a challenger would have answered."""

    model_version: str
    home_win_probability: float


class GameAnswer(RowAnswer):
    """What the champion says of a game's live state.

    `revision` is that of the row that was read; `features` are those of the champion that are known.
    `next_event` is what may come next, where the champion can tell. `model_share` is what its log odds weigh
    beside the market's: null where nobody learnt it, 0 in a phase whose calibration is in alarm. `reached`
    and `called` are the highest promises that the probability reaches, of one call a game and of called
    plays; 0 for none. `shadows` is what challengers would have said.
    """

    game_id: str
    revision: int
    features: FeatureRow
    next_event: NextEvent | None = None
    model_share: float | None = None
    reached: float = 0.0
    called: float = 0.0
    shadows: list[ShadowAnswer] = []


class SettleAnswer(BaseModel):
    """The champion's weights after a game was settled; `moved` is false where nothing could be learnt."""

    game_id: str
    model_version: str
    weights: dict[str, float]
    moved: bool


def model_share(sport: Sport, row: FeatureRow, shares: MarketShares, alarms: frozenset[int]) -> float | None:
    """What our log odds weigh beside the market's in the phase of a row.

    `alarms` are the first periods of the phases in which forecasts are known to be wrong: there the market
    speaks alone.
    """
    period = row.get("period", row.get("inning", nan))
    begun = [phase.first for phase in PHASES[sport] if phase.first <= period]
    if begun and max(begun) in alarms:
        return 0.0
    return shares.share(period)


def next_event(names: NextNames, told: Next | None) -> NextEvent | None:
    """What may come next in one game, by name."""
    if told is None:
        return None
    score, stop = told.score[0].tolist(), told.stop[0].tolist()
    return NextEvent(
        score=dict(zip(names.score, score, strict=True)),
        stop=dict(zip(names.stop, stop, strict=True)),
        until_score=float(told.until_score[0]),
    )


def row_answers(told: Forecast, version: str) -> list[RowAnswer]:
    """The forecasts one by one."""
    columns = (told.probability, told.confidence, told.low, told.high)
    return [
        RowAnswer(
            home_win_probability=home,
            away_win_probability=1.0 - home,
            confidence=confidence,
            model_version=version,
            low=low,
            high=high,
        )
        for home, confidence, low, high in zip(*(column.tolist() for column in columns), strict=True)
    ]


def refusal(error: BentoMLException) -> Any:
    """The response that tells a client why; returned, not raised, or BentoML would log a traceback of it."""
    return JSONResponse({"error": str(error)}, status_code=error.error_code.value)


def game_of(text: str) -> UUID:
    """The id that a client names.

    Raises:
        BadInput: it is no UUID.
    """
    try:
        return UUID(text)
    except ValueError:
        raise BadInput("game_id is not a UUID") from None


def unknown_game(game: UUID) -> NotFound:
    """The answer to a question about a game whose features were never written."""
    return NotFound(f"no live features of game {game}")


def checked(features: Sequence[str], rows: Sequence[Mapping[str, float | None]]) -> list[FeatureRow]:
    """Rows fit for a model that reads these features.

    Every one of them must be there; null says that it is unknown. Features of the house that
    this model does not read are ignored, other names are refused, so that a slip cannot pass for unknown.

    Raises:
        BadInput: names the row and the features that are missing, unknown to the house, or not finite.
    """
    if len(rows) > MAX_ROWS:
        raise BadInput(f"at most {MAX_ROWS} rows, not {len(rows)}")
    return [_row(features, place, row) for place, row in enumerate(rows)]


def _row(features: Sequence[str], place: int, row: Mapping[str, float | None]) -> FeatureRow:
    faults = {
        "missing": [name for name in features if name not in row],
        "no such feature": [name for name in row if name not in _KNOWN and name not in features],
        "not a finite number (null says unknown)": [
            name for name, value in row.items() if value is not None and not isfinite(value)
        ],
    }
    told = [f"{fault}: {', '.join(names[:10])}" for fault, names in faults.items() if names]
    if told:
        raise BadInput(f"row {place}: {'; '.join(told)}")
    return {name: nan if value is None else value for name in features for value in (row[name],)}


def known(row: FeatureRow) -> FeatureRow:
    """The row without what is unknown, for JSON has no NaN."""
    return {name: value for name, value in row.items() if not isnan(value)}
