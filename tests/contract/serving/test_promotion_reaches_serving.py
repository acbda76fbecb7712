"""A promotion and a roll-back reach the service that is running, and no question goes unanswered."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import Any
from uuid import UUID

import httpx
import numpy as np
import pytest
from mlflow import MlflowClient

from feature_repo.names import model_name
from livebet.domain.games import Sport
from livebet.domain.ids import game_uuid
from livebet.features.nfl import FEATURES
from training.data.rows import Rows
from training.promotion.consider import consider
from training.promotion.games import nobody_plays
from training.promotion.roll_back import roll_back

MODEL = model_name(Sport.NFL)
GAMES, PLAYS = 200, 8

pytestmark = [pytest.mark.servers, pytest.mark.slow]


def judged() -> Rows:
    """Games that the home side wins as often as the sigmoid of half its margin says."""
    draw, count = np.random.default_rng(5), GAMES * PLAYS
    margin = np.repeat(draw.normal(0.0, 4.0, GAMES), PLAYS)
    features = np.zeros((count, len(FEATURES)), np.float32)
    features[:, FEATURES.index("margin")] = margin
    won = np.repeat(draw.random(GAMES), PLAYS) < 1 / (1 + np.exp(-margin / 2))
    whole = np.ones(count, np.int64)
    return Rows(
        Sport.NFL,
        tuple(map(str, range(GAMES))),
        features,
        won.astype(np.float64),
        whole * 2018,
        whole * 20180909,
        np.repeat(np.arange(GAMES), PLAYS),
        np.arange(count),
        np.tile(np.repeat(np.arange(1, 5), PLAYS // 4), GAMES),
        np.zeros(count),
        whole,
        whole == 1,
        np.full(count, np.nan),
        np.zeros(count, np.int64),
    )


def unknown_to_feast(house: Any, uri: str, weight: float) -> str:
    """A version whose feature service nobody registered."""
    client = MlflowClient(uri, uri)
    run = client.create_run("0")
    folder = house.home / "made" / run.info.run_id
    house.write_model(folder, weight)
    client.log_artifacts(run.info.run_id, str(folder), "model")
    return str(client.create_model_version(MODEL, f"{run.info.artifact_uri}/model", run.info.run_id).version)


@contextmanager
def asked_on(service: Any, game: UUID) -> Iterator[list[str]]:
    """The versions that answer, one question after the other, for as long as the block lasts."""
    enough, told = Event(), list[str]()

    def ask() -> None:
        with httpx.Client(base_url=service.client.base_url, timeout=10) as client:
            mine = replace(service, client=client)
            while not enough.is_set():
                told.append(mine.ask(game)["model_version"])

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask)
        yield told
        enough.set()
        asking.result()


def test_a_promotion_and_a_roll_back_reach_the_service_and_drop_no_question(
    running: Any, service: Any
) -> None:
    uri, game = f"http://127.0.0.1:{running.mlflow_port}", game_uuid("nfl_official", "promoted")
    old = running.serve(service, 0.2)
    running.write(game, 1, 10.0)
    new = unknown_to_feast(running, uri, 0.5)

    with asked_on(service, game) as told:
        decision = consider(Sport.NFL, new, judged(), uri, games_in_play=nobody_plays)
        service.until(lambda: told[-1:] == [new])
        back = roll_back(Sport.NFL, uri, games_in_play=nobody_plays, reason="to see it come back")
        service.until(lambda: told[-1:] == [old])

    assert decision.promoted
    assert (back.promoted, back.version) == (True, old)
    assert [version for place, version in enumerate(told) if told[place - 1 : place] != [version]] == [
        old, new, old
    ]  # fmt: skip
