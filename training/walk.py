"""The champion of a sport that has no learnt model yet: its score diffusion, judged on simulated games.

The diffusion is a feature (`diffusion_logit`), so the model is one number taken through a sigmoid. What it is
judged on are games of the simulator, whose true probabilities are known; every page and card says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
import numpy as np
from onnx import TensorProto, checker, helper

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF, feature_row
from livebet.game.sports.table import RULES
from livebet.game.state import GameState, Phase
from livebet.simulator.script import SimulatedGame
from training.confidence import learn_confidence
from training.dataset import Dataset, Doubles
from training.evaluate import Scores, scores
from training.graph import IR_VERSION, ML_OPSET, OPSET
from training.runner import INPUT, OUTPUT, Confidence

LOGIT = "diffusion_logit"


@dataclass(frozen=True)
class Rehearsal:
    """Rows of simulated games, with the true chance of a home win as each was known."""

    sport: Sport
    dataset: Dataset
    truth: Doubles

    @property
    def probability(self) -> Doubles:
        """What the diffusion says of each row."""
        logit = self.dataset.rows[:, FEATURES_OF[self.sport].names.index(LOGIT)].astype(np.float64)
        said: Doubles = 1.0 / (1.0 + np.exp(-logit))
        return said


def rehearse(sport: Sport, games: Iterator[SimulatedGame]) -> Rehearsal:
    """Play simulated games through the rules; a row after each play that leaves the game open."""
    rows: list[list[float]] = []
    truth: list[float] = []
    labels: list[tuple[float, int, int]] = []
    for number, game in enumerate(games):
        final = game.score
        won = 0.5 if final.margin == 0 else float(final.margin > 0)
        for state, chance in _states(sport, game):
            rows.append(list(feature_row(state).values()))
            truth.append(chance)
            labels.append((won, game.game.season, number))
    won_column, season, place = (np.array(column) for column in zip(*labels, strict=True))
    dataset = Dataset(
        np.array(rows, np.float32),
        won_column.astype(np.float32),
        season.astype(np.int64),
        place.astype(np.int64),
    )
    return Rehearsal(sport, dataset, np.array(truth))


def _states(sport: Sport, game: SimulatedGame) -> Iterator[tuple[GameState, float]]:
    rules = RULES[sport]
    state = rules.start(game.game, game.expected_margin)
    for play, chance in zip(game.plays, game.truth, strict=True):
        state = rules.finish(state, play)
        if state.phase is not Phase.FINAL:
            yield state, chance


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the diffusion did: its scores, those of the truth itself, and how far apart the two lie."""

    model: Scores
    truth: Scores
    distance: float
    confidence: Confidence

    @property
    def metrics(self) -> dict[str, float]:
        """All numbers by name, for a tracker."""
        kept = ("log_loss", "brier", "accuracy", "calibration_error")
        named = {"": self.model, "truth_": self.truth}
        numbers = {f"{name}{one}": float(getattr(s, one)) for name, s in named.items() for one in kept}
        rows = {"test_rows": float(self.model.rows), "test_games": float(self.model.games)}
        return {**numbers, **rows, "mean_distance_to_truth": self.distance}


def judge_walk(rehearsal: Rehearsal) -> Judgement:
    """Scores on the rehearsal's games."""
    dataset, said = rehearsal.dataset, rehearsal.probability
    won = dataset.home_won.astype(np.float64)
    return Judgement(
        scores(dataset, said),
        scores(dataset, rehearsal.truth),
        float(np.abs(said - rehearsal.truth).mean()),
        learn_confidence(said, won, dataset.game),
    )


def walk_graph(sport: Sport) -> bytes:
    """The diffusion as ONNX: `rows` [n, features] to `home_win_probability` [n]; NaN stays NaN."""
    names = FEATURES_OF[sport].names
    place = helper.make_tensor("place", TensorProto.INT64, (), [names.index(LOGIT)])
    nodes = [
        helper.make_node("Gather", [INPUT, "place"], ["logit"], axis=1),
        helper.make_node("Sigmoid", ["logit"], [OUTPUT]),
    ]
    graph = helper.make_graph(
        nodes,
        f"{sport.value}_diffusion",
        [helper.make_tensor_value_info(INPUT, TensorProto.FLOAT, ("n", len(names)))],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ("n",))],
        [place],
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
    checker.check_model(model)
    written: bytes = model.SerializeToString()
    return written


def walk_card(sport: Sport, judgement: Judgement, dataset: Dataset) -> bytes:
    """The card: what is read, and that nothing was learnt from real games here."""
    table = {
        "sport": sport.value,
        "kind": "score diffusion",
        "features": list(FEATURES_OF[sport].names),
        "confidence": msgspec.to_builtins(judgement.confidence),
        "seasons_learnt": [],
        "judged_on": "simulated games: it says nothing about real ones",
        "games_judged": dataset.games,
        "metrics": {name: round(value, 6) for name, value in judgement.metrics.items()},
    }
    return msgspec.json.format(msgspec.json.encode(table), indent=2)
