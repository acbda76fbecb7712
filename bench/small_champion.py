"""A model folder for benchmarks: the served champion where there is one, else real trees on made-up rows."""

import shutil
from pathlib import Path

import msgspec
import numpy as np

from feature_repo.names import model_name
from livebet.domain.games import Sport
from livebet.features.nfl import FEATURES
from livebet.settings import settings
from serving.registry import Cache
from training.runner import CARD_FILE, MODEL_FILE

TREES = 120
ROWS = 4_000


def write(folder: Path) -> str:
    """Fill `folder` with a model and its card; tells which."""
    folder.mkdir(parents=True)
    cache = Cache(settings().home / "serving" / model_name(Sport.NFL))
    version = cache.current()
    if version is not None:
        shutil.copytree(cache.folder(version), folder, dirs_exist_ok=True)
        return f"champion v{version.number}"
    (folder / MODEL_FILE).write_bytes(_made_up())
    (folder / CARD_FILE).write_bytes(msgspec.json.encode({"features": FEATURES}))
    return f"{TREES} trees on made-up rows"


def _made_up() -> bytes:
    import xgboost as xgb

    from training.graph import to_onnx
    from training.model import TREE_COLUMNS, TREE_FEATURES, Fitted, Parameters
    from training.runner import Confidence

    chance = np.random.default_rng(7)
    rows = chance.normal(size=(ROWS, len(FEATURES))).astype(np.float32)
    won = (rows[:, 0] + chance.normal(size=ROWS) > 0).astype(np.float32)
    matrix = xgb.DMatrix(rows[:, TREE_COLUMNS], won, feature_names=list(TREE_FEATURES))
    booster = xgb.train({"objective": "binary:logistic", "max_depth": 4, "nthread": 1}, matrix, TREES)
    return to_onnx(Fitted(booster, 1.0, TREES, Parameters(), Confidence()))
