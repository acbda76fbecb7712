"""What comes next in a game, read from its rows: the next score and how long it takes, the next stop.

A stop is a timeout or a turnover; like the score it must come in the same half (NFL) or period (NBA).
Baseball knows neither: there it is the end of the half-inning, if no run comes before it.
"""

from dataclasses import dataclass

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles, Flags, Floats, Ints

STOPS: dict[Sport, tuple[str, ...]] = {
    Sport.NFL: ("none", "home timeout", "home turnover", "away timeout", "away turnover"),
    Sport.NBA: ("none", "home timeout", "home turnover", "away timeout", "away turnover"),
    Sport.MLB: ("none", "home retired", "away retired"),
}
"""What can stop a drive or a run next. MLB: the side that bats is retired without another run."""

UNKNOWN = -1


@dataclass(frozen=True)
class Coming:
    """For each row: class of the next score, class of the next stop (-1: not known), time to the score.

    `wait` is in the units of `Rows.left`; where nothing was scored (`scored` is False) it is the time that
    passed without a score.
    """

    score: Ints
    stop: Ints
    wait: Doubles
    scored: Flags


def mirrored_classes(names: tuple[str, ...]) -> Ints:
    """Where each class is found once home and away have swapped."""
    swap = {"home": "away", "away": "home"}
    turned = [" ".join(swap.get(word, word) for word in name.split()) for name in names]
    return np.array([names.index(name) for name in turned])


def span_of(rows: Rows) -> Ints:
    """A number for each stretch within which something can come next: a half, a period, a game."""
    period = rows.period
    if rows.sport is Sport.NFL:
        period = np.where(period <= 4, (period + 1) // 2, period)
    if rows.sport is Sport.MLB:
        period = np.zeros_like(period)
    return rows.game * 100 + period


def coming(rows: Rows) -> Coming:
    """What came after each row."""
    span = span_of(rows)
    last = np.flatnonzero(np.r_[span[1:] != span[:-1], True])
    end = last[np.searchsorted(last, np.arange(len(rows)))]
    scored_at = _next(_changed(rows.column("margin"), rows.game), len(rows))
    scored = scored_at <= np.where(np.r_[rows.game[1:] == rows.game[:-1], False][end], end + 1, end)
    until = np.where(scored, np.minimum(scored_at, len(rows) - 1), end)
    same = span[until] == span
    wait = np.where(same, rows.left - rows.left[until], rows.left - rows.left[end])
    return Coming(rows.following, _stops(rows, span, end), np.maximum(wait, 0.0), scored)


def _changed(values: Floats, game: Ints) -> Flags:
    """Where a row shows another value than the row above it of the same game."""
    flags: Flags = np.r_[False, (values[1:] != values[:-1]) & (game[1:] == game[:-1])]
    return flags


def _next(there: Flags, rows: int) -> Ints:
    """The first flagged row below each row; `rows` where there is none."""
    places: Ints = np.r_[np.flatnonzero(there), rows]
    return places[np.searchsorted(places, np.arange(rows), side="right")]


def _stops(rows: Rows, span: Ints, end: Ints) -> Ints:
    if rows.sport is Sport.MLB:
        return _retired(rows)
    seen = _seen_stops(rows, span)
    following = _next(seen > 0, len(rows))
    inside = following <= end
    stop = np.where(inside, seen[np.minimum(following, len(rows) - 1)], 0)
    known = np.isfinite(rows.column("home_timeouts")) & np.isfinite(rows.column("turnovers"))
    return np.where(known, stop, UNKNOWN)


def _retired(rows: Rows) -> Ints:
    """Whether the side that bats is retired before its next run; a game's last half has no seen end."""
    half = rows.game * 1000 + 2 * rows.period + (rows.side > 0)
    last = np.flatnonzero(np.r_[half[1:] != half[:-1], True])
    after = last[np.searchsorted(last, np.arange(len(rows)))] + 1
    seen = after < len(rows)
    seen[seen] = rows.game[after[seen]] == rows.game[seen]
    margin = rows.column("margin")
    more = margin[np.minimum(after, len(rows) - 1)] != margin
    return np.where(seen, np.where(more, 0, np.where(rows.side > 0, 1, 2)), UNKNOWN)


def _seen_stops(rows: Rows, span: Ints) -> Ints:
    """The class of the stop that the play above each row was; 0 for none."""
    same = np.r_[False, span[1:] == span[:-1]]

    def step(name: str) -> Doubles:
        values = rows.column(name).astype(np.float64)
        return np.where(same, np.diff(values, prepend=values[:1]), 0.0)

    lost = step("turnovers")
    kinds = (step("home_timeouts") < 0, lost < 0, step("away_timeouts") < 0, lost > 0)
    return np.select(kinds, [1, 2, 3, 4], 0).astype(np.int64)
