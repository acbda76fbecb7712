"""The weather of one game: of a batch of readings the one that suits best, measurements before forecasts."""

from dataclasses import dataclass, field

from livebet.domain.games import Game
from livebet.domain.messages import WeatherSeen
from livebet.feeds.items import WeatherTold
from livebet.feeds.weather.binding import MEASURED, Fit, fit, is_forecast, weather_of


@dataclass(slots=True)
class WeatherMerger:
    """What waits to be told, and the newest measurement that was."""

    _waiting: list[tuple[Fit, Game, WeatherTold]] = field(default_factory=list)
    _measured: WeatherTold | None = None

    def take(self, game: Game, told: WeatherTold) -> None:
        """Keep a reading of this game until the batch ends."""
        suits = fit(game, told)
        if suits is not None:
            self._waiting.append((suits, game, told))

    def settle(self) -> WeatherSeen | None:
        """The weather that the batch tells; None where it tells none."""
        if not self._waiting:
            return None
        waiting = [one for one in self._waiting if not self._overruled(one[2])]
        self._waiting.clear()
        if not waiting:
            return None
        _, game, told = min(waiting, key=lambda one: (is_forecast(one[2]), one[0]))
        if not is_forecast(told):
            self._measured = told
        return weather_of(game, told)

    def _overruled(self, told: WeatherTold) -> bool:
        known = self._measured
        return known is not None and is_forecast(told) and told.observed_at < known.observed_at + MEASURED
