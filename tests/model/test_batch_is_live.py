"""The same games through the batch path and through the engine give equal rows."""

import math

import pytest

from livebet.domain.messages import FeatureRow, PlayBegan, PredictionWanted, Refused
from livebet.engine import Engine, EngineConfig
from livebet.feeds.reconcile import reconciled
from livebet.feeds.recordings import eids
from livebet.feeds.replay import ReplayedGame, game_messages
from training.history import past_plays

EXPECTED = 2.5
GAMES = [*eids(2019)[:6], "2018111900"]


def same(one: FeatureRow, other: FeatureRow) -> bool:
    return one.keys() == other.keys() and all(
        value == other[name] or (math.isnan(value) and math.isnan(other[name])) for name, value in one.items()
    )


@pytest.mark.parametrize("eid", GAMES)
def test_the_engine_asks_with_the_rows_that_training_learns_from(eid: str) -> None:
    recording = reconciled(eid)
    assert not isinstance(recording, Refused)
    batch = {play.play_id: play.row for play in past_plays(recording, EXPECTED)}
    engine, newest, live = Engine(EngineConfig()), {}, {}
    for message in game_messages(ReplayedGame(recording.game, recording.plays, EXPECTED)):
        for out in engine.handle(message):
            newest = out.row if isinstance(out, PredictionWanted) else newest
        if isinstance(message, PlayBegan):
            live[message.situation.play_id] = newest  # a row that did not change is not asked about again

    assert live.keys() == batch.keys()
    assert [play_id for play_id, row in live.items() if not same(row, batch[play_id])] == []
