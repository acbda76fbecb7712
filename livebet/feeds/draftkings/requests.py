"""What a live reader asks of DraftKings: the snapshot's address, and a subscription to changes."""

import msgspec

HOST = "https://sportsbook-nash.draftkings.com"
SOCKET = "wss://sportsbook-ws-us-nj.draftkings.com/websocket"
GAMES = "492"
"""The category of a league's games."""
GAME_LINES = "4518"
"""The subcategory of a league's game lines (moneyline, spread, total)."""


def snapshot_url(league: str, subcategory: str = GAME_LINES, site: str = "dkusnj") -> str:
    """The three lists of a league's games; `league` is DraftKings' id."""
    path = f"/sites/US-SB/api/sportscontent/{site}/v1/leagues/{league}"
    return f"{HOST}{path}/categories/{GAMES}/subcategories/{subcategory}"


def socket_url(packed: bool = False) -> str:
    """The socket's address; JSON unless packed."""
    return f"{SOCKET}?format={'msgpack' if packed else 'json'}&locale=en"


def subscription(request_id: str, game: str) -> bytes:
    """Subscribe to a game's markets; the public site's own placeholder stands in for a token."""
    told = {
        "jsonrpc": "2.0",
        "method": "subscribe",
        "id": request_id,
        "params": {
            "entity": "markets",
            "queryParams": {
                "query": f"$filter=eventId eq '{game}' AND tags/any(t: t eq 'OSB')",
                "initialData": False,
                "projection": "sportsbook",
                "locale": "en",
            },
            "forwardedHeaders": {},
            "clientMetadata": {"feature": "event", "X-Client-Name": "web"},
            "jwt": "default-token",
            "siteName": "dkusnj",
        },
    }
    return msgspec.json.encode(told)
