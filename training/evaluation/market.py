"""The in-play market beside a forecast, at moments that prices alone show.

The plays have no wall clock and the candles no score. Fitting one to the other would let the forecast choose
the prices that suit it, so the moments come from prices alone: the scheduled tip (a full or half hour) after
which the price begins to move, the halftime (the calmest `HALFTIME_MINUTES` of the middle of the game), and
the breaks after the first and third quarters (the calmest `BREAK_MINUTES` near the middle of each half).
At these the score is known without a clock: it is the one at the end of the quarter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd

from livebet.features.nba_diffusion import STRENGTH
from training.data.columns import read_columns
from training.data.rows import Rows
from training.dataset import Doubles, Ints

NEEDED = ("game_id", "home_team", "yes_team", "timestamp", "high", "low", "close")
TIP_DELAY_MINUTES = 10
"""From the scheduled tip to the opening tap, about."""
HALFTIME_MINUTES = 13
BREAK_MINUTES = 3
_LONGEST, _SHORTEST = 195, 125
"""Minutes from the scheduled tip to the market's last candle."""
_MINUTE = 60
_HALF_HOUR = 30
_HALFTIME_FROM, _HALFTIME_TO = 48, 95
"""Minutes after the opening tap between which halftime lies."""


@dataclass(frozen=True, slots=True)
class Prices:
    """A game's market by the minute: the home side's price in [0, 1], carried on where nothing traded."""

    game: str
    first: int
    close: Doubles
    moved: Doubles

    def between(self, start: int, end: int) -> float:
        """The mean price of some minutes, counted from `first`; NaN where none is known."""
        known = self.close[max(0, start) : max(0, end)]
        known = known[np.isfinite(known)]
        return float(known.mean()) if len(known) else float("nan")


@dataclass(frozen=True, slots=True)
class Moments:
    """Where a game's market stands, in minutes from its first candle; `breaks` after quarters 1, 2, 3."""

    tip: int
    breaks: tuple[int, int, int]


def read_prices(path: Path) -> Iterator[Prices]:
    """The markets of a file of one-minute candles.

    Raises:
        UnreadableFileError: it lacks a column that nothing can replace.
    """
    frame = read_columns(path, NEEDED).to_pandas()
    for game, candles in frame.groupby("game_id", sort=True):
        yield _prices(str(game), candles.sort_values("timestamp"))


def _prices(game: str, candles: pd.DataFrame) -> Prices:
    first = int(candles["timestamp"].iloc[0])
    place = ((candles["timestamp"] - first) // _MINUTE).to_numpy(np.int64)
    size = int(place[-1]) + 1
    close, spread = np.full(size, np.nan), np.zeros(size)
    close[place] = candles["close"].to_numpy(np.float64) / 100
    spread[place] = np.nan_to_num((candles["high"] - candles["low"]).to_numpy(np.float64)) / 100
    close = pd.Series(close).ffill().to_numpy(np.float64)
    if candles["home_team"].iloc[0] != candles["yes_team"].iloc[0]:
        close = 1 - close
    moved = np.abs(np.diff(close, prepend=close[0]))
    return Prices(game, first, close, np.nan_to_num(moved) + spread)


def moments(prices: Prices) -> Moments | None:
    """Tip and breaks by the prices alone; None where the candles do not reach over a game."""
    last = len(prices.close)
    tips = [tip for tip in _half_hours(prices) if _SHORTEST <= last - tip <= _LONGEST]
    if not tips:
        return None
    tip = max(tips, key=lambda at: _awakening(prices, at + TIP_DELAY_MINUTES)) + TIP_DELAY_MINUTES
    half = _calmest(prices, tip + _HALFTIME_FROM, min(last, tip + _HALFTIME_TO), HALFTIME_MINUTES)
    first = _calmest(prices, *_around((tip + half) // 2), BREAK_MINUTES)
    restart = half + HALFTIME_MINUTES
    third = _calmest(prices, *_around(restart + (half - tip) // 2 + 2), BREAK_MINUTES)
    return Moments(tip, (first, half, third))


def _half_hours(prices: Prices) -> Iterator[int]:
    step = _HALF_HOUR * _MINUTE
    offset = -prices.first % step // _MINUTE
    return iter(range(offset, len(prices.close), _HALF_HOUR))


def _awakening(prices: Prices, at: int) -> float:
    """How much more prices move in the half hour after an instant than in the one before."""
    before, after = prices.moved[max(0, at - _HALF_HOUR) : at], prices.moved[at : at + _HALF_HOUR]
    return float(after.sum() - before.sum())


def _around(at: int) -> tuple[int, int]:
    return at - 6, at + 6 + BREAK_MINUTES


def _calmest(prices: Prices, start: int, end: int, minutes: int) -> int:
    """The first of the minutes in a row that moved least."""
    start = max(0, min(start, len(prices.moved) - minutes))
    moved = prices.moved[start : max(end, start + minutes)]
    sums = np.convolve(moved, np.ones(minutes), "valid")
    return start + int(np.argmin(sums))


@dataclass(frozen=True)
class Market:
    """The market's home probability after quarters, and the rows that stand there: the next quarter's first.

    `before` is the price before the tip, of the same games.
    """

    rows: Ints
    probability: Doubles
    before: Doubles
    quarter: Ints


def market(rows: Rows, path: Path) -> Market:
    """The market of a file of candles at the breaks of the games among these rows."""
    place = {name: number for number, name in enumerate(rows.games)}
    found: list[tuple[int, float, float, int]] = []
    for prices in read_prices(path):
        number, told = place.get(prices.game), moments(prices)
        if number is None or told is None:
            continue
        of_game = np.flatnonzero(rows.game == number)
        before = prices.between(told.tip - 20, told.tip - 5)
        for quarter, at in zip((1, 2, 3), told.breaks, strict=True):
            minutes = HALFTIME_MINUTES if quarter == 2 else BREAK_MINUTES
            price = prices.between(at + 1, at + minutes)
            opened = of_game[rows.period[of_game] == quarter + 1]
            if len(opened) and isfinite(price):
                found.append((int(opened[0]), price, before, quarter))
    last, price_column, before_column, quarters = np.array(found, np.float64).reshape(-1, 4).T
    return Market(last.astype(np.int64), price_column, before_column, quarters.astype(np.int64))


def margins_before(path: Path) -> dict[str, float]:
    """The expected margin that the price before the tip means, by game: where no line is known."""
    found: dict[str, float] = {}
    for prices in read_prices(path):
        told = moments(prices)
        if told is not None:
            price = prices.between(told.tip - 20, told.tip - 5)
            if isfinite(price):
                found[prices.game] = NormalDist().inv_cdf(min(0.99, max(0.01, price))) / STRENGTH
    return found
