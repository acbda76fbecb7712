"""WebSocket: a game as it goes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, WebSocket, WebSocketException

from gateway.auth import get_current_user
from gateway.client import Client
from gateway.closing import NO_SUCH_GAME, TRY_LATER
from gateway.live import NoSuchGame, Rebuilding
from gateway.picture import Picture
from gateway.session import listen
from gateway.tokens import User
from gateway.wiring import Parts, TheParts

router = APIRouter()


def _picture(parts: Parts, game_id: str) -> Picture:
    try:
        picture = parts.live.picture(UUID(game_id))
    except ValueError:
        picture = None
    except Rebuilding as rebuilding:
        raise WebSocketException(TRY_LATER, str(rebuilding)) from None
    if picture is None:
        raise WebSocketException(NO_SUCH_GAME, str(NoSuchGame(game_id[:36])))
    return picture


def _after(websocket: WebSocket) -> int | None:
    """The offset to resume after; what is no offset asks for the snapshot."""
    text = websocket.query_params.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@router.websocket("/live/games/{game_id}")
async def live_game_stream(
    websocket: WebSocket, game_id: str, parts: TheParts, user: Annotated[User, Depends(get_current_user)]
) -> None:
    """Stream live game updates, odds, and predictions."""
    picture = _picture(parts, game_id)
    socket = websocket.state.socket
    client = Client(user, picture.game_id, socket, on_slow=parts.metrics.slow_clients.inc)
    heard = listen(client, websocket, parts.tokens, parts.clock)
    await parts.sockets.stream_game_events(client, picture, _after(websocket), heard)
