"""Weights that move: by settled games, by real bookmakers, and what a restart finds of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from shutil import rmtree
from uuid import UUID, uuid4

import numpy as np
import pytest

from livebet.domain.games import Sport
from livebet.domain.messages import FeatureRow
from livebet.features.market import market_row
from serving.learnt import FILE, read_learnt
from serving.memory import Play
from serving.model import LiveMLModel
from serving.teaching import GAMES_WATCHED, MarketWatch, Move, real_price
from training.ensemble.runner import Ensemble

GAME = UUID(int=1)


@pytest.fixture
def folder(make_ensemble: Callable[..., Path], tmp_path: Path) -> Path:
    return make_ensemble(tmp_path / "m", ["margin"], 0.1)


@pytest.fixture
def model(folder: Path) -> LiveMLModel:
    """Of its members the recurrent net says sigmoid(margin), the base model sigmoid(0.1 · margin)."""
    return LiveMLModel(Ensemble.from_folder(folder), folder)


async def ask(model: LiveMLModel, game: UUID, revision: int, margin: float = 2.0) -> None:
    await model.predict_live_probability([{"margin": margin}], [Play(game, revision, revision)])


async def test_a_game_settles_once(model: LiveMLModel) -> None:
    await ask(model, GAME, 1)
    after = model.settle(GAME, 1.0).weights
    await ask(model, GAME, 2)

    assert after[1] > 0.5
    assert model.settle(GAME, 0.0).weights == after


async def test_a_tie_favours_who_was_unsure(model: LiveMLModel) -> None:
    await ask(model, GAME, 1)

    assert model.settle(GAME, 0.5).weights[0] > 0.5


async def test_weights_and_settled_games_outlive_a_restart(model: LiveMLModel, folder: Path) -> None:
    await ask(model, GAME, 1)
    model.settle(GAME, 1.0)

    restarted = LiveMLModel(Ensemble.from_folder(folder), folder)
    await ask(restarted, GAME, 1)

    assert restarted.weights == model.weights
    assert restarted.settle(GAME, 1.0).weights == model.blend.weights


def test_what_cannot_be_read_is_passed_over(folder: Path) -> None:
    (folder / FILE).write_bytes(b'{"weights": {"base"')

    assert LiveMLModel(Ensemble.from_folder(folder), folder).blend.weights == (0.5, 0.5)


async def test_the_markets_move_teaches_once_a_forecast_and_is_kept(model: LiveMLModel, folder: Path) -> None:
    await ask(model, GAME, 3)
    moved = [model.follow_market(GAME, revision, 0.85) for revision in (2, 3, 3, 4)]
    await ask(model, GAME, 5)
    moved += [model.follow_market(GAME, 5, 0.9), model.follow_market(uuid4(), 5, 0.9)]
    model.keep()

    assert moved == [False, True, False, False, True, False]
    assert model.blend.weights[1] > 0.5
    kept = read_learnt(folder)
    assert kept is not None
    assert kept.weights == model.weights


async def test_a_disk_that_takes_nothing_stops_no_answer(model: LiveMLModel, folder: Path) -> None:
    await ask(model, GAME, 1)
    rmtree(folder)

    assert model.settle(GAME, 1.0).weights[1] > 0.5


@dataclass
class PaperMarket:
    """Market rows by game, counted."""

    rows: dict[UUID, tuple[int, FeatureRow]] = field(default_factory=dict)
    asked: list[UUID] = field(default_factory=list)

    def read_market(self, game_id: UUID) -> tuple[int, FeatureRow] | None:
        self.asked.append(game_id)
        return self.rows.get(game_id)

    def show(self, revision: int, **fair: float) -> None:
        names = {name.replace("sim_", "sim:"): home for name, home in fair.items()}
        self.rows[GAME] = (revision, market_row(names))


def test_a_move_of_real_bookmakers_is_told_once_and_not_at_first_sight() -> None:
    market = PaperMarket()
    watch = MarketWatch(market)
    watch.watch(Sport.NBA, [GAME])
    told = [watch.look()]
    for revision, home in ((1, 0.6), (2, 0.6), (3, 0.7), (3, 0.7)):
        market.show(revision, draftkings=home)
        told.append(watch.look())

    assert told == [[], [], [], [Move(Sport.NBA, GAME, 3, 0.7)], []]


def test_a_market_in_which_a_bookmaker_is_simulated_teaches_nothing() -> None:
    market = PaperMarket()
    watch = MarketWatch(market)
    watch.watch(Sport.NFL, [GAME])
    told = []
    for home in (0.5, 0.6, 0.7):
        market.show(1, draftkings=0.5, sim_harbour=home)
        told.append(watch.look())

    assert told == [[], [], []]


@pytest.mark.parametrize(
    ("fair", "price"),
    [({"kalshi": 0.6}, 0.6), ({"sim:a": 0.6}, None), ({"kalshi": 0.6, "sim:a": 0.6}, None), ({}, None)],
)
def test_only_a_market_of_real_bookmakers_has_a_price(fair: dict[str, float], price: float | None) -> None:
    assert real_price(market_row(fair)) == price


def test_a_stored_row_without_a_number_has_no_price() -> None:
    assert real_price({**market_row({"kalshi": 0.6}), "market_home_probability": nan}) is None


def test_games_asked_about_longest_ago_are_no_longer_looked_at() -> None:
    market = PaperMarket()
    watch = MarketWatch(market)
    games = [UUID(int=number) for number in range(GAMES_WATCHED + 1)]
    watch.watch(Sport.MLB, games)
    watch.look()

    assert market.asked == games[1:]


async def test_members_are_scored_by_the_markets_later_price(model: LiveMLModel) -> None:
    """Toward .87 the net, which said .88, gains on the base, which said .55; toward .5 it loses."""
    await ask(model, GAME, 1)
    model.follow_market(GAME, 1, 0.87)
    up = model.blend.weights[1]
    await ask(model, GAME, 2, 3.0)
    model.follow_market(GAME, 2, 0.5)

    assert up > 0.5
    assert model.blend.weights[1] < up
    np.testing.assert_allclose(sum(model.blend.weights), 1.0)
