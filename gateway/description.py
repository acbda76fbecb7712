"""What the API says of itself: title, words on tokens and on the WebSocket, the shapes of its messages."""

from importlib.metadata import version
from typing import Any

from gateway.problems import Problem
from gateway.protocol import LiveServiceMessage, LiveWebSocketMessage

_TEXT = """
Live games, odds, predictions and value bets.

**Token.** Every endpoint under `/live` wants a token: `Authorization: Bearer <token>`. `livebet up` prints
one, `livebet token` makes another. A token in the URL is refused.

**WebSocket** `/live/games/{game_id}`. A browser, which cannot set the header, sends the token in its first
message, `{"type": "authenticate", "token": "…"}`, or offers the subprotocols `livebet` and
`bearer.<token>`. Then come:

1. `snapshot`: the game as it stands, with the `offset` of the newest message in it;
2. every message of the game in order: `odds_update`, `game_event`, `value_bet`, `prediction_update`
   (`LiveWebSocketMessage` below) and `game_state`, `market_status`, `value_bet_withdrawn`,
   `value_bet_settled`, `finding` (`LiveServiceMessage`). All are numbered together by `offset`, without
   a gap.

Who was cut off comes back with `?after=<last offset>`: the answer is `resumed` and what was missed, or,
where that is no longer kept, a `snapshot` again (`recovered` false). A frame with `alert` answers one of
your alert subscriptions; it may be of another game and is no part of the run of offsets. What takes back
a thing you were alerted of (`value_bet_withdrawn`; a `game_event` of the type `retracted`) comes with the
same `alert`.
`{"type": "ping"}` is answered with `pong`; a frame that means nothing gets an `error` and the socket
lives on.

| close code | why |
|---|---|
| 4401 | no token that holds, or it has run out |
| 4404 | no such game |
| 4408 | you read too slowly; come back with `?after=` |
| 1013 | the gateway has just started; try again |
| 1012 | the gateway stops |

**Forecasts.** `confidence_score` is 1 minus the width of the band from `low` to `high`. Of all plays of a
season that are given about the same probability a share is won by the home side; in nine of ten seasons it
lies within the band. Missing features and an old state widen it. `game_call` and `called` mark calls:
promises about accuracy (0.85, 0.9) with thresholds frozen on earlier seasons, always to be read with their
coverage, which `/live/accuracy` tells. They are no promise of profit. `blended_probability` mixes ours with
the market's; it is for reading, and no price is ever judged by it. `/live/models/champion` says what a model
learnt from: where that is simulated seasons, nobody ever played its games.

**Instants** are the feed's. Where `wall_clock` is `made` they were made from the game clock of a recording.
**Quotes** of bookmakers named `sim:…` are simulated: no real money stands behind them.
"""

_TAGS = [
    {"name": "live", "description": "Games as they stand."},
    {"name": "feeds", "description": "Where games and prices are read, and how that goes."},
    {"name": "models", "description": "Who predicts, who runs beside, and how often that was right."},
    {"name": "alerts", "description": "Be told of what matters to you."},
    {"name": "health", "description": "For those who run it; open."},
]


def describe() -> dict[str, Any]:
    """The arguments of FastAPI that describe the API; its own docs page is ours (`gateway.routes.page`)."""
    return {
        "title": "Live Betting AI Engine",
        "version": version("livebet"),
        "description": _TEXT,
        "openapi_tags": _TAGS,
        "docs_url": None,
        "redoc_url": None,
    }


def add_shapes(document: dict[str, Any]) -> dict[str, Any]:
    """Put the shapes that no HTTP endpoint mentions (frames, problem details) among the schemas."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for model in (Problem, LiveWebSocketMessage, LiveServiceMessage):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        for name, part in schema.pop("$defs", {}).items():
            schemas.setdefault(name, part)
        schemas.setdefault(model.__name__, schema)
    return document
