"""Feature services: one a model version, and one for training sets.

Training registers a service for each model version, while `feast apply` deletes what the folder does not
declare. The registry is therefore asked what training registered, and `definitions` declares that again:
the registry stays the only record, and a service goes only when somebody deletes it by name.
"""

from collections.abc import Sequence

from feast import FeatureService, FeatureStore
from feast.protos.feast.core.Registry_pb2 import Registry as RegistryProto

from feature_repo.names import MODEL, PROJECT, REVISION, TRAINING, service_name
from feature_repo.views import Catalogue, catalogue
from livebet.features.nfl import FEATURES
from livebet.settings import settings


def _service(name: str, features: Sequence[str], views: Catalogue, tags: dict[str, str]) -> FeatureService:
    chosen: dict[str, list[str]] = {}
    for feature in features:
        chosen.setdefault(views.view_of(feature).name, [REVISION]).append(feature)
    by_name = {view.name: view for view in (views.game_state, views.market)}
    return FeatureService(
        name=name, features=[by_name[view][names] for view, names in chosen.items()], tags=tags
    )


def training_service(views: Catalogue) -> FeatureService:
    """All features of the live state: what training sets are made of."""
    return _service(TRAINING, FEATURES, views, {"model": MODEL})


def register(store: FeatureStore, version: str | int, features: Sequence[str]) -> FeatureService:
    """Record which features a model version reads; do so before an alias points to it.

    Raises:
        KeyError: a feature that no view of games holds.
    """
    tags = {"model": MODEL, "version": str(version)}
    service = _service(service_name(version), features, catalogue(settings().home), tags)
    store.apply([service])
    return service


def registered(registry: RegistryProto) -> list[FeatureService]:
    """The services of model versions in a registry, by name."""
    found = [
        FeatureService.from_proto(service)
        for service in registry.feature_services
        if service.spec.project == PROJECT and service.spec.name.startswith(service_name(""))
    ]
    return sorted(found, key=lambda service: service.name)
