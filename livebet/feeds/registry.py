"""All feeds by name, and what `livebet parse` prints of a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

import msgspec

from livebet.domain.games import Game
from livebet.domain.messages import Refused
from livebet.domain.plays import Play
from livebet.feeds import nfl_official
from livebet.feeds.recording import Finding

Item = Game | Play | Finding | Refused
"""What a feed's bytes hold, normalised, and what of them could not be placed."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A place that we read from: its name and its parser, pure and never raising, whatever the bytes."""

    name: str
    parse: Callable[[bytes], Sequence[Item]]


FEEDS: dict[str, Feed] = {
    nfl_official.NAME: Feed(nfl_official.NAME, nfl_official.items),
}


def printed(feed: Feed, raw: bytes) -> Iterator[tuple[str, bool]]:
    """Lines of JSON for a file's items in order, and whether the line is a refusal (for stderr).

    Every line is an object with `item`: game, play, finding or refused.
    """
    for item in feed.parse(raw):
        line = {"item": _kind(item), **msgspec.to_builtins(item)}
        yield msgspec.json.encode(line).decode(), isinstance(item, Refused)


def _kind(item: Item) -> str:
    match item:
        case Game():
            return "game"
        case Play():
            return "play"
        case Finding():
            return "finding"
        case Refused():
            return "refused"
        case _:
            assert_never(item)
