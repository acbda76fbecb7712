"""The NFL's GameCenter JSON (seasons 2009–2019): plays keyed by GSIS id, statistics by number."""

from livebet.domain.games import Game
from livebet.domain.messages import Refused
from livebet.domain.plays import Play
from livebet.feeds.nfl_official.games import NAME, Listing
from livebet.feeds.nfl_official.parse import parse
from livebet.feeds.recording import Finding

__all__ = ["NAME", "Listing", "items", "parse"]


def items(raw: bytes) -> list[Game | Play | Finding | Refused]:
    """A file as one list: the game, its plays in order, what was repaired, what was refused."""
    parsed = parse(raw)
    if isinstance(parsed, Refused):
        return [parsed]
    return [parsed.game, *parsed.plays, *parsed.findings, *parsed.refused]
