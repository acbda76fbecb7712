"""Opening the bus: one client per process, patient with a Redis that restarts."""

from redis import exceptions
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff

from livebet.settings import Settings
from livebet.stream.redis_streams import RedisBus

_BACKOFF = ExponentialWithJitterBackoff(base=0.05, cap=2.0)
_RETRIES = 20
"""About half a minute: a restarting Redis is waited for, a lost one ends the process with its reason."""


def redis_client(url: str) -> Redis:
    """A client that repeats a command whose connection broke.

    A repeated XADD may append twice; readers drop what they have seen by its offset or message id.
    """
    return Redis.from_url(
        url,
        retry=Retry(_BACKOFF, _RETRIES),
        retry_on_error=[exceptions.ConnectionError, exceptions.TimeoutError, exceptions.BusyLoadingError],
        socket_connect_timeout=5,
    )


def open_bus(settings: Settings) -> RedisBus:
    """The bus of this run.

    Raises:
        ValueError: no Redis was named.
    """
    if settings.redis_url is None:
        raise ValueError("no Redis: set LIVEBET_REDIS_URL, or let `livebet up` start one")
    client = redis_client(settings.redis_url.get_secret_value())
    return RedisBus(client, settings.partitions, settings.stream_bound)
