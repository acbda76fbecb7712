"""The home parks of the NFL and of MLB since 2009: where they are, and whether the weather gets in.

Public knowledge: coordinates in degrees (WGS 84) of the field, to a few hundred metres. Seasons are named
after the year in which they begin; a park without `since` or `until` was its team's before 2009, or is still.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from livebet.domain.games import Game, Sport
from livebet.feeds.identity.names import plain

NEAR_KM = 12.0
"""How far a place whose weather is told may be from a park: weather models tell the middle of cells up to
11 km wide, and the airports that measure it are this near to most parks."""
FIRST_SEASON = 2009
LAST_SEASON = 9999
_EARTH_KM = 6371.0


class Roof(StrEnum):
    """Whether the weather gets in. A roof that opens counts as shut: no feed tells how it stands."""

    OUTDOOR = "outdoor"
    DOME = "dome"
    RETRACTABLE = "retractable"


_OUT, _DOME, _OPENS = Roof.OUTDOOR, Roof.DOME, Roof.RETRACTABLE


class Park(NamedTuple):
    """A team's home in some seasons; its newest name is the first."""

    team: str
    names: tuple[str, ...]
    latitude: float
    longitude: float
    roof: Roof = Roof.OUTDOOR
    since: int = FIRST_SEASON
    until: int = LAST_SEASON

    def km_from(self, latitude: float, longitude: float) -> float:
        """Kilometres along a great circle."""
        here, there = radians(self.latitude), radians(latitude)
        apart = radians(longitude - self.longitude)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(apart / 2) ** 2
        return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


_METLIFE = (("MetLife Stadium", "New Meadowlands Stadium"), 40.8135, -74.0745)
_MEADOWLANDS = (("Giants Stadium",), 40.8122, -74.0769)
_SOFI = (("SoFi Stadium",), 33.9534, -118.3391)
_OAKLAND = (
    "RingCentral Coliseum", "Oakland Coliseum", "Oakland-Alameda County Coliseum", "O.co Coliseum",
    "Overstock.com Coliseum", "McAfee Coliseum",
)  # fmt: skip

