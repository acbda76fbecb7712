"""Keeps the champion: loads it, watches the alias, swaps it whole, refuses a broken one."""

from dataclasses import dataclass
from typing import Protocol

import structlog
from feast.errors import FeastError

from feature_repo.names import service_name
from feature_repo.online import Selected
from livebet.domain.games import Sport
from serving.metrics import MODEL_INFO, REFUSED_LOADS, RELOADS
from serving.model import LiveMLModel
from serving.registry import Cache, Registry, UnreachableError, Version
from training.ensemble.runner import Ensemble
from training.runner import BrokenModelError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Served:
    """A model with all that belongs to it; replaced whole, so that no request sees half of two."""

    version: Version
    model: LiveMLModel
    selected: list[Selected]


class Selects(Protocol):
    """What the keeper needs of the feature store."""

    def select(self, service: str) -> list[Selected]:
        """What a feature service reads."""
        ...


class Keeper:
    """Holds `served`. `look` blocks (files, network): run it on a thread of its own, one at a time."""

    def __init__(self, sport: Sport, registry: Registry, cache: Cache, features: Selects) -> None:
        """Begin with nothing served."""
        self.served: Served | None = None
        self._sport = sport
        self._registry = registry
        self._cache = cache
        self._features = features
        self._refused: tuple[Version, str] | None = None
        self._away = False

    def look(self) -> None:
        """Follow the alias; where MLflow is away or its champion is broken go on with the last good one."""
        try:
            version = self._registry.champion()
        except UnreachableError as error:
            version = None
            self._miss(error)
        else:
            self._away = False
        if version is not None and (self.served is None or version != self.served.version):
            self._take(version)
        if self.served is None and (self._away or version is not None):
            kept = self._cache.current()
            if kept is not None and kept != version:
                self._take(kept)

    def _miss(self, error: UnreachableError) -> None:
        if not self._away:
            kept = self.served.version if self.served else self._cache.current()
            log.warning(
                "mlflow is away, going on with the local copy",
                model_version=kept.number if kept else None,
                reason=str(error)[:300],
            )
        self._away = True

    def _take(self, version: Version) -> None:
        try:
            served = self._load(version)
        except UnreachableError as error:
            self._miss(error)
        except (BrokenModelError, FeastError, KeyError, ValueError) as error:
            self._refuse(version, str(error))
        else:
            self._swap(served)

    def _load(self, version: Version) -> Served:
        champion = Ensemble.from_folder(self._cache.bring(version, self._registry))
        service = service_name(self._sport, version.number)
        selected = self._features.select(service)
        known = {name for part in selected for name in part.names}
        lacking = [name for name in champion.features if name not in known]
        if lacking:
            raise BrokenModelError(f"{service} lacks {', '.join(lacking)}")
        return Served(version, LiveMLModel(champion), selected)

    def _swap(self, served: Served) -> None:
        if self.served is not None:
            MODEL_INFO.labels(self._sport, self.served.version.number).set(0)
        self.served = served
        self._refused = None
        self._cache.keep(served.version)
        MODEL_INFO.labels(self._sport, served.version.number).set(1)
        RELOADS.labels(self._sport, served.version.number).inc()
        log.info("champion in service", sport=self._sport.value, model_version=served.version.number)

    def _refuse(self, version: Version, reason: str) -> None:
        """Say and count a refusal once; it is tried again, because its feature service may come later."""
        if self._refused != (version, reason):
            REFUSED_LOADS.labels(self._sport, version.number).inc()
            log.error(
                "champion refused", sport=self._sport.value, model_version=version.number, reason=reason
            )
        self._refused = (version, reason)
