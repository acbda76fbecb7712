"""A forecaster on a file of plays: all that `livebet evaluate` says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import NEXT_SCORES, Rows
from training.dataset import Doubles, Flags, Ints
from training.evaluation.anchors import (
    FITTED_TO_2024,
    earlier_states,
    fit_five_parameters,
    next_score_table,
    state_table,
)
from training.evaluation.compared import Compared, Forecasts, by_slice, compared
from training.evaluation.forecasters import Forecaster
from training.evaluation.market import Market, market
from training.evaluation.promises import Promise, calls_of, freeze, promises
from training.evaluation.slices import REGULATION, by_season, periods, time_left
from training.measures import Interval, game_interval

Say = Callable[[str], None]


@dataclass(frozen=True)
class Judged:
    """A forecaster on the rows of one task, in whole and in parts; `anchor` says what it is compared with."""

    task: str
    rows: str
    anchor: str
    whole: Compared
    parts: dict[str, Compared] = field(default_factory=dict)


@dataclass(frozen=True)
class NextScore:
    """What scores next, on the newest season: log loss of a table learnt on earlier ones, and of ours."""

    learnt: tuple[int, ...]
    judged: tuple[int, ...]
    rows: int
    table: Interval | None
    ours: Interval | None = None
    difference: Interval | None = None


@dataclass(frozen=True)
class Evaluation:
    """Everything that was found about a forecaster on a file."""

    sport: str
    model: str
    plays: str
    seasons: tuple[int, ...]
    judged: list[Judged]
    promises: list[Promise]
    market: Judged | None = None
    blend: Judged | None = None
    next_score: NextScore | None = None


def evaluate(
    rows: Rows,
    forecaster: Forecaster,
    plays: str,
    earlier: Rows | None = None,
    candles: Path | None = None,
    said_earlier: Doubles | None = None,
) -> Evaluation:
    """Judge a forecaster on rows; `earlier` are of seasons before, where thresholds and anchors are learnt.

    `said_earlier` is what was said of those by who had not seen them; without it the forecaster is asked.

    Raises:
        ValueError: there are no rows to judge on.
    """
    ours = forecaster.predict(rows)
    tasks = [_judge(rows, ours, task) for task in _tasks(rows, earlier)]
    found = [task for task in tasks if task is not None]
    if not found:
        raise ValueError("no play of a game that somebody won can be judged")
    return Evaluation(
        rows.sport.value,
        forecaster.name,
        plays,
        rows.seasons,
        found,
        _promises(rows, ours, earlier, forecaster, said_earlier),
        *_markets(rows, ours, candles, forecaster),
        _next_score(rows, earlier, forecaster),
    )


@dataclass(frozen=True)
class Task:
    """Which rows are judged, against what (NaN: nothing)."""

    name: str
    rows: str
    keep: Flags
    anchor_name: str = ""
    anchor: Doubles | None = None


def _tasks(rows: Rows, earlier: Rows | None) -> list[Task]:
    playing = rows.period <= REGULATION[rows.sport]
    if rows.sport is Sport.NFL:
        return _nfl(rows, playing)
    if rows.sport is Sport.NBA:
        learnt = earlier is not None and len(earlier) > 0
        walk = (
            fit_five_parameters(earlier.where(earlier.judged))
            if earlier is not None and learnt
            else FITTED_TO_2024
        )
        name = f"five-parameter diffusion, fitted on {_fitted_on(earlier)}"
        said, every = walk.predict(rows), np.ones(len(rows), np.bool_)
        return [
            Task("win", "shots and free throws, as they began", rows.judged, name, said),
            Task("win, every play", "all plays, as they began", every, name, said),
        ]
    about, every = "all events, as they began", np.ones(len(rows), np.bool_)
    if earlier is not None and len(earlier):
        name = f"state table, learnt on earlier games of {', '.join(map(str, earlier.seasons))}"
        return [Task("win", about, every, name, earlier_states(earlier, rows))]
    return [Task("win", about, every, "state table, five folds of whole date blocks", state_table(rows))]


def _fitted_on(earlier: Rows | None) -> str:
    return "2021-2024" if earlier is None or not len(earlier) else "-".join(map(str, _ends(earlier.seasons)))


def _ends(seasons: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys((seasons[0], seasons[-1])))


def _nfl(rows: Rows, playing: Flags) -> list[Task]:
    won, held = rows.home_won != 0.5, rows.side != 0
    told = np.isfinite(rows.anchor)
    overtime = Task(
        "overtime", "plays with a down in overtime, ties left out", ~playing & held & won & rows.judged
    )
    if not bool(told.any()):
        plain = Task(
            "win", "plays with a down in regulation, ties left out", playing & held & won & rows.judged
        )
        return [plain, overtime]
    about = "plays that the anchor forecasts, ties left out, for the side in possession"
    return [
        Task("win", about, told & won & held, "nflfastR's model with the spread", rows.anchor),
        overtime,
    ]


def _judge(rows: Rows, ours: Doubles, task: Task) -> Judged | None:
    if not bool(task.keep.any()):
        return None
    kept = rows.where(task.keep)
    anchor = None if task.anchor is None else task.anchor[task.keep]
    forecasts = Forecasts(kept.home_won, ours[task.keep], anchor, kept.game)
    if rows.sport is Sport.NFL:
        forecasts = forecasts.seen_from(kept.side)
    slices = {**by_season(kept), **periods(kept), **time_left(kept)}
    return Judged(task.name, task.rows, task.anchor_name, compared(forecasts), by_slice(forecasts, slices))


def _promises(
    rows: Rows, ours: Doubles, earlier: Rows | None, forecaster: Forecaster, said: Doubles | None
) -> list[Promise]:
    """At the thresholds of the card where it tells some: those were frozen on what nobody had seen."""
    calls = calls_of(rows, ours)
    if not len(calls.sure):
        return []
    if forecaster.frozen is not None and said is None:
        return promises(calls, forecaster.frozen)
    before = None
    if earlier is not None and len(earlier):
        before = calls_of(earlier, forecaster.predict(earlier) if said is None else said)
    return promises(calls, freeze(before))


def _markets(
    rows: Rows, ours: Doubles, candles: Path | None, forecaster: Forecaster
) -> tuple[Judged | None, Judged | None]:
    """Beside the market, and mixed with it."""
    if candles is None:
        return None, None
    prices = market(rows, candles)
    return _market(rows, ours, prices), _blended(rows, ours, prices, forecaster)


def _market(rows: Rows, ours: Doubles, prices: Market) -> Judged | None:
    return _at_breaks("market", rows, ours[prices.rows], prices) if len(prices.rows) else None


def _blended(rows: Rows, ours: Doubles, prices: Market, forecaster: Forecaster) -> Judged | None:
    if forecaster.blend is None or not len(prices.rows):
        return None
    at = np.zeros(len(rows), np.bool_)
    at[prices.rows] = True
    order = np.argsort(np.argsort(prices.rows))
    price = prices.probability[np.argsort(prices.rows)]
    said = forecaster.blend(rows.where(at), ours[at], price)[order]
    return _at_breaks("market blend", rows, said, prices)


def _at_breaks(task: str, rows: Rows, said: Doubles, prices: Market) -> Judged:
    forecasts = Forecasts(rows.home_won[prices.rows], said, prices.probability, rows.game[prices.rows])
    slices: dict[str, Flags] = {f"after quarter {number}": prices.quarter == number for number in (1, 2, 3)}
    about = "after the first three quarters, breaks found from prices alone"
    return Judged(task, about, "Kalshi's price", compared(forecasts), by_slice(forecasts, slices))


def _next_score(rows: Rows, earlier: Rows | None, forecaster: Forecaster) -> NextScore | None:
    """The newest season's plays (NFL: with a down), the table by those of earlier seasons where there are."""
    newest = _followed(rows.of_seasons(rows.seasons[-1:]))
    before = [rows.before(rows.seasons[-1])] + ([] if earlier is None else [earlier])
    learn = _followed(Rows.joined(before))
    if not len(newest) or (not len(learn) and forecaster.next_score is None):
        return None
    theirs = ours = None
    if len(learn):
        table = next_score_table(learn, newest, len(NEXT_SCORES[rows.sport]))
        theirs = next_score_losses(table, newest.following)
    if forecaster.next_score is not None:
        ours = next_score_losses(forecaster.next_score(newest), newest.following)
    apart = None if theirs is None or ours is None else ours - theirs
    told = [None if one is None else game_interval(one, newest.game) for one in (theirs, ours, apart)]
    return NextScore(learn.seasons, newest.seasons, len(newest), *told)


def _followed(rows: Rows) -> Rows:
    return rows.where((rows.following >= 0) & (rows.judged | (rows.sport is not Sport.NFL)))


def next_score_losses(chances: Doubles, following: Ints) -> Doubles:
    """Log loss of each row's chances of what can follow: [rows, classes] and the class that did."""
    losses: Doubles = -np.log(np.clip(chances[np.arange(len(following)), following], 1e-7, 1.0))
    return losses
