"""Messages as rows: one function a kind, in the order of the table's columns."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Column, Table
from sqlalchemy.engine import make_url

from livebet.domain.ids import game_uuid, message_uuid
from livebet.domain.markets import Market
from livebet.domain.messages import (
    Finding,
    ForecastUpdate,
    GameUpdate,
    KeyEvent,
    OddsUpdate,
    Outgoing,
    Prediction,
    PredictionUpdate,
    Refused,
    StatusUpdate,
)
from livebet.game.state import OVER
from livebet.storage import schema, values

Row = tuple[object, ...]
STORAGE = "storage"
"""What `refused_items.feed` says of a message that PostgreSQL would not take."""
_DIALECT = make_url("postgresql+psycopg2://").get_dialect()()


@dataclass(frozen=True, eq=False)
class Target:
    """A table that rows go to, as PostgreSQL's commands name its parts.

    The columns `later` are no part of a new row: what comes after it fills them.
    """

    table: Table
    later: frozenset[str] = frozenset()

    @cached_property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns, in order."""
        return tuple(column.name for column in self._taken)

    @cached_property
    def _taken(self) -> list[Column[object]]:
        return [column for column in self.table.columns if column.name not in self.later]

    @cached_property
    def unnested(self) -> str:
        """`INSERT INTO table (columns) SELECT * FROM unnest(one array a column)`."""
        names = ", ".join(f'"{column}"' for column in self.columns)
        arrays = ", ".join(f"${n}::{_array(column)}" for n, column in enumerate(self._taken, 1))
        return f"INSERT INTO {self.name} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608 - our own names


def _array(column: Column[object]) -> str:
    """The array type of a column without its length: a cast to it would cut what is too long, unseen."""
    kind = column.type.compile(_DIALECT).split("(")[0]
    return f"{kind.replace('VARCHAR', 'TEXT')}[]"


def bet_type(market: Market) -> str:
    """The boundary's name of a market's question: its kind, with its period unless that is the game."""
    return market.kind if market.period == "game" else f"{market.kind.value}:{market.period}"


def game_row(message: GameUpdate) -> Row:
    """A row of `live_games`. A game is active until it is final or abandoned."""
    return (
        message.game_id,
        message.game.sport.value,
        message.game.home_team,
        message.game.away_team,
        values.json_text(_state(message)),
        values.json_text({"home": message.home_score, "away": message.away_score}),
        message.game_clock,
        message.period,
        message.phase not in OVER,
        message.observed_at,
    )


def _state(message: GameUpdate) -> dict[str, object]:
    state = ("offset", "revision", "phase", "possession", "down", "distance", "yards_to_goal")
    more = ("timeouts_home", "timeouts_away", "momentum", "description", "detail", "observed_at")
    game = ("season", "season_type", "week", "kickoff", "feed", "native_id", "replay_id", "wall_clock")
    return {name: getattr(message, name) for name in state + more} | {
        name: getattr(message.game, name) for name in game
    }


def _odds_row(message: OddsUpdate) -> Row:
    return (
        message.message_id,
        message.game_id,
        message.bookmaker,
        bet_type(message.market),
        values.odds(message.price_before),
        values.odds(message.price_after),
        values.points(message.line_before),
        values.points(message.line_after),
        message.observed_at,
        message.selection,
        message.status,
        values.probability(message.significance),
    )


def _event_row(message: KeyEvent) -> Row:
    data = {
        "offset": message.offset,
        "side": message.side,
        "play_id": message.play_id,
        "period": message.period,
        "probability_change": message.probability_change,
        "data": message.data,
    }
    return (
        message.message_id,
        message.game_id,
        message.event_type,
        message.description,
        values.json_text(data),
        message.game_clock,
        values.impact(message.impact_score),
        message.observed_at,
    )


def _prediction_row(message: PredictionUpdate) -> Row:
    prediction = message.prediction
    return (
        message.message_id,
        message.game_id,
        prediction.model_version,
        values.probability(prediction.home_win_probability),
        values.probability(prediction.away_win_probability),
        values.probability(prediction.confidence),
        values.json_text(prediction.features),
        message.observed_at,
        prediction.revision,
        prediction.play_id,
        *map(_share, (prediction.low, prediction.high, message.market, message.blended)),
        _share(prediction.model_share),
        values.promise(message.game_call),
        values.promise(prediction.called),
        None if prediction.next_event is None else values.json_text(prediction.next_event),
        _period(prediction),
    )


def _share(value: float | None) -> object:
    return None if value is None else values.probability(value)


def _period(prediction: Prediction) -> int | None:
    """The period or inning that was forecast from; None where the rules spoke, or the model reads neither."""
    told = prediction.features.get("period", prediction.features.get("inning", math.nan))
    return None if math.isnan(told) else int(told)


def shadow_rows(message: PredictionUpdate) -> list[Row]:
    """Rows of `shadow_predictions` without the sport, which the game's own row knows."""
    prediction = message.prediction
    return [
        (
            message.message_id,
            message.game_id,
            prediction.revision,
            shadow.model_version,
            values.probability(shadow.home_win_probability),
            message.observed_at,
        )
        for shadow in prediction.shadows
    ]


def _status_row(message: StatusUpdate) -> Row:
    return (
        message.message_id,
        message.game_id,
        message.bookmaker,
        message.kind,
        message.status,
        message.observed_at,
    )


def _forecast_row(message: ForecastUpdate) -> Row:
    home = values.probability(message.home_win_probability)
    return (
        message.message_id,
        message.game_id,
        message.forecaster,
        home,
        message.play_id,
        message.observed_at,
    )


def _finding_row(message: Finding) -> Row:
    return (message.message_id, message.game_id, message.finding, message.detail, message.observed_at)


def refused_row(message: Refused) -> Row:
    """A row of `refused_items`, made so that PostgreSQL takes it. What was refused twice is one row."""
    native_id, reason, payload = map(values.clean, (message.native_id, message.reason, message.payload))
    feed, observed_at = values.clean(message.feed)[:50], values.instant(message.observed_at)
    row_id = message_uuid(game_uuid(feed, native_id), "refused", observed_at.isoformat(), reason, payload)
    return (row_id, feed, native_id, reason, payload, observed_at)


def refusal(message: Outgoing, reason: str) -> Refused:
    """What is stored in place of a message that could not be."""
    return Refused(
        feed=STORAGE,
        reason=f"{type(message).__name__}: {reason}",
        payload=values.readable(message)[:4_000],
        native_id=str(message.game_id),
        observed_at=message.observed_at,
    )


ODDS = Target(schema.LIVE_ODDS_UPDATES)
EVENTS = Target(schema.LIVE_EVENTS)
PREDICTIONS = Target(schema.LIVE_PREDICTIONS, later=frozenset(("retracted_by", "retracted_reason")))
SHADOWS = Target(schema.SHADOW_PREDICTIONS)
FORECASTS = Target(schema.RIVAL_FORECASTS)
STATUSES = Target(schema.LIVE_MARKET_STATUSES)
FINDINGS = Target(schema.FINDINGS)
REFUSED = Target(schema.REFUSED_ITEMS)
GAMES = Target(schema.LIVE_GAMES)


APPENDED: dict[type, tuple[Target, Callable[..., Row]]] = {
    OddsUpdate: (ODDS, _odds_row),
    KeyEvent: (EVENTS, _event_row),
    PredictionUpdate: (PREDICTIONS, _prediction_row),
    StatusUpdate: (STATUSES, _status_row),
    ForecastUpdate: (FORECASTS, _forecast_row),
    Finding: (FINDINGS, _finding_row),
}
"""The kinds that are appended: where to, and how."""
