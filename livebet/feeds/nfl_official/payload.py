"""The shape of a GameCenter file: `{eid: {home, away, drives, scrsummary, qtr, …}}`, maybe gzipped.

Plays stay raw bytes here, so that a bad one is refused alone.
"""

import re
from typing import Annotated

import msgspec

from livebet.feeds.packing import UnreadableError, unpacked

Small = Annotated[int, msgspec.Meta(ge=-1000, le=1000)]
Period = Annotated[int, msgspec.Meta(ge=1, le=15)]
Words = Annotated[str, msgspec.Meta(max_length=4000)]
"""The longest description of eleven seasons has 1,100 characters."""

Down = Annotated[int, msgspec.Meta(ge=0, le=4)]


class RawStat(msgspec.Struct, rename={"stat_id": "statId"}):
    """One statistic of a play: who (`clubcode`), what (`stat_id`, the league's numbers), how far."""

    stat_id: int
    clubcode: str | None = None
    yards: Small | None = None
    sequence: Small = 0


class RawPlay(msgspec.Struct):
    """One play as the feed tells it."""

    qtr: Period
    desc: Words
    down: Down = 0
    time: str | None = None
    yrdln: str | None = None
    ydstogo: Small | None = None
    posteam: str | None = None
    note: str | None = None
    sp: bool | None = None
    players: dict[str, list[RawStat]] = {}


class RawDrive(msgspec.Struct):
    """One drive: its plays by GSIS play id, still raw."""

    plays: dict[str, msgspec.Raw] = {}


class RawTries(msgspec.Struct):
    """The tries in one player's totals: kicks made and missed, two-point attempts made and all."""

    xpmade: Small = 0
    xpmissed: Small = 0
    twopta: Small = 0
    twoptm: Small = 0


class RawStats(msgspec.Struct):
    """The parts of a team's totals that count tries."""

    kicking: dict[str, RawTries] = {}
    passing: dict[str, RawTries] = {}
    rushing: dict[str, RawTries] = {}


class RawTeam(msgspec.Struct):
    """One team: its abbreviation, its points by period ("1"–"5" and "T"), its players' totals."""

    abbr: str
    score: dict[str, int | None] = {}
    stats: RawStats = msgspec.field(default_factory=RawStats)


class RawSummary(msgspec.Struct):
    """A line of the scoring summary."""

    type: str | None = None
    desc: str | None = None
    qtr: int | None = None
    team: str | None = None


class RawGame(msgspec.Struct):
    """The game."""

    home: RawTeam
    away: RawTeam
    drives: dict[str, msgspec.Raw]
    scrsummary: dict[str, RawSummary] = {}
    qtr: int | str | None = None


_EID = re.compile(r"\d{10}")
_FILE = msgspec.json.Decoder(dict[str, msgspec.Raw])
_GAME = msgspec.json.Decoder(RawGame, strict=False)
_DRIVE = msgspec.json.Decoder(RawDrive)
_PLAY = msgspec.json.Decoder(RawPlay, strict=False)


def read_game(raw: bytes) -> tuple[str, RawGame]:
    """The game's GameCenter id and content.

    Raises:
        UnreadableError: it is no GameCenter game.
    """
    text = unpacked(raw)
    try:
        parts = _FILE.decode(text)
        eid = next((name for name in parts if _EID.fullmatch(name)), None)
        if eid is None:
            raise UnreadableError("no game id (ten digits) names the content")
        return eid, _GAME.decode(parts[eid])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadableError(f"not the shape of a game: {error}") from error


def read_drive(raw: msgspec.Raw) -> RawDrive:
    """One drive.

    Raises:
        UnreadableError: it is none.
    """
    try:
        return _DRIVE.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadableError(f"not the shape of a drive: {error}") from error


def read_play(raw: msgspec.Raw) -> RawPlay:
    """One play.

    Raises:
        UnreadableError: a field is missing or holds what it cannot.
    """
    try:
        return _PLAY.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadableError(f"not the shape of a play: {error}") from error
