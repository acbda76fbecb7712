"""Whole answers: play-by-play, box scores and statistics of a game, and the games of a day."""

from collections.abc import Iterator

import msgspec

from livebet.feeds.items import Item
from livebet.feeds.refusals import refused
from livebet.feeds.sportradar.baseball import Innings
from livebet.feeds.sportradar.games import FOLLOWED, Contest, contest_of, game_told, score_told, sport_of
from livebet.feeds.sportradar.memory import GameMemory, Memory
from livebet.feeds.sportradar.nfl_payload import RawDrive
from livebet.feeds.sportradar.payload import NAME, Id, Period, RawGame
from livebet.feeds.sportradar.reading import BROKEN, Listed, read_play


class RawWhole(msgspec.Struct):
    """An answer that wraps its game."""

    game: RawGame


class RawLeague(msgspec.Struct):
    """A league by its abbreviation."""

    alias: str = ""


class RawSchedule(msgspec.Struct):
    """The games of a day."""

    games: list[msgspec.Raw]
    league: RawLeague = msgspec.field(default_factory=RawLeague)


class RawPart(msgspec.Struct):
    """A period: basketball lists its plays, football its drives and rows between them."""

    number: Period = 0
    sequence: Period | None = None
    type: str = ""
    events: list[msgspec.Raw] = []
    pbp: list[msgspec.Raw] = []


class RawRow(msgspec.Struct):
    """What places a play in its answer."""

    id: Id = "?"
    sequence: float | None = None
    reference: str = ""


_WHOLE = msgspec.json.Decoder(RawWhole)
_GAME = msgspec.json.Decoder(RawGame)
_SCHEDULE = msgspec.json.Decoder(RawSchedule)
_PART = msgspec.json.Decoder(RawPart)
_DRIVE = msgspec.json.Decoder(RawDrive)
_ROW = msgspec.json.Decoder(RawRow)


def read_schedule(raw: bytes, memory: Memory) -> Iterator[Item]:
    """The games of a day, and their scores."""
    schedule = _SCHEDULE.decode(raw)
    for game in schedule.games:
        try:
            told = _GAME.decode(game)
            sport = sport_of(told, schedule.league.alias)
            yield from memory.of(told.id).news(game_told(told, sport), score_told(told))
        except BROKEN as error:
            yield refused(NAME, f"game: {error}", bytes(game))


def read_game(raw: bytes, memory: Memory) -> Iterator[Item]:
    """An answer that wraps its game: baseball's."""
    yield from told_game(_WHOLE.decode(raw).game, memory, raw)


def read_answer(raw: bytes, memory: Memory) -> Iterator[Item]:
    """An answer that is its game: the other sports'."""
    yield from told_game(_GAME.decode(raw), memory, raw)


def told_game(game: RawGame, memory: Memory, raw: bytes) -> Iterator[Item]:
    """The head, and the plays of sports that are followed; what is not followed is named."""
    sport, known = _sport(game), memory.of(game.id)
    contest = contest_of(game, sport)
    yield from known.news(game_told(game, sport), score_told(game))
    if sport not in FOLLOWED:
        yield refused(NAME, f"not followed: plays of {sport}", raw, game.id)
    elif game.innings:
        innings = Innings(contest, known)
        for inning in game.innings:
            yield from innings.read(inning)
        yield from known.vanished(game.id, innings.listed)
    elif game.periods:
        yield from _periods(game, contest, known)
    elif b'"statistics"' in raw:
        yield refused(NAME, "not followed: statistics of teams and players", raw, game.id)


def _sport(game: RawGame) -> str:
    if game.half is None and game.periods and _PART.decode(game.periods[0]).type == "half":
        return "ncaamb"
    return sport_of(game)


def _periods(game: RawGame, contest: Contest, known: GameMemory) -> Iterator[Item]:
    listed: dict[str, tuple[int, str]] = {}
    for raw in game.periods:
        try:
            part = _PART.decode(raw)
            rows = [*part.events, *_rows(part.pbp)]
        except BROKEN as error:
            yield refused(NAME, f"period: {error}", bytes(raw), game.id)
            continue
        period = part.number if part.sequence is None else part.sequence
        for row in rows:
            item = read_play(row, contest, known, Listed(period, len(listed)))
            listed |= _listed(row, len(listed))
            if item is not None:
                yield item
    yield from known.vanished(game.id, listed)


def _rows(entries: list[msgspec.Raw]) -> Iterator[msgspec.Raw]:
    """The plays of drives, and the rows between drives, in order."""
    for entry in entries:
        drive = _DRIVE.decode(entry)
        yield from drive.events if drive.type == "drive" else (entry,)


def _listed(row: msgspec.Raw, place: int) -> dict[str, tuple[int, str]]:
    """A play's id with its place and the league's number of it; nothing of a row that is refused."""
    try:
        told = _ROW.decode(row)
        return {told.id: (place if told.sequence is None else int(told.sequence), told.reference)}
    except BROKEN:
        return {}
