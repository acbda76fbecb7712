"""Shield games to items; a session knows what it has told, so that a change is a correction."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import msgspec

from livebet.domain.games import Score, SeasonType
from livebet.domain.messages import Refused
from livebet.domain.plays import Play
from livebet.feeds.items import GameTold, Item, PlayTakenBack, PlayTold, ScoreTold
from livebet.feeds.nfl_official.games import NAME
from livebet.feeds.nfl_official.plays import play_of
from livebet.feeds.nfl_official.rows import Sides
from livebet.feeds.nfl_official.shield import (
    GAME_START,
    abbreviation,
    clock_of,
    row_of,
    sequence_of,
    sides_of,
)
from livebet.feeds.nfl_official.shield_payload import ERRORS, GAME, PLAY, ShieldGame, ShieldPlay
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.tellings import Tellings

MAX_GAMES = 64
"""Games remembered at once; a week has sixteen."""

_PARTS = {"PRE": SeasonType.PRESEASON, "REG": SeasonType.REGULAR, "POST": SeasonType.PLAYOFFS}
Read = dict[bytes, ShieldPlay]
"""Plays by their bytes."""
Clock = tuple[int, int]
"""Period and seconds left, where a row without a clock takes its own from."""
Made = tuple[ShieldPlay, Clock, Clock, PlayTold]
"""A play as it came, the clock before it, its own, and what they made."""


@dataclass(slots=True)
class Memory:
    """What a session knows of one game: plays by their bytes, and as they were told."""

    tellings: Tellings = field(default_factory=Tellings)
    read: Read = field(default_factory=dict)
    made: dict[int, Made] = field(default_factory=dict)


class ShieldSession:
    """Shield games of one connection; each comes whole every time."""

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._games: dict[str, Memory] = {}

    def game(self, raw: bytes) -> list[Item]:
        """The items of one game, or why there are none."""
        try:
            game = GAME.decode(raw)
            sides = sides_of(game)
        except ERRORS as error:
            return [refused(NAME, f"game: {error}", raw)]
        native_id = native_id_of(game)
        memory = self._memory(native_id)
        plays, bad = _plays(game, native_id, memory)
        deleted = [play for play in plays if play.play_deleted]
        told = list(_told(plays, sides, native_id, memory, bad))
        gone = memory.tellings.vanished(item.play.situation.play_id for item in told)
        back = list(dict.fromkeys([*(str(play.play_id) for play in deleted), *gone]))
        return [_game(game, native_id), *_back(back, native_id), *told, *_score(game, native_id), *bad]

    def _memory(self, native_id: str) -> Memory:
        """The memory of a game; the one least lately read makes room."""
        memory = self._games.pop(native_id, None) or Memory()
        self._games[native_id] = memory
        if len(self._games) > MAX_GAMES:
            del self._games[next(iter(self._games))]
        return memory


def native_id_of(game: ShieldGame) -> str:
    """GameCenter's id of the game where Shield tells it, so that both shapes name one game alike."""
    return next((other.id for other in game.external_ids if other.source == "elias" and other.id), game.id)


def _plays(game: ShieldGame, native_id: str, memory: Memory) -> tuple[list[ShieldPlay], list[Refused]]:
    """All plays in order, the last telling of each; what did not change is not read anew."""
    kept: Read = {}
    found: dict[int, ShieldPlay] = {}
    bad: list[Refused] = []
    for raw in game.drive_chart.plays if game.drive_chart else ():
        words = bytes(raw)
        try:
            play = memory.read.get(words) or PLAY.decode(raw)
        except ERRORS as error:
            bad.append(refused(NAME, f"play: {error}", words, native_id))
            continue
        kept[words] = found[play.play_id] = play
    memory.read = kept
    return sorted(found.values(), key=lambda play: play.play_sequence_number), bad


def _told(
    plays: list[ShieldPlay], sides: Sides, native_id: str, memory: Memory, bad: list[Refused]
) -> Iterator[PlayTold]:
    """Plays in order. The row that opens a game (GAME_START) tells nothing, and GameCenter has none."""
    before: Clock = (0, 0)
    for told in plays:
        if told.play_deleted or told.play_type == GAME_START:
            continue
        known = memory.made.get(told.play_id)
        if known is None or known[0] is not told or known[1] != before:
            try:
                row = row_of(told, sides)
            except ERRORS as error:
                reason = f"play {told.play_id}: {error}"
                bad.append(refused(NAME, reason, msgspec.json.encode(told), native_id))
                continue
            seconds = clock_of(row, before)
            made = play_of(replace(row, clock=seconds), sequence_of(told), sides)
            play = _play(made, told, native_id, memory)
            memory.made[told.play_id] = known = (told, before, (row.period, seconds), play)
        before = known[2]
        yield known[3]


def _play(play: Play, told: ShieldPlay, native_id: str, memory: Memory) -> PlayTold:
    """The play; the feed stamps when it began, and not when it was corrected."""
    play_id = play.situation.play_id
    revision = memory.tellings.revision(play_id, play)
    return PlayTold(
        feed=NAME,
        native_id=native_id,
        observed_at=_instant(told.play_start_time),
        play=replace(play, revision=revision) if revision else play,
        official_id=play_id,
    )


def _back(play_ids: list[str], native_id: str) -> Iterator[PlayTakenBack]:
    for play_id in play_ids:
        yield PlayTakenBack(
            feed=NAME,
            native_id=native_id,
            observed_at=UNKNOWN_INSTANT,
            play_id=play_id,
            official_id=play_id,
        )


def _phase(game: ShieldGame) -> str:
    told = game.summary.phase if game.summary else "PREGAME"
    if told.startswith("FINAL"):
        return "final"
    return "scheduled" if told in ("", "PREGAME") else "in_play"


def _instant(told: datetime | None) -> datetime:
    return told.astimezone(UTC) if told else UNKNOWN_INSTANT


def _game(game: ShieldGame, native_id: str) -> GameTold:
    return GameTold(
        feed=NAME,
        native_id=native_id,
        observed_at=UNKNOWN_INSTANT,
        sport="nfl",
        home=abbreviation(game.home_team.full_name),
        away=abbreviation(game.away_team.full_name),
        kickoff=game.time.astimezone(UTC) if game.time else None,
        phase=_phase(game),
        season=game.season,
        season_type=_PARTS.get(game.season_type),
        week=game.week,
        venue=(game.venue.name or "") if game.venue else "",
    )


def _score(game: ShieldGame, native_id: str) -> Iterator[ScoreTold]:
    if game.summary is None or (phase := _phase(game)) == "scheduled":
        return
    yield ScoreTold(
        feed=NAME,
        native_id=native_id,
        observed_at=UNKNOWN_INSTANT,
        score=Score(game.summary.home_team.score.total, game.summary.away_team.score.total),
        phase=phase,
        official=phase == "final",
    )
