"""Which module folds which sport."""

from livebet.domain.games import Sport
from livebet.game.rules import Rules
from livebet.game.sports import mlb, nba, nfl

RULES: dict[Sport, Rules] = {Sport.NFL: nfl.RULES, Sport.NBA: nba.RULES, Sport.MLB: mlb.RULES}
