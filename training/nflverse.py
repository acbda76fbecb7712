"""nflverse play-by-play rows as feature rows, each as its play began.

A row's own result only tells of the rows below it. What a season's columns lack is derived from the rest (the
quarter from the clock, overtime from a clock that resets upward, timeouts carried on within a half) or stays
unknown. Nothing is read that nflverse computes from a play's result or from the whole game.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import isnan, nan
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import FeatureRow
from livebet.features.row import feature_row
from livebet.game.state import Ball, GameState, Phase

REGULATION_SECONDS = 3600
QUARTER_SECONDS = 900
OVERTIME_FROM = 300
"""Only a clock that was below this (seconds of regulation) can reset into overtime."""
UNKNOWN: FeatureRow = dict.fromkeys(
    ("recent_points", "recent_turnovers", "recent_success", "turnovers", "success", "overtime_possessions"),
    nan,
)
"""What these rows do not tell."""
_ROWS_AT_ONCE = 32_768
_UNKNOWN_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
_TRIES = frozenset({"extra_point", "pass", "run", "no_play", "field_goal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayRow:
    """One row as read; None where the file has nothing. Scores and timeouts are those before the play."""

    game_id: str
    play_id: float
    home_team: str
    away_team: str
    posteam: str | None = None
    game_seconds_remaining: float | None = None
    season: int | None = None
    week: int | None = None
    season_type: str | None = None
    game_date: str | None = None
    qtr: float | None = None
    down: float | None = None
    ydstogo: float | None = None
    yardline_100: float | None = None
    play_type: str | None = None
    posteam_score: float | None = None
    defteam_score: float | None = None
    posteam_timeouts_remaining: float | None = None
    defteam_timeouts_remaining: float | None = None

    @property
    def side(self) -> Side | None:
        """Who has the ball, or receives the kickoff."""
        return {self.home_team: Side.HOME, self.away_team: Side.AWAY}.get(self.posteam or "")

    @property
    def date(self) -> str:
        """A text that sorts as games do in time; empty where the file does not tell."""
        if self.game_date is not None:
            return str(self.game_date)
        return "" if self.week is None else f"{season_of(self):04d}-{self.week:02d}"

    @property
    def administrative(self) -> bool:
        """Whether it only says that a period or the game begins or ends."""
        return self.play_type is None and self.down is None and self.yardline_100 is None

    @property
    def ball(self) -> Ball:
        """What the ball is for, as the teams line up."""
        if self.play_type == "kickoff":
            return Ball.KICKOFF
        near = self.yardline_100 is not None and self.yardline_100 <= 15
        return Ball.TRY if self.down is None and near and self.play_type in _TRIES else Ball.SCRIMMAGE

    def by_side(self, own: float | None, other: float | None) -> tuple[float, float] | None:
        """What belongs to the side in possession and to its opponent, as home and away."""
        if own is None or other is None or self.side is None:
            return None
        return (own, other) if self.side is Side.HOME else (other, own)


class UnreadablePlaysError(ValueError):
    """A file that lacks a column without which no play can be placed."""


FIELDS: tuple[str, ...] = tuple(PlayRow.__dataclass_fields__)
_NEEDED: tuple[str, ...] = (
    "game_id",
    "play_id",
    "home_team",
    "away_team",
    "posteam",
    "game_seconds_remaining",
)


def _column(values: Any) -> list[Any]:
    listed: list[Any] = values.to_pylist()
    return [None if isinstance(value, float) and isnan(value) else value for value in listed]


def read_plays(path: Path) -> Iterator[PlayRow]:
    """The rows of an nflverse-format parquet file, in the file's order.

    Raises:
        UnreadablePlaysError: a column is missing that nothing can replace.
    """
    there = set(pq.read_schema(path).names)
    missing = [name for name in _NEEDED if name not in there]
    if missing:
        raise UnreadablePlaysError(f"{path.name} has no column {', '.join(missing)}")
    names = [name for name in FIELDS if name in there]
    for batch in pq.ParquetFile(path).iter_batches(_ROWS_AT_ONCE, columns=names):
        for values in zip(*(_column(batch[name]) for name in names), strict=True):
            yield PlayRow(**dict(zip(names, values, strict=True)))


def season_of(row: PlayRow) -> int:
    """The season by its own column or the game's name (2021_01_ARI_TEN); 0 where neither tells."""
    if row.season is not None:
        return int(row.season)
    return int(row.game_id[:4]) if row.game_id[:4].isdecimal() else 0


