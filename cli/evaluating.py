"""Gathers what an evaluation needs (rows, model) and prints what it finds."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cli.faults import Fault
from cli.mlflow_at import mlflow
from livebet.domain.games import Sport
from livebet.settings import settings
from training.data.build import kept_rows
from training.data.columns import UnreadableFileError
from training.data.rows import Rows
from training.evaluation.evaluate import evaluate
from training.evaluation.forecasters import (
    DIFFUSION,
    Forecaster,
    NoSuchModelError,
    bare_diffusion,
    of_folder,
    of_registry,
)
from training.evaluation.market import margins_before
from training.evaluation.report import as_json, as_text
from training.promotion.aliases import CHAMPION
from training.runner import BrokenModelError

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be judged on."""

    sport: Sport
    plays: tuple[Path, ...]
    lines: Path | None
    market: Path | None
    earlier: tuple[Path, ...]
    since: int | None
    json: bool


def report(asked: Asked, model: str, say: Say) -> str:
    """The evaluation as text or JSON.

    Raises:
        Fault: a file cannot be read, no model answers to the name, or nothing can be judged.
    """
    try:
        return _with_model(asked, model, say)
    except (UnreadableFileError, BrokenModelError, NoSuchModelError, ValueError, OSError) as fault:
        raise Fault(" ".join(str(fault).split())) from None


def _with_model(asked: Asked, model: str, say: Say) -> str:
    if model == DIFFUSION:
        return _judged(asked, bare_diffusion(), say)
    if Path(model).is_dir():
        return _judged(asked, of_folder(Path(model)), say)
    with mlflow(say, champion=model == CHAMPION) as uri:
        return _judged(asked, of_registry(uri, asked.sport, model), say)


def _judged(asked: Asked, forecaster: Forecaster, say: Say) -> str:
    name = ", ".join(path.name for path in asked.plays)
    say(f"livebet: folding {name} (kept, so that the next time is quick)")
    rows = Rows.joined([_rows(asked, path) for path in asked.plays])
    before = [_rows(asked, path) for path in asked.earlier]
    if asked.since is not None:
        before.append(rows.before(asked.since))
        rows = rows.of_seasons([season for season in rows.seasons if season >= asked.since])
    if not len(rows):
        raise Fault(f"{name} has no plays to judge on")
    learn = Rows.joined(before) if before else None
    found = evaluate(rows, forecaster, name, learn, asked.market)
    return as_json(found) if asked.json else as_text(found)


def _rows(asked: Asked, plays: Path) -> Rows:
    otherwise = None if asked.market is None else margins_before(asked.market)
    return kept_rows(asked.sport, plays, asked.lines, settings().home, otherwise)
