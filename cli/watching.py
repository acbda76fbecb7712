"""A client of the gateway: chooses a game, follows its WebSocket, says each message in a line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from cli.faults import Fault

TOKEN_MINUTES = 720.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A game to follow."""

    game_id: str
    title: str


def _token() -> str:
    from gateway.auth import issue_token

    return issue_token("watch", TOKEN_MINUTES)


def choose_game(port: int, wanted: str) -> Chosen:
    """The active game that a team or an id names.

    Raises:
        Fault: no gateway answers, or no such game is on.
    """
    try:
        answer = httpx.get(
            f"http://127.0.0.1:{port}/live/games/active",
            headers={"Authorization": f"Bearer {_token()}"},
            timeout=10,
        )
    except httpx.HTTPError:
        raise Fault(
            f"no gateway answers on port {port}: start it with `livebet up`, or set LIVEBET_GATEWAY_PORT"
        ) from None
    if answer.status_code != 200:
        raise Fault(f"the gateway answers {answer.status_code}: is LIVEBET_HOME that of the run?")
    games: list[dict[str, Any]] = answer.json()
    return pick(games, wanted)


def pick(games: list[dict[str, Any]], wanted: str) -> Chosen:
    """The game of that team or id, any where nothing is wanted; of several the one heard of last.

    Raises:
        Fault: there is none.
    """
    for game in sorted(games, key=lambda game: str(game["last_updated"]), reverse=True):
        if wanted.upper() in ("", game["home_team"], game["away_team"]) or wanted == game["game_id"]:
            return Chosen(game["game_id"], f"{game['away_team']} at {game['home_team']}")
    on = ", ".join(f"{game['away_team']} at {game['home_team']}" for game in games) or "none"
    raise Fault(f"no active game {wanted}: on now: {on}")


async def follow(port: int, game_id: str, quotes: bool, say: Callable[[str], None]) -> None:
    """Say each message of the game until the socket closes.

    Raises:
        Fault: the gateway closed the socket, with its reason.
    """
    headers = {"Authorization": f"Bearer {_token()}"}
    url = f"ws://127.0.0.1:{port}/live/games/{game_id}"
    try:
        async with connect(url, additional_headers=headers, max_size=None) as socket:
            async for frame in socket:
                line = line_of(orjson.loads(frame), quotes)
                if line:
                    say(line)
    except BrokenPipeError:  # the reader of our lines is gone, as with `livebet watch | head`
        return
    except (ConnectionClosed, OSError) as fault:
        raise Fault(f"the gateway closed the socket: {fault}") from None


def line_of(frame: dict[str, Any], quotes: bool) -> str | None:
    """A frame in words; None for kinds that are not shown."""
    show = _LINES.get(frame["message_type"])
    if show is None or (frame["message_type"] == "odds_update" and not quotes):
        return None
    offset = frame.get("offset")
    return f"{'' if offset is None else offset:>7} {frame['message_type']:<19} {show(frame['data'])}"


def _state(data: dict[str, Any]) -> str:
    score, phase = data["current_score"], data["phase"]
    when = f"Q{data['quarter_period']} {data['game_clock']}" if phase == "in_play" else phase
    teams = f"{data['away_team']} {score['away']}–{score['home']} {data['home_team']}"
    return f"{teams} {when}  {data['description']}"


def _quote(data: dict[str, Any]) -> str:
    line = "" if data["line"] is None else f" {data['line']:+g}"
    return f"{data['bookmaker']} {data['bet_type']} {data['selection']}{line}"


def _prediction(data: dict[str, Any]) -> str:
    """Probability, band, what the market says, the calls it makes, the likeliest next score."""
    told = [f"home {data['home_win_probability']:.1%}"]
    if data["low"] is not None:
        told.append(f"[{data['low']:.1%}, {data['high']:.1%}]")
    if data["market_probability"] is not None:
        told.append(f"market {data['market_probability']:.1%}")
    if data["blended_probability"] is not None:
        told.append(f"blended {data['blended_probability']:.1%}")
    return "  ".join([*told, *_call(data), *_next(data["next_event"])])


def _call(data: dict[str, Any]) -> list[str]:
    """The promise of accuracy that is made, and for whom; the one call of a game before that of a play."""
    side = "home" if data["home_win_probability"] >= 0.5 else "away"
    if data["game_call"]:
        return [f"call of the game, {data['game_call']:.0%} promise: {side}"]
    return [f"called, {data['called']:.0%} promise: {side}"] if data["called"] else []


def _next(event: dict[str, Any] | None) -> list[str]:
    """The likeliest next score and the mean time to it; nothing where no model tells."""
    if not event or not event["score"]:
        return []
    name, chance = max(event["score"].items(), key=lambda told: told[1])
    return [f"next score: {name} {chance:.0%}, mean {event['minutes']:.1f} min"]


_LINES: dict[str, Callable[[dict[str, Any]], str]] = {
    "game_state": _state,
    "odds_update": lambda data: f"{_quote(data)} {data['old_odds']:.2f} → {data['new_odds']:.2f}",
    "game_event": lambda data: f"{data['event_type']} ({data['impact_score']:+.3f}) {data['description']}",
    "prediction_update": _prediction,
    "value_bet": lambda data: f"{_quote(data)} at {data['odds']:.2f}, edge {data['edge']:+.1%}",
    "value_bet_withdrawn": lambda data: data["reason"],
    "value_bet_settled": lambda data: f"{data['outcome']} at {data['odds']:.2f}",
    "error": lambda data: data["detail"],
}
