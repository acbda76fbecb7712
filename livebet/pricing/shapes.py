"""Which sport's scores have which shape."""

from livebet.domain.games import Sport
from livebet.pricing.mlb_shape import MLB
from livebet.pricing.nba_shape import NBA
from livebet.pricing.nfl_shape import NFL
from livebet.pricing.shape import Shape

SHAPES: dict[Sport, Shape] = {Sport.NFL: NFL, Sport.NBA: NBA, Sport.MLB: MLB}
