"""Open the feature store of this installation from anywhere."""

from pathlib import Path

from feast import FeatureStore
from feast.infra.registry.registry_store import RegistryStore
from feast.protos.feast.core.Registry_pb2 import Registry as RegistryProto
from feast.repo_config import load_repo_config

from feature_repo.history import prepare, read_history
from feature_repo.home_registry import HomeRegistryStore, changing
from feature_repo.names import TEAM_STRENGTH, TIMESTAMP
from feature_repo.services import training_services
from feature_repo.views import catalogue
from livebet.settings import settings

FOLDER = Path(__file__).resolve().parent
CONFIG = FOLDER / "feature_store.yaml"


def open_store() -> FeatureStore:
    """The store that `feature_store.yaml` describes."""
    return FeatureStore(repo_path=str(FOLDER))


def registry_proto() -> RegistryProto:
    """The registry as it lies on disk; empty before the first apply."""
    store: RegistryStore = HomeRegistryStore(load_repo_config(FOLDER, CONFIG).registry, FOLDER)
    try:
        return store.get_registry_proto()
    except FileNotFoundError:
        return RegistryProto()


def apply() -> FeatureStore:
    """Record entities, views and the training services, as `feast apply` does; services of models stay."""
    store = open_store()
    declared = catalogue(settings().home)
    prepare(declared)
    views = [*declared.of_games, declared.team_strength]
    with changing():
        store.apply([declared.game, declared.team, *views, *training_services(declared)])
    return store


def materialize_teams() -> list[str]:
    """Bring the latest strength of every team online, as `feast materialize` does; tells which teams."""
    store = apply()
    past = read_history(TEAM_STRENGTH)
    if not len(past):
        return []
    instants = past[TIMESTAMP]
    store.materialize(instants.min().to_pydatetime(), instants.max().to_pydatetime(), [TEAM_STRENGTH])
    return sorted(past["team"].unique())
