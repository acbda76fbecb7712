"""Key events that only baseball has: runs, home runs, double plays, bases loaded, pitching changes.

Runs suspend markets, as every score of a slow game does; a loaded diamond and a new pitcher are repriced.
"""

from collections.abc import Iterator

from livebet.domain.games import Side
from livebet.domain.plays import FIRST, SECOND, THIRD, Diamond, Play, PlayKind
from livebet.game.happenings import EventType, Fact, Happening
from livebet.game.state import GameState, Phase

LOADED = FIRST | SECOND | THIRD


def events(before: GameState, after: GameState, play: Play | None) -> Iterator[Happening]:
    """The key events of one step; as a play begins only that the bases are loaded."""
    if play is not None:
        yield from _runs(play, after)
        yield from _by_kind(play)
    yield from _loaded(before, after, play)


def ending(before: GameState, after: GameState) -> dict[str, Fact]:
    """How many innings it took, and whether the home side won with its last bat."""
    walk_off = after.possession is Side.HOME and before.score.margin <= 0 < after.score.margin
    return {"innings": after.period, "walk_off": int(walk_off)}


def _runs(play: Play, after: GameState) -> Iterator[Happening]:
    home_run = play.kind is PlayKind.HOME_RUN
    for side in dict.fromkeys(made.side for made in play.scores):
        runs = sum(made.points for made in play.scores if made.side is side)
        facts: dict[str, Fact] = {"runs": runs, "home": after.score.home, "away": after.score.away}
        if home_run:
            facts["player"] = play.player or None
        yield Happening(EventType.HOME_RUN if home_run else EventType.RUNS, side, facts)


def _by_kind(play: Play) -> Iterator[Happening]:
    batting = play.situation.possession
    if play.kind is PlayKind.DOUBLE_PLAY:
        yield Happening(EventType.DOUBLE_PLAY, None if batting is None else batting.other)
    elif play.kind is PlayKind.PITCHING_CHANGE:
        fielding = play.side or (None if batting is None else batting.other)
        yield Happening(EventType.PITCHING_CHANGE, fielding, {"pitcher": play.player or None})


def _loaded(before: GameState, after: GameState, play: Play | None) -> Iterator[Happening]:
    """The bases come to be loaded, by this play or as it begins."""
    same_half = (before.period, before.possession) == (after.period, after.possession)
    if after.phase is Phase.FINAL or (same_half and _bases(before.diamond) == LOADED):
        return
    began = None if play is None else play.situation.diamond
    if LOADED in (_bases(after.diamond), _bases(began)):
        told = after.diamond if _bases(after.diamond) == LOADED else began
        yield Happening(EventType.BASES_LOADED, after.possession, {"outs": (told or Diamond()).outs})


def _bases(diamond: Diamond | None) -> int:
    return 0 if diamond is None else diamond.bases