def _game(row: PlayRow) -> Game:
    return Game(
        game_id=game_uuid("nflverse", row.game_id),
        sport=Sport.NFL,
        season=season_of(row),
        season_type=SeasonType.PLAYOFFS if row.season_type == "POST" else SeasonType.REGULAR,
        home_team=row.home_team,
        away_team=row.away_team,
        kickoff=_UNKNOWN_INSTANT,
        feed="nflverse",
        native_id=row.game_id,
        week=row.week,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A game's state as the last row began, and which timeouts are known in this half."""

    state: GameState
    timeouts: tuple[float, float] | None = None


def start(row: PlayRow, expected_margin: float | None) -> Standing:
    """A game before its first row."""
    return Standing(GameState(game=_game(row), expected_margin=expected_margin, phase=Phase.IN_PLAY))


def _left(state: GameState) -> float:
    """Seconds of regulation left as the state knows them."""
    return state.clock_seconds + QUARTER_SECONDS * max(0, 4 - state.period)


def _has_begun(state: GameState, row: PlayRow, period: int) -> bool:
    """Whether a clock between two quarters belongs to the later one."""
    if period > 4:
        return False
    return state.period >= period or row.qtr == period or (period == 3 and row.ball is Ball.KICKOFF)


def _in_regulation(state: GameState, row: PlayRow, seconds: float) -> tuple[int, float]:
    """Quarter and its clock; a quarter told wrongly (the clock rises by whole quarters) is put right."""
    before = _left(state)
    while seconds > before and seconds >= QUARTER_SECONDS:
        seconds -= QUARTER_SECONDS
    passed = REGULATION_SECONDS - seconds
    period = min(4, max(1, int(-(-passed // QUARTER_SECONDS))))
    if passed == QUARTER_SECONDS * period and _has_begun(state, row, period + 1):
        period += 1
    return period, seconds - QUARTER_SECONDS * (4 - period)


def _clock(state: GameState, row: PlayRow) -> tuple[int, float]:
    """Period and its clock as this row begins."""
    seconds = row.game_seconds_remaining
    if seconds is None or not 0 <= seconds <= REGULATION_SECONDS:
        return state.period, float(state.clock_seconds)
    if state.period > 4:
        return (state.period + (seconds > state.clock_seconds + OVERTIME_FROM)), seconds
    before = _left(state)
    told = row.qtr is not None and row.qtr > 4
    if told or (seconds > before and before < OVERTIME_FROM and seconds <= QUARTER_SECONDS):
        return 5, seconds
    return _in_regulation(state, row, seconds)


def _score(state: GameState, row: PlayRow) -> Score:
    known = row.by_side(row.posteam_score, row.defteam_score)
    return state.score if known is None else Score(int(known[0]), int(known[1]))


def _phase(row: PlayRow, period: int, clock: float, score: Score) -> Phase:
    """Over where the last period has run out and somebody leads."""
    ended = row.administrative and period >= 4 and clock == 0 and score.margin != 0
    return Phase.FINAL if ended else Phase.IN_PLAY


def _half(period: int) -> int:
    return min(period + 1, 6) // 2 if period <= 4 else period


def begin(standing: Standing, row: PlayRow) -> Standing:
    """The game as this row's play begins."""
    state = standing.state
    period, clock = _clock(state, row)
    same_half = _half(period) == _half(state.period)
    told = row.by_side(row.posteam_timeouts_remaining, row.defteam_timeouts_remaining)
    timeouts = told or (standing.timeouts if same_half else None)
    side, down, score = row.side, int(row.down or 0), _score(state, row)
    opening = state.opening_receiver or (side if period <= 2 else None)
    now = replace(
        state,
        revision=state.revision + 1,
        period=period,
        clock_seconds=int(clock),
        phase=_phase(row, period, clock, score),
        score=score,
        ball=row.ball,
        possession=side,
        down=down,
        distance=int(row.ydstogo or 0) if down else 0,
        yards_to_goal=None if row.yardline_100 is None else int(row.yardline_100),
        opening_receiver=opening,
        play_id=f"{row.play_id:.0f}",
        sequence=int(row.play_id),
    )
    return Standing(now, timeouts)


def features(standing: Standing) -> FeatureRow:
    """The game's feature row; what the rows do not tell is NaN."""
    home, away = standing.timeouts or (nan, nan)
    return {**feature_row(standing.state), **UNKNOWN, "home_timeouts": home, "away_timeouts": away}
