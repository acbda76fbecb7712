"""Reading by HTTP, against a server that answers as feeds do."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import chain, repeat
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from livebet.domain.clock import SystemClock
from livebet.feeds.live import http
from livebet.feeds.live.ask import Ask
from livebet.feeds.live.errors import FaultKind, FeedError
from livebet.feeds.live.http import LONGEST_WAIT, Attempts, HttpPoller, limiter, retry_after, wait_told
from livebet.feeds.live.the_odds_api import classify

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
QUICK = Attempts(number=3, first_wait=0.001, longest_wait=0.005, jitter=0.0)
KEY = "k3y-that-nobody-may-see"


def poller(client: httpx.AsyncClient, **options: Any) -> HttpPoller:
    return HttpPoller(client, SystemClock(), None, attempts=QUICK, **options)


def in_turn(server: Any, *replies: Any) -> None:
    """Answer with one reply after the other, the last one for ever."""
    turn: Iterator[Any] = chain(replies, repeat(replies[-1]))
    server.answer = lambda _asked: next(turn)


async def test_an_answer_comes_as_its_bytes_with_its_headers(server: Any, client: Any, reply: Any) -> None:
    in_turn(server, reply(b'{"a": 1}', headers={"x-requests-remaining": "499"}))
    answer = await poller(client).ask(Ask(url=f"{server.url}/v4/odds", params={"regions": "us"}))
    assert (answer.status, answer.body, answer.headers["x-requests-remaining"]) == (200, b'{"a": 1}', "499")
    assert abs(answer.received_at - SystemClock().now()) < timedelta(seconds=5)
    assert [asked.path for asked in server.asked] == ["/v4/odds?regions=us"]


async def test_what_has_not_changed_is_asked_with_its_validators_and_tells_nothing(
    server: Any, client: Any, reply: Any
) -> None:
    tags = {"ETag": '"one"', "Last-Modified": "Sun, 22 Nov 2026 18:00:00 GMT"}
    in_turn(server, reply(b"[1]", headers=tags), reply(status=304), reply(b"[2]"))
    reader, ask = poller(client), Ask(url=f"{server.url}/pbp")
    assert [(await reader.ask(ask)).body for _ in range(3)] == [b"[1]", None, b"[2]"]
    first, second, third = (asked.headers for asked in server.asked)
    assert "if-none-match" not in first
    assert (second["if-none-match"], second["if-modified-since"]) == tuple(tags.values())
    assert third["if-none-match"] == '"one"'


async def test_the_same_answer_without_validators_is_told_once(server: Any, client: Any, reply: Any) -> None:
    in_turn(server, reply(b"[1]"), reply(b"[1]"), reply(b"[2]"))
    reader, ask = poller(client), Ask(url=f"{server.url}/scoreboard")
    assert [(await reader.ask(ask)).body for _ in range(3)] == [b"[1]", None, b"[2]"]
    reader.forget(ask)
    assert (await reader.ask(ask)).body == b"[2]"


async def test_a_server_that_stumbles_is_asked_again(server: Any, client: Any, reply: Any) -> None:
    in_turn(server, reply(b"<html>oops</html>", 500), reply(b"", 503), reply(b"[1]"))
    assert (await poller(client).ask(Ask(url=server.url))).body == b"[1]"
    assert len(server.asked) == 3


async def test_a_server_that_stays_down_is_a_fault_with_what_it_said(
    server: Any, client: Any, reply: Any
) -> None:
    in_turn(server, reply(b"<h1>596 Service Not Found</h1>", 596))
    with pytest.raises(FeedError, match=r"^failing: status 596$") as fault:
        await poller(client).ask(Ask(url=server.url))
    assert fault.value.body == b"<h1>596 Service Not Found</h1>"
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, FaultKind.DENIED), (403, FaultKind.DENIED), (404, FaultKind.MISSING), (429, FaultKind.BUSY),
        (204, None),
    ],
)  # fmt: skip
async def test_what_asking_again_does_not_mend_is_asked_once(
    server: Any, client: Any, reply: Any, status: int, kind: FaultKind | None
) -> None:
    in_turn(server, reply(b'{"message": "no"}', status))
    if kind is None:
        assert (await poller(client).ask(Ask(url=server.url))).status == status
    else:
        with pytest.raises(FeedError) as fault:
            await poller(client).ask(Ask(url=server.url))
        assert (fault.value.kind, fault.value.body) == (kind, b'{"message": "no"}')
    assert len(server.asked) == 1


async def test_a_short_wait_is_waited_for_and_a_long_one_is_passed_on(
    server: Any, client: Any, reply: Any
) -> None:
    in_turn(server, reply(b"", 429, {"Retry-After": "1"}), reply(b"[1]"))
    began = asyncio.get_running_loop().time()
    assert (await poller(client).ask(Ask(url=server.url))).body == b"[1]"
    assert asyncio.get_running_loop().time() - began >= 1.0
    in_turn(server, reply(b"", 429, {"Retry-After": "120"}))
    with pytest.raises(FeedError) as fault:
        await poller(client).ask(Ask(url=server.url))
    assert (fault.value.kind, fault.value.wait_seconds) == (FaultKind.BUSY, 120.0)


def test_a_wait_is_told_in_seconds_or_as_an_instant() -> None:
    at = format_datetime(NOW + timedelta(seconds=90), usegmt=True)
    told = ["7", at, "Sun, 06 Nov 1994 08:49:37 GMT", "soon", ""]
    assert [retry_after(text, NOW) for text in told] == [7.0, 90.0, 0.0, 0.0, 0.0]


def test_a_wait_without_end_is_a_day_and_a_number_that_is_none_says_nothing() -> None:
    far = format_datetime(NOW + timedelta(days=9_000), usegmt=True)
    told = ["9" * 12, "9" * 400, far, "\u00b2"]
    assert [retry_after(text, NOW) for text in told] == [LONGEST_WAIT, LONGEST_WAIT, LONGEST_WAIT, 0.0]
    assert wait_told({"x-rate-limit-reset": "9" * 400}, NOW) == LONGEST_WAIT


async def test_an_answer_without_end_is_cut(
    server: Any, client: Any, reply: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "BODY_AT_MOST", 10)
    in_turn(server, reply(b"x" * 10), reply(b"x" * 11))
    reader, ask = poller(client), Ask(url=server.url)
    assert (await reader.ask(ask)).body == b"x" * 10
    with pytest.raises(FeedError, match="misshapen: an answer of more than 10 bytes"):
        await reader.ask(ask)


async def test_what_was_asked_longest_ago_is_forgotten_first(
    server: Any, client: Any, reply: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "REMEMBERED", 2)
    in_turn(server, reply(b"[1]"))
    reader, asks = poller(client), [Ask(url=f"{server.url}/{number}") for number in range(3)]
    assert [(await reader.ask(ask)).body for ask in [*asks, asks[2], asks[0]]] == [
        b"[1]", b"[1]", b"[1]", None, b"[1]",
    ]  # fmt: skip


async def test_x_tells_the_instant_at_which_it_may_be_asked_again(
    server: Any, client: Any, reply: Any, set_clock: Any
) -> None:
    until = {"x-rate-limit-reset": str(int(NOW.timestamp()) + 42)}
    in_turn(server, reply(b"", 429, until), reply(b"", 429, {**until, "Retry-After": "7"}))
    reader = HttpPoller(client, set_clock(NOW), None, attempts=QUICK)
    for seconds in (42.0, 7.0):
        with pytest.raises(FeedError) as fault:
            await reader.ask(Ask(url=server.url))
        assert fault.value.wait_seconds == seconds


async def test_out_of_credit_is_no_wrong_key(server: Any, client: Any, reply: Any) -> None:
    body = b'{"message": "Usage quota has been reached.", "error_code": "OUT_OF_USAGE_CREDITS"}'
    in_turn(server, reply(body, 401), reply(b'{"error_code": "INVALID_KEY"}', 401))
    reader = poller(client, classify=classify)
    for kind in (FaultKind.SPENT, FaultKind.DENIED):
        with pytest.raises(FeedError) as fault:
            await reader.ask(Ask(url=server.url))
        assert fault.value.kind is kind


async def test_nobody_there_and_nobody_answering_are_faults(server: Any, client: Any) -> None:
    async def silence(_asked: Any, _writer: Any) -> None:
        await asyncio.sleep(30)

    async def half_an_answer(_asked: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")

    server.talk = half_an_answer
    with pytest.raises(FeedError, match=r"^cut off: RemoteProtocolError$"):
        await poller(client).ask(Ask(url=server.url))
    with pytest.raises(FeedError, match=r"^unreachable: ConnectError$"):
        await poller(client).ask(Ask(url="http://127.0.0.1:9"))
    server.talk = silence
    client.timeout = httpx.Timeout(0.05)
    with pytest.raises(FeedError, match=r"^silent: ReadTimeout$"):
        await poller(client).ask(Ask(url=server.url))


async def test_requests_keep_to_the_rate(server: Any, client: Any) -> None:
    reader = HttpPoller(client, SystemClock(), 20.0, attempts=QUICK)
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(reader.ask(Ask(url=f"{server.url}/{number}")) for number in range(26)))
    assert 0.25 <= asyncio.get_running_loop().time() - began < 5.0
    slow = limiter(0.1)
    assert slow is not None
    assert (slow.max_rate, slow.time_period) == (1.0, 10.0)
    assert limiter(None) is None


async def test_a_secret_is_sent_and_seen_by_nobody_else(
    server: Any, client: Any, reply: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    in_turn(server, reply(b"[1]"), reply(b"", 500), reply(b"", 500), reply(b"", 403))
    ask = Ask(
        url=f"{server.url}/odds",
        params={"regions": "us"},
        secret_params={"apiKey": SecretStr(KEY)},
        secret_headers={"Authorization": SecretStr(f"Bearer {KEY}")},
    )
    reader = poller(client)
    await reader.ask(ask)
    with pytest.raises(FeedError) as denied:
        await reader.ask(ask)
    assert {asked.path for asked in server.asked} == {f"/odds?regions=us&apiKey={KEY}"}
    assert {asked.headers["authorization"] for asked in server.asked} == {f"Bearer {KEY}"}
    shown = [repr(ask), ask.where, repr(denied.value), str(denied.value), *caplog.messages]
    assert [text for text in shown if KEY in text] == []
    assert any("/odds?regions=us" in message for message in caplog.messages)


async def test_a_fault_of_the_transport_shows_no_secret_in_its_traceback(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    ask = Ask(url="http://127.0.0.1:9/odds", secret_params={"apiKey": SecretStr(KEY)})
    try:
        await poller(client).ask(ask)
    except FeedError:
        logging.getLogger("test").exception("it failed")
    assert "unreachable: ConnectError" in caplog.text
    assert KEY not in caplog.text


async def test_a_redirect_to_somebody_else_gets_no_secret(
    server: Any, other_server: Any, client: Any, reply: Any
) -> None:
    in_turn(server, reply(status=302, headers={"Location": f"{other_server.url}/elsewhere"}))
    ask = Ask(url=server.url, secret_params={"key": SecretStr(KEY)}, secret_headers={"X-Key": SecretStr(KEY)})
    await poller(client).ask(ask)
    (elsewhere,) = other_server.asked
    assert (elsewhere.path, "x-key" in elsewhere.headers) == ("/elsewhere", False)


async def test_a_body_is_posted(server: Any, client: Any) -> None:
    await poller(client).ask(Ask(url=server.url, body=b'{"add": []}'))
    assert [(asked.method, asked.body) for asked in server.asked] == [("POST", b'{"add": []}')]
