"""Keeps what an alias names: loads it, watches the alias, swaps it whole, refuses a broken one."""

from dataclasses import dataclass
from typing import Protocol

import structlog
from feast.errors import FeastError

from feature_repo.names import service_name
from feature_repo.online import Selected
from livebet.domain.games import Sport
from serving.metrics import CHALLENGER_INFO, MODEL_INFO, REFUSED_LOADS, RELOADS
from serving.model import LiveMLModel
from serving.registry import ALIAS, CHALLENGER, Cache, Registry, UnreachableError, Version
from training.ensemble.runner import Ensemble
from training.runner import BrokenModelError

REST = 15
"""Looks between two tries of a challenger that was refused: half a minute."""

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
    """Holds the champion as `served`. `look` blocks (files, network): run it on a thread, one at a time."""

    alias = ALIAS
    _gauge = MODEL_INFO

    def __init__(self, sport: Sport, registry: Registry, cache: Cache, features: Selects) -> None:
        """Begin with nothing served."""
        self.served: Served | None = None
        self.sport = sport
        self._registry = registry
        self._cache = cache
        self._features = features
        self._refused: tuple[Version, str] | None = None
        self._away = False

    def look(self) -> None:
        """Follow the alias; where MLflow is away or its champion is broken go on with the last good one."""
        try:
            version = self._registry.version(self.alias)
        except UnreachableError as error:
            version = None
            self._miss(error)
        else:
            self._away = False
        if version is not None and (self.served is None or version != self.served.version):
            self._take(version)
        if self.served is None and (self._away or version is not None):
            kept = self._cache.current(self.alias)
            if kept is not None and kept != version:
                self._take(kept)

    def _miss(self, error: UnreachableError) -> None:
        if not self._away:
            kept = self.served.version if self.served else self._cache.current(self.alias)
            log.warning(
                "mlflow is away, going on with the local copy",
                alias=self.alias,
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
        folder = self._cache.bring(version, self._registry)
        ensemble = Ensemble.from_folder(folder)
        service = service_name(self.sport, version.number)
        selected = self._features.select(service)
        known = {name for part in selected for name in part.names}
        lacking = [name for name in ensemble.features if name not in known]
        if lacking:
            raise BrokenModelError(f"{service} lacks {', '.join(lacking)}")
        return Served(version, LiveMLModel(ensemble, folder), selected)

    def _swap(self, served: Served) -> None:
        self._show(0)
        if self.served is not None:
            self.served.model.keep()
        self.served = served
        self._refused = None
        self._cache.keep(served.version, self.alias)
        self._show(1)
        RELOADS.labels(self.sport, served.version.number).inc()
        log.info(f"{self.alias} in service", sport=self.sport.value, model_version=served.version.number)

    def _show(self, value: int) -> None:
        """Tell metrics whether what is served is in service."""
        if self.served is not None:
            self._gauge.labels(self.sport, self.served.version.number).set(value)

    def _refuse(self, version: Version, reason: str) -> None:
        """Say and count a refusal once; it is tried again, because its feature service may come later."""
        if self._refused != (version, reason):
            REFUSED_LOADS.labels(self.sport, version.number).inc()
            log.error(
                f"{self.alias} refused",
                sport=self.sport.value,
                model_version=version.number,
                reason=reason,
            )
        self._refused = (version, reason)


class ShadowKeeper(Keeper):
    """Holds the challenger as `served`, with memories and weights of its own.

    Where the alias is gone, names a broken version, or the champion's own, there is no challenger. While
    MLflow is away the one at hand is still asked. A refused one is tried again every `REST` looks only, since
    loading it costs time that belongs to the champion.
    """

    alias = CHALLENGER
    _gauge = CHALLENGER_INFO

    def __init__(
        self, sport: Sport, registry: Registry, cache: Cache, features: Selects, champion: Keeper
    ) -> None:
        """Take the champion's keeper, which is to look before this one does."""
        super().__init__(sport, registry, cache, features)
        self._champion = champion
        self._rest = 0

    def look(self) -> None:
        """Follow the alias."""
        try:
            version = self._registry.version(self.alias)
        except UnreachableError:
            return
        champion = self._champion.served
        if self.served is not None and (version != self.served.version or self._is_champions(version)):
            self._drop(self.served)
        if version is None or self.served is not None or self._is_champions(version) or champion is None:
            return
        self._rest = self._rest - 1 if self._refused and self._refused[0] == version else 0
        if self._rest <= 0:
            self._rest = REST
            self._take(version)

    def _is_champions(self, version: Version | None) -> bool:
        champion = self._champion.served
        return champion is not None and version == champion.version

    def _drop(self, served: Served) -> None:
        served.model.keep()
        self._show(0)
        self.served = None
        self._cache.release(self.alias)
        log.info("no challenger", sport=self.sport.value, model_version=served.version.number)
