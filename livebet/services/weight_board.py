"""What members of the serving ensembles weigh now, in Redis, for who shows it.

A hash `livebet:weights` holds under each sport the version that serves and its members' weights, as games
that were settled and the market have moved them since they were learnt.
"""

from collections.abc import Mapping
from typing import cast

import msgspec
from redis import Redis

from livebet.domain.games import Sport

KEY = "livebet:weights"


class Weights(msgspec.Struct, frozen=True):
    """Members' weights, shares of 1, of a model version."""

    model_version: str
    weights: dict[str, float]


class WeightBoard:
    """Reads and writes the board; each call is one round trip."""

    def __init__(self, client: Redis) -> None:
        """Take a client of redis-py that answers at once."""
        self._client = client

    def tell(self, weights: Mapping[Sport, Weights]) -> None:
        """Put what serves now in the place of what served before; sports that are not told of stay.

        Raises:
            redis.exceptions.RedisError: Redis does not answer.
        """
        if weights:
            told = {sport.value: msgspec.json.encode(one).decode() for sport, one in weights.items()}
            self._client.hset(KEY, mapping=told)

    def of(self, sport: Sport, model_version: str) -> dict[str, float] | None:
        """The weights of a sport's version; None where that version was not told of.

        Raises:
            redis.exceptions.RedisError: Redis does not answer.
        """
        found = cast("bytes | None", self._client.hget(KEY, sport.value))
        told = None if found is None else msgspec.json.decode(found, type=Weights)
        return told.weights if told is not None and told.model_version == model_version else None
