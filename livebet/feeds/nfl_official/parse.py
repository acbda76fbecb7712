"""Bytes of a GameCenter file to a recording. Pure: the same bytes always give the same recording."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import msgspec

from livebet.domain.games import Game, Side
from livebet.domain.messages import Refused
from livebet.domain.plays import Play, PlayKind, Situation
from livebet.feeds.nfl_official.games import NAME, Listing, game_of, listing_from_id, official_of, sides_of
from livebet.feeds.nfl_official.order import in_order
from livebet.feeds.nfl_official.payload import RawGame, read_drive, read_game, read_play
from livebet.feeds.nfl_official.plays import play_of
from livebet.feeds.nfl_official.repeats import without_repeats
from livebet.feeds.nfl_official.rows import Row, Sides, read_row
from livebet.feeds.nfl_official.tries import with_tries
from livebet.feeds.packing import UnreadableError
from livebet.feeds.recording import Finding, Official, Recording
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused

MAX_PLAYS = 2000
"""No game has had 300."""

_CURRENT_DRIVE = "crntdrv"


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
        return refused(NAME, str(error), raw, observed_at=received_at)
    rows, bad = _rows(content, sides, game)
    if not 0 < len(rows) <= MAX_PLAYS:
        return refused(NAME, f"a game of {len(rows)} plays that can be read", raw, eid, game.kickoff)
    return _recording(game, content, rows, bad, sides)


def _drives(content: RawGame) -> Iterator[tuple[str, msgspec.Raw]]:
    """Drives in order of their numbers."""
    named = [(name, drive) for name, drive in content.drives.items() if name != _CURRENT_DRIVE]
    named.sort(key=lambda pair: int(pair[0]) if pair[0].isdecimal() else len(named))
    return iter(named)


def _raw_plays(content: RawGame, bad: list[Refused], game: Game) -> Iterator[tuple[str, msgspec.Raw]]:
    for _, raw in _drives(content):
        try:
            drive = read_drive(raw)
        except UnreadableError as error:
            bad.append(refused(NAME, str(error), bytes(raw), game.native_id, game.kickoff))
            continue
        yield from drive.plays.items()


def _rows(content: RawGame, sides: Sides, game: Game) -> tuple[dict[str, Row], list[Refused]]:
    """Rows by play id, the last telling of each in the place of the first."""
    rows: dict[str, Row] = {}
    bad: list[Refused] = []
    for play_id, raw in _raw_plays(content, bad, game):
        try:
            rows[play_id] = read_row(play_id, read_play(raw), sides)
        except UnreadableError as error:
            reason = f"play {play_id}: {error}"
            bad.append(refused(NAME, reason, bytes(raw), game.native_id, game.kickoff))
    return rows, bad


def _recording(
    game: Game, content: RawGame, rows: dict[str, Row], bad: list[Refused], sides: Sides
) -> Recording:
    ordered, findings = in_order(list(rows.values()))
    ordered, repeats = without_repeats(ordered)
    plays = [play_of(row, index, sides) for index, row in enumerate(ordered)]
    plays, tried = with_tries(plays, {Side.HOME: content.home.stats, Side.AWAY: content.away.stats})
    official = official_of(content, sides)
    ended = _ended(plays, official)
    findings = [*findings, *repeats, *tried, *ended]
    return Recording(game, _numbered(plays), official, tuple(findings), tuple(bad))


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
