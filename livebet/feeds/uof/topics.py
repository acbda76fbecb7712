"""What to bind on the feed's AMQP exchange, and the REST side that fills gaps; pure, no key in a URL.

A routing key reads `priority.prematch.live.type.sport.urn.id.node`; on the exchange `unifiedfeed`, virtual
host `/unifiedfeed/<bookmaker id>`, the token is the user name and the password is empty. After an alive with
`subscribed=0`, or a break, ask for recovery and wait for the `snapshot_complete` of the same request.
"""

from datetime import datetime
from urllib.parse import quote, urlencode

EXCHANGE = "unifiedfeed"
PORT = 5671
"""TLS only."""

KEY_HEADER = "x-access-token"
HOST = "https://api.betradar.com"
PRODUCERS = {1: "liveodds", 3: "pre"}
"""Names of the producers in the recovery path: live odds and prematch."""

SPORTS = {"nfl": 16, "nba": 2, "mlb": 3, "soccer": 1}
"""The feed's numbers of sports, `sr:sport:<number>`: American football, basketball, baseball."""

SYSTEM = ("-.-.-.product_down.#", "-.-.-.snapshot_complete.#", "-.-.-.alive.#")


def account() -> str:
    """Who we are: the bookmaker's id, and its virtual host."""
    return f"{HOST}/v1/users/whoami.xml"


def virtual_host(bookmaker_id: int) -> str:
    """The virtual host of a bookmaker's account."""
    return f"/unifiedfeed/{bookmaker_id}"


def bindings(sports: tuple[str, ...], node: int | None = None) -> list[str]:
    """Routing keys: all messages of these sports, and the system's.

    With a `node`, recovered messages of other nodes are left out: each connection of one account has its own.
    """
    keys = [f"*.*.*.*.{SPORTS[sport]}.#" for sport in sports]
    if node is None:
        return [*keys, *SYSTEM]
    keys = [f"*.*.*.*.{SPORTS[sport]}.*.*.{end}" for sport in sports for end in ("-", str(node))]
    return [*keys, "-.-.-.product_down.#", f"-.-.-.snapshot_complete.-.-.-.{node}", "-.-.-.alive.#"]


def recovery(producer: int, request_id: int, after: datetime | None = None, node: int | None = None) -> str:
    """The URL to POST to: all odds now, or every change since `after` (at most some hours back)."""
    asked: dict[str, int] = {"request_id": request_id}
    if after is not None:
        asked["after"] = int(after.timestamp() * 1000)
    if node is not None:
        asked["node_id"] = node
    return f"{HOST}/v1/{PRODUCERS[producer]}/recovery/initiate_request?{urlencode(asked)}"


def fixture(event_id: str, language: str = "en") -> str:
    """A game's teams, hour and venue."""
    return f"{HOST}/v1/sports/{language}/sport_events/{quote(event_id, safe=':')}/fixture.xml"


def schedule(day: str, language: str = "en") -> str:
    """The games of a day (`YYYY-MM-DD`, or `live` for those in play)."""
    return f"{HOST}/v1/sports/{language}/schedules/{quote(day)}/schedule.xml"


def headers(token: str) -> dict[str, str]:
    """The header that carries the token."""
    return {KEY_HEADER: token}
