"""A play with the instants that were made for it."""

from dataclasses import dataclass
from datetime import datetime

from livebet.domain.plays import Play, PlayKind


@dataclass(frozen=True, slots=True)
class TimedPlay:
    """A play with its made instants (UTC). `began` is the snap, None where nothing is snapped."""

    play: Play
    began: datetime | None
    ended: datetime


def reviewed(play: Play) -> bool:
    """Whether officials looked at it again; the feed tells the play once they are done."""
    if play.kind is PlayKind.REVIEW:
        return True
    text = play.description.lower()
    return "reviewed" in text or "challenged" in text
