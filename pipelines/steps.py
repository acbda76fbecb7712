"""What the model assets of every sport do."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from livebet.domain.games import Sport

if TYPE_CHECKING:
    from training.ensemble.fit import EnsembleParameters
    from training.promotion.consider import Decision
    from training.tracking import Registered

Say = Callable[[str], None]


def _parameters_file(sport: Sport) -> Path:
    from livebet.settings import settings

    return settings().home / "training" / f"{sport.value}.parameters.json"


def choose_parameters(sport: Sport, seconds: float, quick: bool, say: Say) -> "EnsembleParameters":
    """How members learn: quickly, or searched, or (no seconds) by default; kept for the model."""
    from livebet.settings import settings
    from training.ensemble.fit import EnsembleParameters
    from training.search import search
    from training.seasons.joined import kept_training_rows

    if quick:
        chosen = EnsembleParameters.quick()
    elif seconds > 0:
        chosen = search(kept_training_rows(sport), seconds, settings().mlflow_uri, say)
    else:
        chosen = EnsembleParameters()
    path = _parameters_file(sport)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(chosen), indent=1))
    return chosen


def make_challenger(sport: Sport, uri: str, say: Say) -> "Registered":
    """Learn from the training set, register the challenger, and its features in Feast."""
    from livebet.features.row import FEATURES_OF
    from livebet.settings import settings
    from training.ensemble.challenge import challenge
    from training.ensemble.fit import EnsembleParameters
    from training.promotion.ready import register_features
    from training.seasons.joined import kept_training_rows, learnt_words

    parameters = msgspec.json.decode(_parameters_file(sport).read_bytes(), type=EnsembleParameters)
    rows = kept_training_rows(sport)
    told = learnt_words(sport, rows.seasons)
    registered = challenge(rows, parameters, uri, told, say, settings().home)
    register_features(sport, registered.version, FEATURES_OF[sport].names)
    return registered


def decide(sport: Sport, uri: str) -> "Decision":
    """Let the newest version serve, if the evidence on the seasons held out says so and no game is on."""
    from livebet.settings import settings
    from training.ensemble.held_out import held_out
    from training.ensemble.market import candles
    from training.promotion.compare import Beside
    from training.promotion.consider import consider
    from training.promotion.games import asking
    from training.seasons.joined import kept_training_rows, learnt_words
    from training.tracking import newest_version

    earlier, judged = held_out(kept_training_rows(sport))
    prices = candles(settings().home) if sport is Sport.NBA else []
    beside = Beside(earlier, prices[0] if prices else None, learnt_words(sport, judged.seasons))
    address = settings().database_url
    return consider(
        sport,
        newest_version(uri, sport),
        judged,
        uri,
        games_in_play=asking(sport, address.get_secret_value() if address else None),
        beside=beside,
        decided_by="the retrain in Dagster",
    )
