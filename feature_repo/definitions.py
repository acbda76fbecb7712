"""What Feast finds when it reads this folder; `feast apply` imports this file, nothing else does.

Hence the one module that acts on import: it asks the settings for the home, and the registry there for the
services of model versions, which it declares again (see `feature_repo.services`); where a view has no past
yet it leaves an empty one.
"""

from feast import Project

from feature_repo.history import prepare
from feature_repo.names import PROJECT
from feature_repo.services import registered, training_services
from feature_repo.store import registry_proto
from feature_repo.views import catalogue
from livebet.settings import settings

_declared = catalogue(settings().home)
prepare(_declared)

project = Project(name=PROJECT, description="Live game states, team strength and markets")

game = _declared.game
team = _declared.team
team_strength = _declared.team_strength

globals().update({view.name: view for view in _declared.of_games})
globals().update({service.name: service for service in training_services(_declared)})
globals().update({service.name: service for service in registered(registry_proto())})
