"""A request with its secrets apart, so that they never reach a log, an exception or a repr."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
from pydantic import SecretStr

SECRETS = "livebet.secrets"
"""Under which name a request carries its secrets to the transport, below everything that logs requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What to ask a feed. It is a POST where it has a body, else a GET."""

    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_params: Mapping[str, SecretStr] = field(default_factory=dict)
    secret_headers: Mapping[str, SecretStr] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)

    @property
    def where(self) -> str:
        """The address without secrets: what a person may read, and what an archive keeps."""
        return f"{self.url}?{urlencode(self.params)}" if self.params else self.url

    def request(self, client: httpx.AsyncClient, headers: Mapping[str, str]) -> httpx.Request:
        """The request as everything above the transport sees it."""
        built = client.build_request(
            "GET" if self.body is None else "POST",
            self.url,
            params=dict(self.params) or None,
            headers={**self.headers, **headers},
            content=self.body,
        )
        secrets = Secrets(_origin(built.url), self.secret_params, self.secret_headers)
        built.extensions = {**built.extensions, SECRETS: secrets}
        return built


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What the transport adds to a request, for one origin only: a redirect elsewhere gets none of it."""

    origin: tuple[str, str, int | None]
    params: Mapping[str, SecretStr]
    headers: Mapping[str, SecretStr]

    def added(self, request: httpx.Request) -> httpx.Request:
        """The request as it goes over the wire."""
        if _origin(request.url) != self.origin:
            return request
        params = {name: secret.get_secret_value() for name, secret in self.params.items()}
        headers = request.headers.copy()
        headers.update({name: secret.get_secret_value() for name, secret in self.headers.items()})
        return httpx.Request(
            request.method,
            request.url.copy_merge_params(params) if params else request.url,
            headers=headers,
            stream=request.stream,
            extensions={name: value for name, value in request.extensions.items() if name != SECRETS},
        )


def secret_query(url: httpx.URL) -> dict[str, SecretStr]:
    """The query of an address that we were given, kept as secret as a key."""
    return {name: SecretStr(value) for name, value in url.params.multi_items()}


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


class SecretTransport(httpx.AsyncBaseTransport):
    """Adds a request's secrets below the client, which logs and shows the request without them."""

    def __init__(self, beneath: httpx.AsyncBaseTransport) -> None:
        """Send with another transport."""
        self._beneath = beneath

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request with its secrets."""
        secrets = request.extensions.get(SECRETS)
        sent = secrets.added(request) if isinstance(secrets, Secrets) else request
        return await self._beneath.handle_async_request(sent)

    async def aclose(self) -> None:
        """Close the transport beneath."""
        await self._beneath.aclose()


def open_client(seconds: float = 15.0) -> httpx.AsyncClient:
    """A client that keeps secrets; its timeouts are for one connection, one chunk.

    What travels over the wire is not logged at any level: it holds the addresses that we are redirected to.
    """
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
    beneath = httpx.AsyncHTTPTransport(limits=limits)
    return httpx.AsyncClient(
        transport=SecretTransport(beneath),
        timeout=httpx.Timeout(seconds, connect=10.0),
        headers={"User-Agent": "livebet/0.1 (sports data reader)"},
    )
