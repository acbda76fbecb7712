"""What an earlier process told of games and plays, read back from the inbound log.

Who merges live feeds counts its corrections from there on: a correction that counted from 0 again would be
older than what the engine knows.
"""

from livebet.domain.messages import GameListed, Inbound, PlayDeleted, PlaySeen
from livebet.services.catch_up import id_key
from livebet.stream.bus import Bus, inbound

_OF_GAMES = (GameListed, PlaySeen, PlayDeleted)


async def told_before(bus: Bus) -> list[Inbound]:
    """Games and plays in the log as it is now, each game's in order."""
    told: list[Inbound] = []
    for partition in range(bus.partitions):
        told += await _of_stream(bus, inbound(partition))
    return told


async def _of_stream(bus: Bus, stream: str) -> list[Inbound]:
    tip = id_key(await bus.tip(stream))
    told: list[Inbound] = []
    if tip == (0, 0):
        return told
    async for batch in bus.read({stream: "0-0"}):
        told += [entry.message for entry in batch if isinstance(entry.message, _OF_GAMES)]
        if not batch or id_key(batch[-1].entry_id) >= tip:
            break
    return told
