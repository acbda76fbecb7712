"""What a client may say on its socket, and what it is told when it says something else."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError


class Authenticate(BaseModel):
    """The first message of a browser's socket; later it puts off the end of the token."""

    model_config = ConfigDict(extra="forbid")
    type: Literal["authenticate"]
    token: str = Field(min_length=1, max_length=8192)


class Ping(BaseModel):
    """Answered with `pong`: a browser cannot send a WebSocket's own ping."""

    model_config = ConfigDict(extra="forbid")
    type: Literal["ping"]


ClientFrame = Authenticate | Ping

_ADAPTER: TypeAdapter[ClientFrame] = TypeAdapter(ClientFrame)


class BadFrame(Exception):  # noqa: N818 - it is an answer, told to the client as it stands
    """A frame that means nothing here; the text is fit for the client and repeats none of it."""


def parse(message: Mapping[str, Any]) -> ClientFrame:
    """The frame in an ASGI `websocket.receive` message.

    Raises:
        BadFrame: it is not text, not JSON, or none of the known types.
    """
    text = message.get("text")
    if text is None:
        raise BadFrame("frames are JSON text, not binary")
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as error:
        kinds = {one["type"] for one in error.errors(include_input=False, include_url=False)}
        if "json_invalid" in kinds:
            raise BadFrame("this is not JSON") from None
        raise BadFrame(
            'a frame is {"type": "authenticate", "token": …} or {"type": "ping"}, nothing more'
        ) from None
