"""The weather, polled by outdoor park: Open-Meteo, the National Weather Service, OpenWeatherMap with a key.

Parks are those of games that are on or begin within a day. Before a game forecasts are asked for, in play
what is measured. One service that fails leaves the others: its askings alone become seldom.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from livebet.domain.games import Sport
from livebet.feeds import weather
from livebet.feeds.identity.games import season_of
from livebet.feeds.identity.tables import Tables
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.errors import FaultKind
from livebet.feeds.live.http import Answer
from livebet.feeds.live.interest import Interest, WatchedGame, Worth, worth
from livebet.feeds.live.polled import PolledFeed
from livebet.feeds.live.schedule import Pace, Target
from livebet.feeds.live.wiring import Wiring
from livebet.feeds.stadiums import PARKS, Park, Roof, park
from livebet.feeds.weather import urls

NAME = weather.NAME
PACE = Pace(close=300.0, in_play=300.0, soon=600.0, far=3_600.0)
"""Models renew `current` every quarter of an hour, stations measure every hour and when it changes."""
AHEAD = timedelta(days=1)
_DIRECTORY_EVERY = 86_400.0
_STATION = re.compile(r"[A-Z0-9]{3,8}")
_JSON = {"Accept": "application/geo+json"}


class _Links(msgspec.Struct):
    stations: str = msgspec.field(name="observationStations", default="")
    grid: str = msgspec.field(name="forecastGridData", default="")


class _Point(msgspec.Struct):
    properties: _Links


class _Stations(msgspec.Struct):
    stations: list[str] = msgspec.field(name="observationStations", default_factory=list)


class WeatherPlan:
    """What is known of each park: how the Weather Service calls its grid and its nearest station."""

    def __init__(self, wiring: Wiring) -> None:
        """Read all three where the settings have a key for OpenWeatherMap, else two."""
        self._wiring = wiring
        self._tables = Tables()
        self._links: dict[str, _Links] = {}
        self._station: dict[str, str] = {}
        key = wiring.settings.openweathermap_key
        self._key = {urls.KEY_PARAMETER: key} if key is not None and key.get_secret_value() else {}

    def targets(self, interest: Interest, now: datetime) -> Sequence[Target]:
        """Every service's answers about every park that matters now."""
        parks = self._parks(interest, now)
        return [target for home, best in parks.items() for target in self._of_park(home, best)]

    def _parks(self, interest: Interest, now: datetime) -> dict[Park, Worth]:
        found: dict[Park, Worth] = {}
        for sport in PARKS:
            for game in interest.of_sport(sport.value):
                home, best = self._park(sport, game, now), worth(game, now)
                if home is not None and best > Worth.NOTHING:
                    found[home] = max(best, found.get(home, best))
        return found

    def _park(self, sport: Sport, game: WatchedGame, now: datetime) -> Park | None:
        """The outdoor park of a game that begins within a day, or is on."""
        team, kickoff = self._tables.team(sport, game.home), game.kickoff or now
        if team is None or kickoff > now + AHEAD:
            return None
        home = park(sport, team, season_of(sport, kickoff), game.venue)
        return home if home is not None and home.roof is Roof.OUTDOOR else None

    def _of_park(self, home: Park, best: Worth) -> Iterator[Target]:
        place = f"{home.latitude:.4f},{home.longitude:.4f}"
        in_play = best >= Worth.IN_PLAY
        now = urls.open_meteo(home.latitude, home.longitude, hours=not in_play)
        yield self._target(f"open_meteo/{place}", urls.OPEN_METEO, best, now)
        yield from self._of_nws(home, place, best)
        if self._key and best > Worth.FAR:
            asked = urls.openweathermap(home.latitude, home.longitude)
            ask = Ask(
                url=self._wiring.address(NAME, urls.OPENWEATHERMAP), params=asked, secret_params=self._key
            )
            yield Target(key=f"openweathermap/{place}", ask=ask, worth=best)

    def _of_nws(self, home: Park, place: str, best: Worth) -> Iterator[Target]:
        links, station = self._links.get(place), self._station.get(place)
        if links is None:
            point = urls.nws_point(home.latitude, home.longitude)
            yield self._target(f"points/{place}", point, best, least_seconds=_DIRECTORY_EVERY)
        elif station is None and links.stations:
            yield self._target(f"stations/{place}", links.stations, best, least_seconds=_DIRECTORY_EVERY)
        if station is not None and best > Worth.FAR:
            yield self._target(f"latest/{place}", urls.nws_latest(station), best)
        if links is not None and links.grid and best < Worth.IN_PLAY:
            yield self._target(f"grid/{place}", links.grid, best, least_seconds=PACE.far)

    def _target(
        self,
        key: str,
        url: str,
        worth: Worth,
        params: Mapping[str, str] | None = None,
        least_seconds: float = 0.0,
    ) -> Target:
        ask = Ask(url=self._wiring.address(NAME, url), params=params or {}, headers=_JSON)
        return Target(key=key, ask=ask, worth=worth, least_seconds=least_seconds)

    def heard(self, target: Target, answer: Answer) -> None:
        """Learn from directories which grid and station a park has; what they point to elsewhere is none."""
        what, _, place = target.key.partition("/")
        try:
            if answer.body is None:
                return
            if what == "points":
                self._links[place] = _ours(msgspec.json.decode(answer.body, type=_Point).properties)
            elif what == "stations":
                nearest = msgspec.json.decode(answer.body, type=_Stations).stations[0].rpartition("/")[2]
                if _STATION.fullmatch(nearest):
                    self._station[place] = nearest
        except (msgspec.MsgspecError, ValueError, RecursionError, IndexError):
            return

    def left(self, _headers: Mapping[str, str]) -> int | None:
        """There is no quota."""
        return None


def _ours(links: _Links) -> _Links:
    """Only addresses of the Weather Service itself are followed."""
    return _Links(*(url if url.startswith(f"{urls.NWS}/") else "" for url in (links.stations, links.grid)))


def classify(status: int, body: bytes) -> FaultKind | None:
    """What a fault means for all: nothing, where it is not Open-Meteo's, which is asked about every park."""
    others = b"api.weather.gov" in body or b'"cod"' in body
    return FaultKind.MISSING if status >= 400 and others else None


def live(wiring: Wiring) -> PolledFeed:
    """The feed's live reader."""
    return wiring.polled(NAME, weather.FEED.terms, WeatherPlan(wiring), PACE, classify=classify)
