"""The live table: on a terminal redrawn in place, elsewhere a plain line a game now and then."""

from rich.box import SIMPLE_HEAD
from rich.table import Table

from cli.runner.board import Board, GameLine
from livebet.domain.games import Sport

COLUMNS = ("game", "clock", "score", "home win", "best edge", "ticks/s", "p50/p99 ms")
"""A score is away–home; latencies are from the feed to the stream that clients get."""
UNKNOWN = "–"


def cells(line: GameLine, now_ns: int) -> tuple[str, ...]:
    """One game's row, by `COLUMNS`."""
    game = line.game
    probability, edge, spans = line.home_win_probability, line.best_edge, line.spans.percentiles()
    return (
        f"{game.away_team} at {game.home_team}" if game else UNKNOWN,
        _clock(line),
        f"{line.score.away}–{line.score.home}",
        UNKNOWN if probability is None else f"{probability:.1%}",
        UNKNOWN if edge is None else f"{edge:+.1%}",
        f"{line.ticks_a_second(now_ns):.1f}",
        UNKNOWN if spans is None else f"{spans[0]:.1f}/{spans[1]:.1f}",
    )


def _clock(line: GameLine) -> str:
    if line.phase != "in_play":
        return line.phase
    if line.game is not None and line.game.sport is Sport.MLB:
        return line.game_clock
    period = f"Q{line.period}" if line.period <= 4 else f"OT{line.period - 4}"
    return f"{period} {line.game_clock}"


def live_table(board: Board, now_ns: int, title: str) -> Table:
    """The table for a terminal."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, justify="left" if column in ("game", "clock") else "right", no_wrap=True)
    for line in board.games.values():
        table.add_row(*cells(line, now_ns))
    return table


def plain_lines(board: Board, now_ns: int) -> list[str]:
    """The table for a log: one line a game."""
    return [
        "  ".join(f"{name} {cell}" if place else cell for place, (name, cell) in enumerate(named))
        for named in (list(zip(COLUMNS, cells(line, now_ns), strict=True)) for line in board.games.values())
    ]
