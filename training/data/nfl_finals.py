"""How the games of a file of nflverse plays ended: what ratings learn from where no line is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from livebet.features.ratings import Final
from livebet.feeds.identity import nfl_team
from training.data.columns import Row, by_game, games_of
from training.nflverse import FIELDS, PlayRow, begin, season_of, start


@dataclass(frozen=True, slots=True)
class Ended:
    """A game with its date (a text that sorts in time) and its final."""

    game_id: str
    date: str
    final: Final


def finals(table: pa.Table) -> Iterator[Ended]:
    """Every game as its last row left it."""
    for rows in games_of(by_game(table, "game_id"), "game_id"):
        plays = [play_row(row) for row in rows]
        standing = start(plays[0], None)
        for play in plays:
            standing = begin(standing, play)
        first = plays[0]
        teams = [nfl_team(name) or name for name in (first.home_team, first.away_team)]
        margin = standing.state.score.margin
        yield Ended(first.game_id, first.date, Final(season_of(first), teams[0], teams[1], margin))


def play_row(row: Row) -> PlayRow:
    """A row of the file with the columns that a play is placed by."""
    told: dict[str, Any] = {name: row.get(name) for name in FIELDS}
    return PlayRow(**told)
