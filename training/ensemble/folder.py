"""A fitted ensemble as a model folder: three ONNX files and the card."""

from dataclasses import asdict
from pathlib import Path

import msgspec
import numpy as np

from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from training.data.rows import NEXT_SCORES
from training.ensemble.blend import Blend
from training.ensemble.fit import FittedEnsemble
from training.ensemble.runner import Ensemble
from training.measures import log_loss
from training.models.coming import STOPS
from training.models.graphs import event_graph, momentum_graph, trees_graph
from training.models.names import EVENT_FILE, MOMENTUM_FILE
from training.models.reads import READS
from training.runner import CARD_FILE, MODEL_FILE, BrokenModelError
from training.view import sigmoid

_GAMES_CHECKED = 4
_NEAR = 1e-3
"""Log odds by which single precision may differ."""
_MEMBERS = {
    Sport.NFL: "score diffusion, boosted trees of their own",
    Sport.NBA: "score diffusion, boosted trees over what it lacks",
    Sport.MLB: "chain of bases and outs, boosted trees over what it lacks",
}


def card(fitted: FittedEnsemble, more: dict[str, object] | None = None) -> dict[str, object]:
    """What the card tells; `more` is added (metrics, what it was judged on)."""
    reads, band = READS[fitted.sport], fitted.band
    width = [2 * half for half in band.half_width]
    return {
        "sport": fitted.sport.value,
        "kind": f"ensemble: {_MEMBERS[fitted.sport]}, recurrent net over recent plays",
        "features": list(FEATURES_OF[fitted.sport].names),
        "tree_features": list(reads.labels),
        "momentum_features": list(reads.momentum),
        "event_features": list(reads.event),
        "monotone": reads.demanded,
        "confidence": {
            "probability": list(band.probability),
            "confidence": [round(1.0 - one, 5) for one in width],
        },
        "ensemble": {
            "blend": msgspec.to_builtins(fitted.blend),
            "band": msgspec.to_builtins(band),
        },
        "next_event": {"score": list(NEXT_SCORES[fitted.sport]), "stop": list(STOPS[fitted.sport])},
        "calibrations_tried": [asdict(one) for one in fitted.tried],
        "unseen_log_loss": unseen_losses(fitted),
        "seasons_learnt": list(fitted.learnt.seasons),
        "days_learnt": [int(fitted.learnt.day.min()), int(fitted.learnt.day.max())],
        "games_learnt": len(np.unique(fitted.learnt.game)),
        "fingerprint_learnt": fitted.learnt.fingerprint,
        **(more or {}),
    }


def unseen_losses(fitted: FittedEnsemble) -> dict[str, float]:
    """Game-weighted log loss of each member, and of the blend, on the seasons left out in turn."""
    unseen, weight = fitted.unseen, fitted.unseen.weight
    told = {
        name: float(np.average(log_loss(unseen.rows.home_won, sigmoid(logit)), weights=weight))
        for name, logit in zip(unseen.members, unseen.logits.T, strict=True)
    }
    told["ensemble"] = float(np.average(unseen.loss(fitted.blend), weights=weight))
    even = Blend(unseen.members, tuple(1.0 / len(unseen.members) for _ in unseen.members))
    told["even weights"] = float(np.average(unseen.loss(even), weights=weight))
    return {name: round(value, 6) for name, value in told.items()}


def write_folder(fitted: FittedEnsemble, folder: Path, more: dict[str, object] | None = None) -> Path:
    """Write all files; the card last, `more` in it.

    Raises:
        BrokenModelError: the files do not say what the members learnt.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL_FILE).write_bytes(trees_graph(fitted.members.trees))
    (folder / MOMENTUM_FILE).write_bytes(momentum_graph(fitted.sport, fitted.members.momentum))
    (folder / EVENT_FILE).write_bytes(event_graph(fitted.sport, fitted.event))
    write_card(fitted, folder, more or {})
    _check(fitted, folder)
    return folder


def write_card(fitted: FittedEnsemble, folder: Path, more: dict[str, object]) -> None:
    """Write the card anew, with `more` in it."""
    told = msgspec.json.encode(card(fitted, more))
    (folder / CARD_FILE).write_bytes(msgspec.json.format(told, indent=2))


def _check(fitted: FittedEnsemble, folder: Path) -> None:
    """Compare the files' answers with the members' on some whole games."""
    games = np.unique(fitted.learnt.game)[:_GAMES_CHECKED]
    rows = fitted.learnt.where(np.isin(fitted.learnt.game, games))
    told = Ensemble.from_folder(folder).replay(rows.features, rows.game).logits
    off = float(np.abs(told - fitted.members.logits(rows)).max())
    if off > _NEAR:
        raise BrokenModelError(f"{folder.name}: its files are {off:.4f} from what was learnt")
