"""A model folder for benchmarks: the served champion where there is one, else an ensemble of recordings."""

import shutil
from pathlib import Path

from feature_repo.names import model_name
from livebet.domain.games import Sport
from livebet.settings import settings
from serving.registry import Cache

SEASONS = (2014, 2015)
GAMES = 24
"""Of each season: what is measured is time, not truth."""


def write(folder: Path) -> str:
    """Fill `folder` with a model and its card; tells which."""
    cache = Cache(settings().home / "serving" / model_name(Sport.NFL))
    version = cache.current()
    if version is not None:
        shutil.copytree(cache.folder(version), folder)
        return f"champion v{version.number}"
    learnt(folder)
    return f"an ensemble of {GAMES * len(SEASONS)} recorded games"


def learnt(folder: Path) -> Path:
    """An ensemble that learnt in seconds."""
    from training.data.rows import Rows
    from training.ensemble.fit import EnsembleParameters, fit_ensemble
    from training.ensemble.folder import write_folder
    from training.ensemble.recorded import recorded_rows

    rows = Rows.joined([recorded_rows(season, games=GAMES) for season in SEASONS])
    return write_folder(fit_ensemble(rows, EnsembleParameters.quick()), folder)
