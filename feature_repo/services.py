"""Feature services: one a model version, and one for training sets.

Training registers a service for each model version, while `feast apply` deletes what the folder does not
declare. The registry is therefore asked what training registered, and `definitions` declares that again:
the registry stays the only record, and a service goes only when somebody deletes it by name.
"""

from collections.abc import Sequence

from feast import FeatureService, FeatureStore
from feast.protos.feast.core.Registry_pb2 import Registry as RegistryProto

from feature_repo.home_registry import changing
from feature_repo.names import PROJECT, REVISION, model_name, service_name, training_name
from feature_repo.views import Catalogue, catalogue
from livebet.domain.games import Sport
from livebet.features.row import FEATURES_OF
from livebet.settings import settings


def _service(
    name: str, sport: Sport, features: Sequence[str], views: Catalogue, tags: dict[str, str]
) -> FeatureService:
    chosen: dict[str, list[str]] = {}
    for feature in features:
        chosen.setdefault(views.view_of(sport, feature).name, [REVISION]).append(feature)
    by_name = {view.name: view for view in views.of_games}
    return FeatureService(
        name=name, features=[by_name[view][names] for view, names in chosen.items()], tags=tags
    )


def training_services(views: Catalogue) -> list[FeatureService]:
    """All features of each sport's live state: what training sets are made of."""
    return [
        _service(training_name(sport), sport, features.names, views, {"model": model_name(sport)})
        for sport, features in FEATURES_OF.items()
    ]


def register(
    store: FeatureStore, sport: Sport, version: str | int, features: Sequence[str]
) -> FeatureService:
    """Record which features a model version reads; do so before an alias points to it.

    Raises:
        KeyError: a feature that no view of games holds.
    """
    tags = {"model": model_name(sport), "version": str(version)}
    service = _service(service_name(sport, version), sport, features, catalogue(settings().home), tags)
    with changing():
        store.apply([service])
    return service


def registered(registry: RegistryProto) -> list[FeatureService]:
    """The services of model versions in a registry, by name."""
    of_models = tuple(service_name(sport, "") for sport in Sport)
    found = [
        FeatureService.from_proto(service)
        for service in registry.feature_services
        if service.spec.project == PROJECT and service.spec.name.startswith(of_models)
    ]
    return sorted(found, key=lambda service: service.name)
