"""Reading by HTTP: rate limited, conditional, patient with faults that pass, and silent about secrets."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import blake2b

import httpx
import stamina
from aiolimiter import AsyncLimiter

from livebet.domain.clock import Clock
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.errors import ASK_AGAIN, FaultKind, FeedError

BODY_AT_MOST = 64 * 1024 * 1024
"""Bytes of one answer, uncompressed; the largest known (a whole game) has 3 MB."""
SHORT_WAIT = 5.0
"""A feed that asks to be left alone for this many seconds is asked again in place; else later."""
LONGEST_WAIT = 86_400.0
"""A feed that asks for more is misunderstood, or wrong."""
REMEMBERED = 1_000
"""Addresses whose last answers are known."""

Classify = Callable[[int, bytes], FaultKind | None]
"""What an answer's status and body mean where a feed has its own ways; None for what HTTP says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """How often and how patiently one asking is tried, in seconds."""

    number: int = 3
    first_wait: float = 0.5
    longest_wait: float = 5.0
    jitter: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a feed answered. `body` is None where nothing has changed since it was asked before."""

    status: int
    body: bytes | None = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    received_at: datetime


@dataclass(slots=True)
class _Seen:
    """What an address answered last: its validators, and a digest where it has none."""

    validators: dict[str, str]
    digest: bytes


def as_http(_status: int, _body: bytes) -> FaultKind | None:
    """Nothing but what HTTP itself says."""
    return None


class HttpPoller:
    """Asks one feed. Faults are `FeedError`; its words and its causes hold no secret."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        clock: Clock,
        requests_per_second: float | None,
        *,
        attempts: Attempts | None = None,
        classify: Classify = as_http,
    ) -> None:
        """Ask with `client` (made by `open_client`), no faster than the feed's terms allow."""
        self._client = client
        self._clock = clock
        self._limiter = limiter(requests_per_second)
        self._attempts = attempts or Attempts()
        self._classify = classify
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    async def ask(self, ask: Ask) -> Answer:
        """The answer, after a few attempts where a fault may pass.

        Raises:
            FeedError: there is none.
        """
        how = self._attempts
        async for attempt in stamina.retry_context(
            on=_again, attempts=how.number, timeout=None,
            wait_initial=how.first_wait, wait_max=how.longest_wait, wait_jitter=how.jitter,
        ):  # fmt: skip
            with attempt:
                return await self._once(ask)
        raise AssertionError("the last attempt raises")

    def forget(self, ask: Ask) -> None:
        """Read this address anew the next time, changed or not."""
        self._seen.pop(ask.where, None)

    async def _once(self, ask: Ask) -> Answer:
        if self._limiter is not None:
            await self._limiter.acquire()
        seen = self._seen.get(ask.where)
        request = ask.request(self._client, seen.validators if seen else {})
        try:
            response = await self._client.send(request, stream=True, follow_redirects=True)
            try:
                body = await _body(response)
            finally:
                await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise told(error) from None
        return self._answer(ask, response, body)

    def _answer(self, ask: Ask, response: httpx.Response, body: bytes) -> Answer:
        status, now = response.status_code, self._clock.now()
        unchanged = status == httpx.codes.NOT_MODIFIED
        kind = self._classify(status, body) or (None if unchanged else kind_of(status))
        if kind is not None:
            wait = wait_told(response.headers, now)
            raise FeedError(kind, f"status {status}", wait_seconds=wait, body=body)
        new = not unchanged and self._is_new(ask.where, response.headers, body)
        return Answer(status=status, body=body if new else None, headers=response.headers, received_at=now)

    def _is_new(self, where: str, headers: httpx.Headers, body: bytes) -> bool:
        """Whether an address answers otherwise than before; from now on this is what it answered."""
        digest = blake2b(body, digest_size=16).digest()
        before = self._seen.pop(where, None)
        names = (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since"))
        validators = {asks: headers[tells] for tells, asks in names if tells in headers}
        self._seen[where] = _Seen(validators, digest)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
        return before is None or before.digest != digest


def limiter(requests_per_second: float | None) -> AsyncLimiter | None:
    """A limiter for so many requests a second; a rate below one is one request each so many seconds."""
    if requests_per_second is None:
        return None
    return AsyncLimiter(max(1.0, requests_per_second), max(1.0, 1.0 / requests_per_second))


def kind_of(status: int) -> FaultKind | None:
    """What sort of fault a status is; None for an answer."""
    if status < 400:
        return None if 200 <= status < 300 else FaultKind.MISSHAPEN
    if status in (401, 403):
        return FaultKind.DENIED
    if status == 429:
        return FaultKind.BUSY
    return FaultKind.FAILING if status >= 500 else FaultKind.MISSING


def wait_told(headers: Mapping[str, str], now: datetime) -> float:
    """Seconds for which a feed wants to be left alone, at most a day: X tells the instant, in seconds."""
    until = headers.get("x-rate-limit-reset", "")
    if "Retry-After" not in headers and until.isdecimal():
        return _bounded(float(until) - now.timestamp())
    return retry_after(headers.get("Retry-After", ""), now)


def retry_after(text: str, now: datetime) -> float:
    """Seconds of a Retry-After header, given in seconds or as an instant; 0 where it says nothing."""
    if text.strip().isdecimal():
        return _bounded(float(text))
    try:
        return _bounded((parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _bounded(seconds: float) -> float:
    return min(max(0.0, seconds), LONGEST_WAIT)


def told(error: Exception) -> FeedError:
    """A fault of the transport in our words: only its kind, for its text may hold an address."""
    if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        return FeedError(FaultKind.SILENT, type(error).__name__)
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError | httpx.WriteError):
        return FeedError(FaultKind.CUT, type(error).__name__)
    if isinstance(error, httpx.TransportError):
        return FeedError(FaultKind.UNREACHABLE, type(error).__name__)
    return FeedError(FaultKind.MISSHAPEN, type(error).__name__)


async def _body(response: httpx.Response) -> bytes:
    read = bytearray()
    async for chunk in response.aiter_bytes():
        read += chunk
        if len(read) > BODY_AT_MOST:
            raise FeedError(FaultKind.MISSHAPEN, f"an answer of more than {BODY_AT_MOST} bytes")
    return bytes(read)


def _again(error: Exception) -> bool | float:
    if not isinstance(error, FeedError):
        return False
    if error.kind is FaultKind.BUSY and 0.0 < error.wait_seconds <= SHORT_WAIT:
        return error.wait_seconds
    return error.kind in ASK_AGAIN and error.wait_seconds <= SHORT_WAIT
