"""What Feast finds when it reads this folder; `feast apply` imports this file, nothing else does.

Hence the one module that acts on import: it asks the settings for the home, and the registry there for the
services of model versions, which it declares again (see `feature_repo.services`).
"""

from feature_repo.services import registered, training_service
from feature_repo.store import registry_proto
from feature_repo.views import catalogue
from livebet.settings import settings

_declared = catalogue(settings().home)

game = _declared.game
team = _declared.team
game_state = _declared.game_state
team_strength = _declared.team_strength
market = _declared.market
training = training_service(_declared)

globals().update({service.name: service for service in registered(registry_proto())})
