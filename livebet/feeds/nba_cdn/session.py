"""Any file of the league to items; a session remembers the sides of games and what it has told of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec

from livebet.domain.games import Side
from livebet.domain.messages import Refused
from livebet.feeds.items import HealthTold, Item, PlayTakenBack, PlayTold
from livebet.feeds.nba_cdn.games import NAME, announced, game_items, score_of
from livebet.feeds.nba_cdn.odds import quotes
from livebet.feeds.nba_cdn.payload import RawActions, RawFile, RawGame
from livebet.feeds.nba_cdn.plays import Sides, held_after, play_of, sides_of
from livebet.feeds.nba_cdn.reading import ERRORS, actions, mobile, table
from livebet.feeds.nba_cdn.rows import Row, instant_of
from livebet.feeds.refusals import UNKNOWN_INSTANT, refused
from livebet.feeds.tellings import Tellings

MAX_GAMES = 64
"""Games remembered at once; a day has at most fifteen."""

_FILE = msgspec.json.Decoder(RawFile)
_ACTIONS = msgspec.json.Decoder(RawActions)
_GAME = msgspec.json.Decoder(RawGame, strict=False)

Made = tuple[Row, Sides, int, PlayTold]
"""A play, and all it was made of."""


@dataclass(slots=True)
class Memory:
    """What a session knows of one game; `sides` is empty until a scoreboard or box score tells them."""

    sides: Sides = field(default_factory=dict)
    tellings: Tellings = field(default_factory=Tellings)
    rows: dict[bytes, Row] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)


class Session:
    """One connection's payloads to items.

    A whole file comes again every few seconds: rows and plays that did not change are not made anew.
    """

    def __init__(self) -> None:
        """Begin with nothing remembered."""
        self._games: dict[str, Memory] = {}

    def __call__(self, raw: bytes) -> list[Item]:
        """The items of one file, or why there are none."""
        try:
            return self._items(_FILE.decode(raw), raw)
        except ERRORS as error:
            return [refused(NAME, f"file: {error}", raw)]

    def _items(self, file: RawFile, raw: bytes) -> list[Item]:
        if file.game and bytes(file.game) != b"null":
            return self._one_game(file.game)
        if file.scoreboard is not None:
            return [item for game in file.scoreboard.games for item in self._listed(game)] or [_none(raw)]
        if file.games is not None:
            return [item for game in file.games for item in quotes(game)] or [_none(raw)]
        if file.g is not None:
            return self._told(file.g.gid, *mobile(file.g))
        for told in file.result_sets or ():
            if told.name == "PlayByPlay":
                game_id, (rows, bad) = table(told)
                return self._told(game_id, rows, bad)
        what = f"not followed: statistics of one team ({file.team_tricode})" if file.team_tricode else ""
        return [refused(NAME, what or "file: none of the league's shapes", raw)]

    def _one_game(self, raw: msgspec.Raw) -> list[Item]:
        """Actions where there are any, else a box score."""
        try:
            told = _ACTIONS.decode(raw)
        except ERRORS:
            return self._listed(raw)
        memory = self._memory(told.game_id)
        return self._told(told.game_id, *actions(told.actions, told.game_id, memory.rows))

    def _listed(self, raw: msgspec.Raw) -> list[Item]:
        try:
            game = _GAME.decode(raw)
        except ERRORS as error:
            return [refused(NAME, f"game: {error}", bytes(raw))]
        self._memory(game.game_id).sides = {
            game.home_team.team_id: Side.HOME,
            game.away_team.team_id: Side.AWAY,
        }
        return game_items(game)

    def _memory(self, game_id: str) -> Memory:
        """The memory of a game; the one least lately read makes room."""
        memory = self._games.pop(game_id, None) or Memory()
        self._games[game_id] = memory
        if len(self._games) > MAX_GAMES:
            del self._games[next(iter(self._games))]
        return memory

    def _told(self, game_id: str, rows: list[Row], bad: list[Refused]) -> list[Item]:
        memory = self._memory(game_id)
        stale = next((row.number for row in rows if _older(row, memory)), None)
        if stale is not None:
            return [_stale(game_id, stale), *bad]
        sides = memory.sides or sides_of(rows)
        game = announced(game_id, rows, sides) if not memory.sides else []
        plays = list(_plays(game_id, rows, sides, memory))
        gone: list[Item] = [
            PlayTakenBack(
                feed=NAME, native_id=game_id, observed_at=UNKNOWN_INSTANT, play_id=number, official_id=number
            )
            for number in memory.tellings.vanished(row.number for row in rows)
        ]
        if not rows and not gone:
            bad = bad or [refused(NAME, "file: a game without actions", b"", game_id)]
        return [*game, *gone, *plays, *score_of(game_id, rows), *bad]


def _plays(game_id: str, rows: list[Row], sides: Sides, memory: Memory) -> Iterator[PlayTold]:
    """Plays in order; one whose row, sides and holder before are the same is the same play."""
    holder = 0
    for row in rows:
        known = memory.made.get(row.number)
        if known is None or known[0] is not row or (known[1], known[2]) != (sides, holder):
            known = (row, sides, holder, _play(game_id, row, sides, holder, memory))
            memory.made[row.number] = known
        yield known[3]
        holder = held_after(row, holder)


def _play(game_id: str, row: Row, sides: Sides, holder: int, memory: Memory) -> PlayTold:
    revision = memory.tellings.revision(row.number, row)
    corrected = instant_of(row.edited) if revision else None
    return PlayTold(
        feed=NAME,
        native_id=game_id,
        observed_at=corrected or row.at,
        play=play_of(row, sides, holder, revision),
        official_id=row.number if row.official else "",
    )


def _older(row: Row, memory: Memory) -> bool:
    """Whether a newer edit of the same action was told already: then an old copy of the file came late."""
    known = memory.made.get(row.number)
    return known is not None and row.edited < known[0].edited


def _stale(game_id: str, number: str) -> HealthTold:
    return HealthTold(
        feed=NAME,
        native_id=game_id,
        observed_at=UNKNOWN_INSTANT,
        state="stale",
        detail=f"action {number} is older than as told before",
    )


def _none(raw: bytes) -> Refused:
    return refused(NAME, "file: no games in it", raw)