NFL: tuple[Park, ...] = (
    Park("ARI", ("State Farm Stadium", "University of Phoenix Stadium"), 33.5277, -112.2626, _OPENS),
    Park("ATL", ("Georgia Dome",), 33.7577, -84.4008, _DOME, until=2016),
    Park("ATL", ("Mercedes-Benz Stadium",), 33.7554, -84.4008, _OPENS, since=2017),
    Park("BAL", ("M&T Bank Stadium",), 39.2780, -76.6227),
    Park("BUF", ("Highmark Stadium", "Bills Stadium", "New Era Field", "Ralph Wilson Stadium"),
         42.7738, -78.7870, until=2025),
    Park("BUF", ("Highmark Stadium", "New Highmark Stadium"), 42.7736, -78.7925, since=2026),
    Park("CAR", ("Bank of America Stadium",), 35.2258, -80.8528),
    Park("CHI", ("Soldier Field",), 41.8623, -87.6167),
    Park("CIN", ("Paycor Stadium", "Paul Brown Stadium"), 39.0955, -84.5161),
    Park("CLE", ("Huntington Bank Field", "Cleveland Browns Stadium", "FirstEnergy Stadium"),
         41.5061, -81.6995),
    Park("DAL", ("AT&T Stadium", "Cowboys Stadium"), 32.7473, -97.0945, _OPENS),
    Park("DEN", ("Empower Field at Mile High", "Broncos Stadium at Mile High",
                 "Sports Authority Field at Mile High", "INVESCO Field at Mile High"), 39.7439, -105.0201),
    Park("DET", ("Ford Field",), 42.3400, -83.0456, _DOME),
    Park("GB", ("Lambeau Field",), 44.5013, -88.0622),
    Park("HOU", ("NRG Stadium", "Reliant Stadium"), 29.6847, -95.4107, _OPENS),
    Park("IND", ("Lucas Oil Stadium",), 39.7601, -86.1639, _OPENS),
    Park("JAX", ("EverBank Stadium", "EverBank Field", "TIAA Bank Field", "TIAA Bank Stadium",
                 "Jacksonville Municipal Stadium"), 30.3239, -81.6373),
    Park("KC", ("GEHA Field at Arrowhead Stadium", "Arrowhead Stadium"), 39.0489, -94.4839),
    Park("LA", ("Edward Jones Dome",), 38.6328, -90.1885, _DOME, until=2015),
    Park("LA", ("Los Angeles Memorial Coliseum", "LA Memorial Coliseum",
                "United Airlines Field at the Los Angeles Memorial Coliseum"),
         34.0141, -118.2879, since=2016, until=2019),
    Park("LA", *_SOFI, _DOME, since=2020),
    Park("LAC", ("Qualcomm Stadium", "SDCCU Stadium"), 32.7831, -117.1196, until=2016),
    Park("LAC", ("Dignity Health Sports Park", "ROKiT Field at Dignity Health Sports Park",
                 "StubHub Center"), 33.8644, -118.2611, since=2017, until=2019),
    Park("LAC", *_SOFI, _DOME, since=2020),
    Park("LV", _OAKLAND, 37.7516, -122.2005, until=2019),
    Park("LV", ("Allegiant Stadium",), 36.0909, -115.1833, _DOME, since=2020),
    Park("MIA", ("Hard Rock Stadium", "New Miami Stadium", "Sun Life Stadium", "Land Shark Stadium",
                 "Dolphin Stadium"), 25.9580, -80.2389),
    Park("MIN", ("Hubert H. Humphrey Metrodome", "Mall of America Field", "Metrodome",
                 "Mall of America Field at H.H.H. Metrodome"), 44.9738, -93.2581, _DOME, until=2013),
    Park("MIN", ("TCF Bank Stadium",), 44.9765, -93.2246, since=2014, until=2015),
    Park("MIN", ("U.S. Bank Stadium",), 44.9736, -93.2575, _DOME, since=2016),
    Park("NE", ("Gillette Stadium",), 42.0909, -71.2643),
    Park("NO", ("Caesars Superdome", "Mercedes-Benz Superdome", "Louisiana Superdome"),
         29.9511, -90.0812, _DOME),
    Park("NYG", *_MEADOWLANDS, until=2009),
    Park("NYG", *_METLIFE, since=2010),
    Park("NYJ", *_MEADOWLANDS, until=2009),
    Park("NYJ", *_METLIFE, since=2010),
    Park("PHI", ("Lincoln Financial Field",), 39.9008, -75.1675),
    Park("PIT", ("Acrisure Stadium", "Heinz Field"), 40.4468, -80.0158),
    Park("SEA", ("Lumen Field", "CenturyLink Field", "Qwest Field"), 47.5952, -122.3316),
    Park("SF", ("Candlestick Park",), 37.7136, -122.3861, until=2013),
    Park("SF", ("Levi's Stadium",), 37.4033, -121.9694, since=2014),
    Park("TB", ("Raymond James Stadium",), 27.9759, -82.5033),
    Park("TEN", ("Nissan Stadium", "LP Field"), 36.1665, -86.7713),
    Park("WAS", ("Northwest Stadium", "Commanders Field", "FedExField", "FedEx Field"), 38.9078, -76.8645),
)  # fmt: skip

