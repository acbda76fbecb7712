"""What a live reader says on the stream, and when silence means that the connection is dead."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

HOST = "stream-api.betfair.com"
PORT = 443
LOGIN_URL = "https://identitysso.betfair.com/api/login"
"""Takes a form of `username` and `password`, with the application key as the header X-Application."""
KEEP_ALIVE_URL = "https://identitysso.betfair.com/api/keepAlive"
"""Extends a session; it ends after twelve hours, in some countries after twenty minutes."""
CATALOGUE_URL = "https://api.betfair.com/exchange/betting/rest/v1.0/listMarketCatalogue/"
LINE_END = b"\r\n"
AUTHENTICATE_WITHIN = 15.0
"""Seconds after which the exchange closes a connection that says nothing."""
HEARTBEAT_MS = 5_000
FIELDS = ("EX_ALL_OFFERS", "EX_TRADED_VOL", "EX_LTP", "EX_MARKET_DEF")


def authentication(request_id: int, app_key: str, session_token: str) -> bytes:
    """The first line of a connection. It holds secrets: send it, never log it."""
    told = {"op": "authentication", "id": request_id, "appKey": app_key, "session": session_token}
    return _line(told)


class _LoggedIn(msgspec.Struct):
    token: str = ""
    session: str = msgspec.field(name="sessionToken", default="")


def session_token(answer: bytes) -> str | None:
    """The session token of an answer to a log-in, None where it was refused. Keep it in memory only."""
    try:
        told = msgspec.json.decode(answer, type=_LoggedIn)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return told.token or told.session or None


def catalogue(event_types: Sequence[str], market_types: Sequence[str], at_most: int = 200) -> bytes:
    """What to post for the names of markets: a session that is told the answer names runners by it."""
    wanted = {"eventTypeIds": list(event_types), "marketTypeCodes": list(market_types)}
    projection = ["EVENT", "RUNNER_DESCRIPTION", "MARKET_START_TIME"]
    told = {"filter": wanted, "marketProjection": projection, "sort": "FIRST_TO_START", "maxResults": at_most}
    return msgspec.json.encode(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Where a subscription stood: the newest `initialClk` and `clk` that it was told."""

    initial: str
    latest: str


def subscription(
    request_id: int,
    market_ids: Sequence[str],
    *,
    clocks: Clocks | None = None,
    heartbeat_ms: int = HEARTBEAT_MS,
    conflate_ms: int = 0,
) -> bytes:
    """Subscribe to markets; with the clocks of a broken connection only what changed since is told."""
    told: dict[str, object] = {
        "op": "marketSubscription",
        "id": request_id,
        "segmentationEnabled": True,
        "heartbeatMs": heartbeat_ms,
        "conflateMs": conflate_ms,
        "marketFilter": {"marketIds": list(market_ids)},
        "marketDataFilter": {"fields": list(FIELDS)},
    }
    if clocks is not None:
        told |= {"initialClk": clocks.initial, "clk": clocks.latest}
    return _line(told)


class _Clocked(msgspec.Struct):
    op: str
    initial: str | None = msgspec.field(name="initialClk", default=None)
    latest: str | None = msgspec.field(name="clk", default=None)


_CLOCKED = msgspec.json.Decoder(_Clocked)


def clocks_after(line: bytes, before: Clocks | None) -> Clocks | None:
    """The clocks to resubscribe with after a line of the stream; those from before where it tells none."""
    try:
        told = _CLOCKED.decode(line)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return before
    if told.op != "mcm":
        return before
    initial = told.initial or (before.initial if before else None)
    latest = told.latest or (before.latest if before else None)
    return Clocks(initial=initial, latest=latest) if initial and latest else before


def is_dead(silent_for: float, heartbeat_ms: int = HEARTBEAT_MS) -> bool:
    """Whether a connection that has been silent for so many seconds is to be made anew: two heartbeats."""
    return silent_for * 1000.0 > 2 * heartbeat_ms


def _line(told: dict[str, object]) -> bytes:
    return msgspec.json.encode(told) + LINE_END
