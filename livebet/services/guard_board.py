"""The guard's board in Redis: which phases of which sport are in alarm, for who blends or shows forecasts.

A hash `livebet:guard:<sport>` holds an entry under the first period of each phase in alarm. An alarm is of
the model version that serves; another version starts with a clean board unless it had been in alarm before.
"""

from typing import cast

import msgspec
from redis import Redis

from livebet.domain.games import Sport


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """One phase in alarm.

    `evidence` is the test's capital, which a calibrated model brings to 1/alpha with a chance of alpha at
    most, ever; `games` were judged; `direction` says how the forecasts are wrong; `since` is when (ISO 8601).
    """

    first_period: int
    phase: str
    model_version: str
    evidence: float
    games: int
    direction: str
    since: str


def board_key(sport: Sport) -> str:
    """The hash of a sport."""
    return f"livebet:guard:{sport.value}"


class GuardBoard:
    """Reads and writes the board; each call is one round trip of less than a millisecond."""

    def __init__(self, client: Redis) -> None:
        """Take a client of redis-py that answers at once, with or without decoded answers."""
        self._client = client

    def alarms(self, sport: Sport) -> frozenset[int]:
        """The first periods of the phases in alarm.

        Raises:
            redis.exceptions.RedisError: Redis does not answer.
        """
        return frozenset(int(first) for first in cast("list[bytes]", self._client.hkeys(board_key(sport))))

    def sounding(self, sport: Sport) -> tuple[Alarm, ...]:
        """The alarms themselves, in the order of their phases."""
        found = cast("list[bytes]", self._client.hvals(board_key(sport)))
        told = (msgspec.json.decode(one, type=Alarm) for one in found)
        return tuple(sorted(told, key=lambda alarm: alarm.first_period))

    def sound(self, sport: Sport, alarm: Alarm) -> None:
        """Put a phase into alarm; the same phase again is told anew."""
        self._client.hset(board_key(sport), str(alarm.first_period), msgspec.json.encode(alarm).decode())

    def clear(self, sport: Sport) -> None:
        """Take all alarms of a sport back."""
        self._client.delete(board_key(sport))
