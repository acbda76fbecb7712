"""Ours beside the champion, a coin, the sport's anchor and the market, on games that are new to both."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from livebet.domain.games import Sport
from training.data.rows import Rows
from training.dataset import Doubles, Flags, Ints
from training.evaluation.anchors import (
    FITTED_TO_2024,
    FOLDS,
    earlier_states,
    fit_five_parameters,
    state_table,
)
from training.evaluation.market import market
from training.measures import game_interval, log_loss
from training.promotion.card import Against


@dataclass(frozen=True)
class Beside:
    """What a decision may be measured by, beside the champion.

    `earlier` are rows of seasons before those that judge, where anchors are learnt; `candles` are the NBA
    market's prices by the minute; `origin` says in the words of a card's `learnt_from` where the judged rows
    are from.
    """

    earlier: Rows | None = None
    candles: Path | None = None
    origin: str = ""


def against(who: str, rows: Rows, ours: Doubles, theirs: Doubles) -> Against:
    """Log loss of both on these rows, and how far apart, with games drawn anew."""
    mine, other = log_loss(rows.home_won, ours), log_loss(rows.home_won, theirs)
    return Against(
        who,
        len(rows),
        len(np.unique(rows.game)),
        float(mine.mean()),
        float(other.mean()),
        game_interval(mine - other, rows.game),
    )


def against_coin(rows: Rows, ours: Doubles) -> Against:
    """Beside somebody who knows nothing."""
    return against("a coin", rows.where(rows.judged), ours[rows.judged], np.full(int(rows.judged.sum()), 0.5))


def against_champion(rows: Rows, ours: Doubles, version: str | None, theirs: Doubles | None) -> Against:
    """Beside who serves now."""
    if version is None or theirs is None:
        return Against("the champion", absent="no version serves yet")
    keep = rows.judged
    return against(f"version {version}", rows.where(keep), ours[keep], theirs[keep])


def against_anchor(rows: Rows, ours: Doubles, earlier: Rows | None) -> Against:
    """Beside the sport's anchor."""
    return _ANCHORS[rows.sport](rows, ours, earlier)


def _nflfastr(rows: Rows, ours: Doubles, earlier: Rows | None) -> Against:  # noqa: ARG001 - as the others
    who, keep = "nflfastR's model with the spread", np.isfinite(rows.anchor) & (rows.home_won != 0.5)
    if not bool(keep.any()):
        return Against(who, absent="the judged rows hold none of its probabilities")
    return against(who, rows.where(keep), ours[keep], rows.anchor[keep])


def _five_parameters(rows: Rows, ours: Doubles, earlier: Rows | None) -> Against:
    learn = None if earlier is None else earlier.where(earlier.judged)
    if learn is None or not len(learn):
        who, walk = "five-parameter diffusion, fitted on 2021-2024", FITTED_TO_2024
    else:
        walk = fit_five_parameters(learn)
        who = f"five-parameter diffusion, fitted on {learn.seasons[0]}-{learn.seasons[-1]}"
    kept = rows.where(rows.judged)
    return against(who, kept, ours[rows.judged], walk.predict(kept))


def _table(rows: Rows, ours: Doubles, earlier: Rows | None) -> Against:
    keep = rows.judged
    if earlier is not None:
        said = earlier_states(earlier, rows)
        return against("state table, learnt on earlier games", rows.where(keep), ours[keep], said[keep])
    who = "state table, five folds of whole date blocks"
    if len(np.unique(rows.day)) < FOLDS:
        return Against(who, absent="the games are of too few dates to learn a table on others")
    return against(who, rows.where(keep), ours[keep], state_table(rows)[keep])


_ANCHORS = {Sport.NFL: _nflfastr, Sport.NBA: _five_parameters, Sport.MLB: _table}


def against_market(rows: Rows, ours: Doubles, candles: Path | None) -> Against:
    """Beside prices in play, at breaks that prices alone show.

    Raises:
        UnreadableFileError: the file of prices lacks a column.
    """
    who = "Kalshi's price at the breaks"
    if candles is None:
        return Against(who, absent="no prices in play are known for these games")
    found = market(rows, candles)
    if not len(found.rows):
        return Against(who, absent=f"{candles.name} holds no prices of the judged games")
    at = rows.where(_flags(rows, found.rows))
    order = np.argsort(found.rows)
    return against(who, at, ours[found.rows[order]], found.probability[order])


def _flags(rows: Rows, places: Ints) -> Flags:
    flags = np.zeros(len(rows), np.bool_)
    flags[places] = True
    return flags
