"""Local servers that speak what feeds speak, on ephemeral ports of 127.0.0.1."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from ipaddress import IPv4Address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from livebet.feeds.live.ask import open_client
from livebet.feeds.live.feed import Payload
from livebet.feeds.live.http import Attempts
from livebet.feeds.live.interest import Interest

QUICK = Attempts(number=3, first_wait=0.001, longest_wait=0.005, jitter=0.0)


@dataclass
class Asked:
    """A request as it came over the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Reply:
    """A whole answer."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def wire(self) -> bytes:
        reason = HTTPStatus(self.status).phrase if self.status in set(HTTPStatus) else "Unknown"
        bodiless = self.status == 304
        lines = [f"HTTP/1.1 {self.status} {reason}", *(f"{k}: {v}" for k, v in self.headers.items())]
        lines += [] if bodiless else [f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + (b"" if bodiless else self.body)


Talk = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]
Answer = Callable[[Asked], Reply]


@dataclass
class Server:
    """A server of HTTP/1.1 whose answers a test writes; `asked` is what it was asked, in order."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    answer: Answer = field(default=lambda _asked: Reply(b"{}"))
    talk: Talk | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                asked = await _asked(reader)
                self.asked.append(asked)
                if self.talk is not None:
                    await self.talk(asked, writer)
                    return
                writer.write(self.answer(asked).wire())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


async def _asked(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *rest = head.split("\r\n")
    method, path, _ = first.split(" ")
    headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in rest if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """One server."""
    one = Server()
    async with await asyncio.start_server(one.serve, "127.0.0.1", 0) as listening:
        one.port = listening.sockets[0].getsockname()[1]
        yield one


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """The client that live feeds read with."""
    async with open_client(seconds=2.0) as one:
        yield one


@dataclass
class Heard:
    """An outlet that remembers."""

    interest: Interest = field(default_factory=Interest)
    payloads: list[Payload] = field(default_factory=list)
    alive_times: int = 0
    left: list[int] = field(default_factory=list)
    enough: Callable[["Heard"], bool] = field(default=lambda _heard: False)
    done: asyncio.Event = field(default_factory=asyncio.Event)

    async def hand(self, payload: Payload) -> None:
        self.payloads.append(payload)
        self._look()

    def alive(self) -> None:
        self.alive_times += 1
        self._look()

    def quota(self, left: int) -> None:
        self.left.append(left)
        self._look()

    def _look(self) -> None:
        if self.enough(self):
            self.done.set()

    @property
    def bodies(self) -> list[bytes]:
        return [payload.body for payload in self.payloads]


@dataclass
class SetClock:
    """A clock that a test sets."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture
async def other_server() -> AsyncIterator[Server]:
    """One more server."""
    one = Server()
    async with await asyncio.start_server(one.serve, "127.0.0.1", 0) as listening:
        one.port = listening.sockets[0].getsockname()[1]
        yield one


@pytest.fixture
def reply() -> type[Reply]:
    """Makes whole answers."""
    return Reply


@pytest.fixture
def heard() -> Callable[..., Heard]:
    """Makes outlets that remember."""
    return Heard


@pytest.fixture
def set_clock() -> Callable[[datetime], SetClock]:
    """Makes clocks that a test sets."""
    return SetClock


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1's own, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)  # noqa: TID251 - a certificate holds at the machine's own time
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