MLB: tuple[Park, ...] = (
    Park("ATH", _OAKLAND, 37.7516, -122.2005, until=2024),
    Park("ATH", ("Sutter Health Park",), 38.5804, -121.5137, since=2025),
    Park("ATL", ("Turner Field",), 33.7350, -84.3894, until=2016),
    Park("ATL", ("Truist Park", "SunTrust Park"), 33.8907, -84.4677, since=2017),
    Park("AZ", ("Chase Field",), 33.4453, -112.0667, _OPENS),
    Park("BAL", ("Oriole Park at Camden Yards", "Camden Yards"), 39.2839, -76.6217),
    Park("BOS", ("Fenway Park",), 42.3467, -71.0972),
    Park("CHC", ("Wrigley Field",), 41.9484, -87.6553),
    Park("CIN", ("Great American Ball Park",), 39.0975, -84.5069),
    Park("CLE", ("Progressive Field",), 41.4962, -81.6852),
    Park("COL", ("Coors Field",), 39.7559, -104.9942),
    Park("CWS", ("Rate Field", "Guaranteed Rate Field", "U.S. Cellular Field"), 41.8300, -87.6338),
    Park("DET", ("Comerica Park",), 42.3390, -83.0485),
    Park("HOU", ("Daikin Park", "Minute Maid Park"), 29.7573, -95.3555, _OPENS),
    Park("KC", ("Kauffman Stadium",), 39.0517, -94.4803),
    Park("LAA", ("Angel Stadium", "Angel Stadium of Anaheim"), 33.8003, -117.8827),
    Park("LAD", ("Dodger Stadium", "UNIQLO Field at Dodger Stadium"), 34.0739, -118.2400),
    Park("MIA", ("Sun Life Stadium", "Land Shark Stadium", "Dolphin Stadium"), 25.9580, -80.2389, until=2011),
    Park("MIA", ("loanDepot park", "Marlins Park"), 25.7781, -80.2196, _OPENS, since=2012),
    Park("MIL", ("American Family Field", "Miller Park"), 43.0280, -87.9712, _OPENS),
    Park("MIN", ("Hubert H. Humphrey Metrodome", "Metrodome"), 44.9738, -93.2581, _DOME, until=2009),
    Park("MIN", ("Target Field",), 44.9817, -93.2776, since=2010),
    Park("NYM", ("Citi Field",), 40.7571, -73.8458),
    Park("NYY", ("Yankee Stadium",), 40.8296, -73.9262),
    Park("PHI", ("Citizens Bank Park",), 39.9061, -75.1665),
    Park("PIT", ("PNC Park",), 40.4469, -80.0057),
    Park("SD", ("Petco Park",), 32.7073, -117.1566),
    Park("SEA", ("T-Mobile Park", "Safeco Field"), 47.5914, -122.3325, _OPENS),
    Park("SF", ("Oracle Park", "AT&T Park"), 37.7786, -122.3893),
    Park("STL", ("Busch Stadium",), 38.6226, -90.1928),
    Park("TB", ("Tropicana Field",), 27.7682, -82.6534, _DOME, until=2024),
    Park("TB", ("George M. Steinbrenner Field", "Steinbrenner Field"), 27.9802, -82.5066,
         since=2025, until=2025),
    Park("TB", ("Tropicana Field",), 27.7682, -82.6534, _DOME, since=2026),
    Park("TEX", ("Globe Life Park in Arlington", "Globe Life Park", "Rangers Ballpark in Arlington"),
         32.7513, -97.0828, until=2019),
    Park("TEX", ("Globe Life Field",), 32.7475, -97.0842, _OPENS, since=2020),
    Park("TOR", ("Rogers Centre",), 43.6414, -79.3894, _OPENS, until=2019),
    Park("TOR", ("Sahlen Field",), 42.8811, -78.8745, since=2020, until=2020),
    Park("TOR", ("Rogers Centre",), 43.6414, -79.3894, _OPENS, since=2022),
    Park("WSH", ("Nationals Park",), 38.8730, -77.0074),
)  # fmt: skip
"""Toronto's three homes of 2021 are left out: the season alone does not tell which."""

PARKS: Mapping[Sport, Sequence[Park]] = {Sport.NFL: NFL, Sport.MLB: MLB}
"""Basketball is played indoors everywhere."""


def park(sport: Sport, team: str, season: int, venue: str = "") -> Park | None:
    """Where a team is at home in a season; None where nobody knows, or where a venue told is another.

    `venue` is a feed's name of where the game is: games abroad and Super Bowls are at nobody's home.
    """
    for one in PARKS.get(sport, ()):
        if one.team == team and one.since <= season <= one.until:
            return one if not venue or plain(venue) in _plain_names(one) else None
    return None


def outdoor_park(game: Game, venue: str = "") -> Park | None:
    """Where an outdoor game is; None for one under a roof, and where nobody knows."""
    home = park(game.sport, game.home_team, game.season, venue)
    return home if home is not None and home.roof is Roof.OUTDOOR else None


@lru_cache(maxsize=4_096)
def hosts_near(latitude: float, longitude: float) -> tuple[tuple[Sport, str], ...]:
    """The teams that have, or had, an outdoor park near a place: neighbours share their weather."""
    near = {
        (sport, one.team): None
        for sport, parks in PARKS.items()
        for one in parks
        if one.roof is Roof.OUTDOOR and one.km_from(latitude, longitude) <= NEAR_KM
    }
    return tuple(near)


@lru_cache(maxsize=256)
def _plain_names(one: Park) -> frozenset[str]:
    return frozenset(plain(name) for name in one.names)
