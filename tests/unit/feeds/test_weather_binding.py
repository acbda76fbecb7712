"""Which game a reading of the weather is of, and which of several is told."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from livebet.domain.games import Game, SeasonType, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.messages import WeatherSeen
from livebet.feeds.feed import Authority
from livebet.feeds.identity.identify import Placed
from livebet.feeds.items import GameTold, WeatherTold
from livebet.feeds.merge import Merger
from livebet.feeds.refusals import UNKNOWN_INSTANT
from livebet.feeds.weather.binding import weather_of

KICKOFF = datetime(2016, 11, 14, 1, 30, tzinfo=UTC)
GAME = Game(
    game_id=game_uuid("game", "weather"),
    sport=Sport.NFL,
    season=2016,
    season_type=SeasonType.REGULAR,
    home_team="NE",
    away_team="SEA",
    kickoff=KICKOFF,
    feed="espn",
    native_id="1",
)


def told(minutes: float, *, for_minutes: float | None = None, temperature: float | None = 3.0) -> WeatherTold:
    """A reading at Norwood's airport, so long after the kickoff; a forecast where it is for another time."""
    at = KICKOFF + timedelta(minutes=minutes)
    return WeatherTold(
        feed="weather", native_id="", observed_at=at, latitude=42.12, longitude=-71.20, place="KOWD",
        expected_at=at if for_minutes is None else KICKOFF + timedelta(minutes=for_minutes),
        temperature=temperature, wind=11.0, gust=None, precipitation=0.0, humidity=60.0,
    )  # fmt: skip


def seen(readings: list[WeatherTold], merger: Merger | None = None) -> list[tuple[float, datetime]]:
    batch = [Placed(one, GAME, one.observed_at) for one in readings]
    said = (merger or Merger({"weather": Authority.DATA_COMPANY})).take(batch)
    return [(one.temperature, one.observed_at) for one in said if isinstance(one, WeatherSeen)]


def test_a_measurement_in_play_is_the_weather_of_the_game() -> None:
    found = weather_of(GAME, told(40))
    assert found is not None
    assert (found.game_id, found.temperature, found.wind, found.precipitation) == (
        GAME.game_id, 3.0, 11.0, 0.0,
    )  # fmt: skip
    assert math.isnan(found.gust)
    assert found.observed_at == KICKOFF + timedelta(minutes=40)


def test_before_the_kickoff_a_forecast_for_it_is_known_since_it_was_made() -> None:
    found = weather_of(GAME, told(-600, for_minutes=30))
    assert found is not None
    assert found.observed_at == KICKOFF - timedelta(minutes=600)


@pytest.mark.parametrize(
    ("why", "reading"),
    [
        ("measured this morning", told(-600)),
        ("foretold for tomorrow", told(-60, for_minutes=1400)),
        ("foretold in play for the end", told(10, for_minutes=150)),
        ("the game is long over", told(400)),
        ("rain alone", told(10, temperature=None)),
        ("in Boston", replace(told(10), latitude=42.36, longitude=-71.06)),
        ("nowhere", replace(told(10), latitude=None)),
        ("nobody knows since when", replace(told(10), observed_at=UNKNOWN_INSTANT)),
    ],
)
def test_what_is_not_the_weather_of_the_game(why: str, reading: WeatherTold) -> None:
    assert weather_of(GAME, reading) is None, why


@pytest.mark.parametrize(("home", "sport"), [("DET", Sport.NFL), ("DAL", Sport.NFL), ("BOS", Sport.NBA)])
def test_under_a_roof_there_is_no_weather(home: str, sport: Sport) -> None:
    detroit = replace(told(10), latitude=42.34, longitude=-83.05)
    assert weather_of(replace(GAME, home_team=home, sport=sport), detroit) is None


def test_of_a_batch_of_hours_the_nearest_to_the_kickoff_is_told() -> None:
    hours = [told(-120, for_minutes=minutes, temperature=minutes) for minutes in (-90, -30, 20, 90, 150)]
    assert seen(hours) == [(20.0, KICKOFF - timedelta(minutes=120))]


def test_a_measurement_comes_before_a_forecast_and_stands_for_an_hour() -> None:
    merger = Merger({})
    assert seen([told(5, for_minutes=30, temperature=9.0), told(3, temperature=4.0)], merger) == [
        (4.0, KICKOFF + timedelta(minutes=3))
    ]
    assert seen([told(30, for_minutes=60, temperature=9.0)], merger) == []
    assert seen([told(64, for_minutes=90, temperature=9.0)], merger) == [
        (9.0, KICKOFF + timedelta(minutes=64))
    ]
    assert seen([told(64, for_minutes=90, temperature=9.0)], merger) == []


def test_a_game_that_is_over_has_no_weather() -> None:
    merger = Merger({})
    final = GameTold(
        feed="espn", native_id="1", observed_at=KICKOFF, sport="nfl", home="NE", away="SEA", kickoff=KICKOFF,
        phase="final",
    )  # fmt: skip
    merger.take([Placed(final, GAME, KICKOFF)])
    assert seen([told(190)], merger) == []
    assert merger.left_out["WeatherTold after the end"] == 1
