"""The NBA forecast beside the in-play market, and mixed with it.

The mixture is sigmoid(share · model + (1 - share) · market) of log odds; the share is learnt on games of
earlier days alone, drawn towards 0: the market leads until games say otherwise. Two free weights would mostly
learn to shrink the market's own log odds, which on 200 games is luck and no skill of ours. Its moments
come from prices alone (`training.evaluation.market`).
"""

from dataclasses import dataclass

import numpy as np

from training.data.rows import Rows
from training.dataset import Doubles, Ints
from training.evaluation.compared import Compared, Forecasts, compared
from training.evaluation.market import Market
from training.measures import log_loss
from training.models.games import game_weight
from training.view import sigmoid

LEAST_GAMES = 40
"""With fewer earlier games the market speaks alone."""
PULL = 0.01
"""How hard the share is drawn to 0, in nats at a share of 1."""
_SHARES = np.round(np.arange(0.0, 1.001, 0.02), 2)
_LEAST, _MOST = 0.01, 0.99
"""Candles tell whole cents: a price beyond these is as good as these."""


def mix(share: float, model: Doubles, market: Doubles) -> Doubles:
    """Home win probability from both log odds."""
    return sigmoid(share * model + (1 - share) * market)


def log_odds(probability: Doubles) -> Doubles:
    """Log odds of probabilities, at most those of a price of 1 or 99 cents."""
    bounded = np.clip(probability, _LEAST, _MOST)
    odds: Doubles = np.log(bounded) - np.log1p(-bounded)
    return odds


def fit_share(model: Doubles, market: Doubles, won: Doubles, game: Ints) -> float:
    """The model's share with the least log loss, every game weighing the same; 0 where games are few."""
    if len(np.unique(game)) < LEAST_GAMES:
        return 0.0
    weight = game_weight(game)
    losses = [np.average(log_loss(won, mix(at, model, market)), weights=weight) for at in _SHARES]
    return float(_SHARES[int(np.argmin(np.array(losses) + PULL * _SHARES**2))])


def mixed(model: Doubles, market: Doubles, won: Doubles, game: Ints, day: Ints) -> Doubles:
    """The mixture at each moment, its share learnt on the days before."""
    said = np.empty(len(won))
    for today in np.unique(day):
        now, before = day == today, day < today
        share = fit_share(model[before], market[before], won[before], game[before])
        said[now] = mix(share, model[now], market[now])
    return said


@dataclass(frozen=True)
class MarketJudged:
    """The forecast and the mixture, each beside the market, on all moments and by quarter.

    `later` are the moments after `LEAST_GAMES` earlier games: before them the mixture is the market itself.
    `share` is the model's, learnt on all of these games.
    """

    model: Compared
    mixture: Compared
    later: Compared
    model_by_quarter: dict[int, Compared]
    share: float


def judge_market(rows: Rows, probability: Doubles, prices: Market) -> MarketJudged:
    """Judge a forecast of the home side at the market's moments.

    Raises:
        ValueError: the market knows none of these games.
    """
    if not len(prices.rows):
        raise ValueError("no game of these rows has a market")
    at = prices.rows
    won, game, day = rows.home_won[at], rows.game[at], rows.day[at]
    ours, theirs = log_odds(probability[at]), log_odds(prices.probability)
    mixture, market = mixed(ours, theirs, won, game, day), sigmoid(theirs)
    model = Forecasts(won, probability[at], market, game)
    both = Forecasts(won, mixture, market, game)
    learnt = np.array([len(np.unique(game[day < today])) >= LEAST_GAMES for today in day])
    quarters = {int(one): compared(model.where(prices.quarter == one)) for one in np.unique(prices.quarter)}
    return MarketJudged(
        compared(model),
        compared(both),
        compared(both.where(learnt)) if bool(learnt.any()) else compared(both),
        quarters,
        fit_share(ours, theirs, won, game),
    )
