"""Bytes of a GameCenter file to a recording. Pure: the same bytes always give the same recording."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from livebet.domain.games import Game, Side
from livebet.domain.messages import Refused
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.feeds.nfl_official.games import NAME, Listing, game_of, listing_from_id, official_of, sides_of
from livebet.feeds.nfl_official.order import in_order
from livebet.feeds.nfl_official.payload import RawGame, UnreadableError, read_drive, read_game, read_play
from livebet.feeds.nfl_official.plays import play_of
from livebet.feeds.nfl_official.repeats import without_repeats
from livebet.feeds.nfl_official.rows import Row, Sides, read_row
from livebet.feeds.nfl_official.tries import with_tries
from livebet.feeds.recording import Finding, Official, Recording

MAX_PAYLOAD = 2000
"""Characters kept of what was refused."""

UNKNOWN_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)
_CURRENT_DRIVE = "crntdrv"


def refusal(native_id: str, reason: str, payload: bytes, observed_at: datetime) -> Refused:
    """Why something was refused, with the beginning of it."""
    text = payload[:MAX_PAYLOAD].decode("utf-8", "replace")
    return Refused(feed=NAME, reason=reason, payload=text, native_id=native_id, observed_at=observed_at)


def parse(
    raw: bytes,
    *,
    listing: Listing | None = None,
    replay_id: str = "",
    received_at: datetime = UNKNOWN_INSTANT,
) -> Recording | Refused:
    """The recording of a game, or why there is none.

    `listing` is what a schedule knows of the game; without it the game's id has to tell. `received_at` dates
    a refusal of bytes that name no game.
    """
    try:
        eid, content = read_game(raw)
        sides = sides_of(content)
        game = game_of(eid, content, listing or listing_from_id(eid), replay_id)
    except UnreadableError as error:
        return refusal("", str(error), raw, received_at)
    rows, refused = _rows(content, sides, game)
    if not rows:
        return refusal(eid, "no play of it can be read", raw, game.kickoff)
    return _recording(game, content, rows, refused, sides)


def _drives(content: RawGame) -> Iterator[tuple[str, msgspec.Raw]]:
    """Drives in order of their numbers."""
    named = [(name, drive) for name, drive in content.drives.items() if name != _CURRENT_DRIVE]
    named.sort(key=lambda pair: int(pair[0]) if pair[0].isdecimal() else len(named))
    return iter(named)


def _raw_plays(content: RawGame, refused: list[Refused], game: Game) -> Iterator[tuple[str, msgspec.Raw]]:
    for _, raw in _drives(content):
        try:
            drive = read_drive(raw)
        except UnreadableError as error:
            refused.append(refusal(game.native_id, str(error), bytes(raw), game.kickoff))
            continue
        yield from drive.plays.items()


def _rows(content: RawGame, sides: Sides, game: Game) -> tuple[dict[str, Row], list[Refused]]:
    """Rows by play id, the last telling of each in the place of the first."""
    rows: dict[str, Row] = {}
    refused: list[Refused] = []
    for play_id, raw in _raw_plays(content, refused, game):
        try:
            rows[play_id] = read_row(play_id, read_play(raw), sides)
        except UnreadableError as error:
            refused.append(refusal(game.native_id, f"play {play_id}: {error}", bytes(raw), game.kickoff))
    return rows, refused


def _recording(
    game: Game, content: RawGame, rows: dict[str, Row], refused: list[Refused], sides: Sides
) -> Recording:
    ordered, findings = in_order(list(rows.values()))
    ordered, repeats = without_repeats(ordered)
    plays = [play_of(row, index, sides) for index, row in enumerate(ordered)]
    plays, tried = with_tries(plays, {Side.HOME: content.home.stats, Side.AWAY: content.away.stats})
    official = official_of(content, sides)
    ended = _ended(plays, official)
    findings = [*findings, *repeats, *tried, *ended]
    return Recording(game, _numbered(plays), official, tuple(findings), tuple(refused))


def _ended(plays: list[Play], official: Official) -> list[Finding]:
    """A game that is over gets its last row where the file lacks it."""
    if not official.over or any(play.kind is PlayKind.GAME_END for play in plays[-3:]):
        return []
    last = plays[-1].situation
    situation = Situation(
        play_id="end", sequence=len(plays), period=last.period, clock_seconds=0, possession=None
    )
    plays.append(Play(situation=situation, kind=PlayKind.GAME_END, description="END GAME"))
    return [Finding("end", "end_restored", "the file says the game is over and has no row for its end")]


def _numbered(plays: list[Play]) -> tuple[Play, ...]:
    return tuple(
        play if play.situation.sequence == index else _moved(play, index) for index, play in enumerate(plays)
    )


def _moved(play: Play, sequence: int) -> Play:
    return replace(play, situation=replace(play.situation, sequence=sequence))
