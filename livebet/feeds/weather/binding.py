"""Which game a reading of the weather is of. Pure; nothing is looked up ahead of when it was known.

A reading counts for a game in an outdoor park within `stadiums.NEAR_KM` of its place, and is told as of when
it was measured or foretold (`observed_at`). Before the kickoff the weather wanted is that at the kickoff;
from then on it is that of the moment. A reading is meant for `expected_at`: it has to be within `APART` of
the moment wanted, and of several the nearest counts. A forecast does not replace a measurement of the game
less than `MEASURED` old. A reading without a temperature (minutes of rain alone) is not told.
"""

import math
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from livebet.domain.games import Game
from livebet.domain.messages import WeatherSeen
from livebet.feeds.items import WeatherTold
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.stadiums import NEAR_KM, outdoor_park

APART = timedelta(minutes=90)
"""Half of the longest step that forecasts have (three hours), half-day ones left out."""
LONGEST = timedelta(hours=6)
"""Games are over so long after their kickoff, delays for rain with them."""
MEASURED = timedelta(hours=1)


class Fit(NamedTuple):
    """How well a reading suits a game: less is better."""

    apart: timedelta
    km: float


def fit(game: Game, told: WeatherTold, venue: str = "") -> Fit | None:
    """How well it suits; None where it is not of this game. `venue` is a feed's name of where that is."""
    park = outdoor_park(game, venue)
    if park is None or told.latitude is None or told.longitude is None or told.temperature is None:
        return None
    if told.observed_at == UNKNOWN_INSTANT or told.observed_at > game.kickoff + LONGEST:
        return None
    apart = abs(told.expected_at - max(game.kickoff, told.observed_at))
    km = park.km_from(told.latitude, told.longitude)
    return Fit(apart, km) if apart <= APART and km <= NEAR_KM else None


def weather_of(game: Game, told: WeatherTold) -> WeatherSeen | None:
    """The weather of a game as a reading tells it; None where it is not of this game."""
    return None if fit(game, told) is None else weather_seen(game.game_id, told, told.observed_at)


def is_forecast(told: WeatherTold) -> bool:
    """Whether it is meant for later than it was known."""
    return told.expected_at > told.observed_at


def weather_seen(game_id: UUID, told: WeatherTold, at: datetime) -> WeatherSeen:
    """A reading as a message; what is untold is NaN."""
    return WeatherSeen(
        game_id=game_id,
        temperature=_number(told.temperature),
        wind=_number(told.wind),
        gust=_number(told.gust),
        precipitation=_number(told.precipitation),
        humidity=_number(told.humidity),
        observed_at=at,
    )


def _number(told: float | None) -> float:
    return math.nan if told is None else told
