"""Deterministic identifiers: the same item of the same feed always gets the same UUID (version 5).

A crash is a replay and nothing is stored twice because every identifier here is a pure function of
what the feed itself calls the thing.
"""

from hashlib import sha1
from uuid import NAMESPACE_URL, UUID, uuid5

_FREE_BITS = (1 << 128) - 1 - (0xF << 76) - (0b11 << 62)
_VERSION_5 = (5 << 76) + (0b10 << 62)
"""RFC 9562: what of a digest is kept, and the version and variant put into the rest."""

_ROOT = uuid5(NAMESPACE_URL, "https://livebet.invalid/ids")


def game_uuid(feed: str, native_id: str, replay_id: str = "") -> UUID:
    """The id of a game that `feed` calls `native_id`; each replay of it is a game of its own."""
    return uuid5(_ROOT, f"game/{feed}/{native_id}/{replay_id}")


def message_uuid(game_id: UUID, kind: str, *parts: object) -> UUID:
    """The id of one message of a game, from the parts that make it what it is."""
    name = "/".join((kind, *map(str, parts)))
    digest = sha1(game_id.bytes + name.encode(), usedforsecurity=False).digest()  # uuid5 without its detours
    return UUID(int=int.from_bytes(digest[:16], "big") & _FREE_BITS | _VERSION_5)
