"""Raw actions of every shape to rows, a bad one refused alone."""

from collections.abc import Callable, Iterable

import msgspec

from livebet.domain.messages import Refused
from livebet.feeds.nba_cdn.games import NAME
from livebet.feeds.nba_cdn.older import RawTableRow, mobile_row, table_row
from livebet.feeds.nba_cdn.payload import RawAction, RawOldGame, RawOldPlay, RawResultSet
from livebet.feeds.nba_cdn.rows import Row, row_of
from livebet.feeds.refusals import refused

ERRORS = (msgspec.MsgspecError, ValueError, OverflowError, RecursionError)
_ACTION = msgspec.json.Decoder(RawAction, strict=False)
_MOBILE = msgspec.json.Decoder(RawOldPlay)
_CELLS = msgspec.json.Decoder(list[object])

Read = tuple[list[Row], list[Refused]]
"""Rows in their order, and what was refused."""


def _read(raws: Iterable[msgspec.Raw], game_id: str, row: Callable[[msgspec.Raw, int], Row]) -> Read:
    """The last telling of every number; they come in the order of their sequence."""
    rows: dict[str, Row] = {}
    bad: list[Refused] = []
    for index, raw in enumerate(raws):
        try:
            told = row(raw, index)
        except ERRORS as error:
            bad.append(refused(NAME, f"action: {error}", bytes(raw), game_id))
            continue
        rows[told.number] = told
    return sorted(rows.values(), key=lambda told: told.sequence), bad


def actions(raws: list[msgspec.Raw], game_id: str, known: dict[bytes, Row]) -> Read:
    """The rows of the live files. `known` keeps rows by their bytes, so that nothing is read twice."""
    kept: dict[bytes, Row] = {}

    def row(raw: msgspec.Raw, _: int) -> Row:
        words = bytes(raw)
        kept[words] = told = known.get(words) or row_of(_ACTION.decode(raw))
        return told

    read = _read(raws, game_id, row)
    known.clear()
    known.update(kept)
    return read


def mobile(game: RawOldGame) -> Read:
    """The rows of a mobile file."""
    rows: list[Row] = []
    bad: list[Refused] = []
    for period in game.pd:
        begins = len(rows) + len(bad)

        def row(raw: msgspec.Raw, index: int, number: int = period.p, begins: int = begins) -> Row:
            return mobile_row(_MOBILE.decode(raw), number, begins + index)

        read, refusals = _read(period.pla, game.gid, row)
        rows += read
        bad += refusals
    return rows, bad


def table(told: RawResultSet) -> tuple[str, Read]:
    """The game and the rows of a table of plays."""
    games: dict[str, None] = {}

    def row(raw: msgspec.Raw, index: int) -> Row:
        cells = _CELLS.decode(raw)
        if len(cells) != len(told.headers):
            raise ValueError(f"{len(cells)} cells under {len(told.headers)} headings")
        headed = msgspec.convert(dict(zip(told.headers, cells, strict=True)), RawTableRow)
        games[headed.game_id] = None
        return table_row(headed, index)

    read = _read(told.row_set, "", row)
    if len(games) != 1:
        raise ValueError(f"a table of {len(games)} games")
    return next(iter(games)), read
