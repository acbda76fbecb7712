"""The model's card: what it reads, from what it learnt, how it did; `card.json` beside `model.onnx`."""

from dataclasses import asdict

import msgspec

from livebet.features.nfl import FEATURES
from training.dataset import Split
from training.evaluate import Evaluation
from training.model import DEMANDED, TREE_FEATURES, Fitted


def card(fitted: Fitted, evaluation: Evaluation, split: Split) -> dict[str, object]:
    """The card, without a version: that is given on registration."""
    return {
        "sport": "nfl",
        "kind": "score diffusion and gradient-boosted trees over what it lacks",
        "features": list(FEATURES),
        "tree_features": list(TREE_FEATURES),
        "monotone": DEMANDED,
        "trees": fitted.trees_used,
        "calibration": {"scale_of_log_odds": fitted.scale, "from": "seasons left out in turn"},
        "confidence": msgspec.to_builtins(fitted.confidence),
        "parameters": asdict(fitted.parameters),
        "seasons_learnt": list(split.learn.seasons),
        "seasons_judged": list(evaluation.seasons),
        "games_learnt": split.learn.games,
        "games_judged": evaluation.model.games,
        "strength": "team ratings from earlier finals; a spread replaces them where one is known",
        "fingerprint_learnt": split.learn.fingerprint,
        "fingerprint_judged": split.test.fingerprint,
        "metrics": {name: round(value, 6) for name, value in evaluation.metrics.items()},
    }


def card_json(fitted: Fitted, evaluation: Evaluation, split: Split) -> bytes:
    """The card as it is written."""
    return msgspec.json.format(msgspec.json.encode(card(fitted, evaluation, split)), indent=2)
