"""Key events that only basketball has: runs, streaks, clutch time, fouls.

No basket is a key event by itself: there are a hundred a game, and bookmakers reprice on them.
"""

from collections.abc import Iterator

from livebet.domain.games import Side
from livebet.domain.plays import Play, PlayKind
from livebet.game.happenings import EventType, Happening
from livebet.game.sports.nba_court import is_personal, times
from livebet.game.sports.nba_possession import FIELD_GOALS
from livebet.game.state import Court, GameState

RUN = 8
"""A scoring run is told when it reaches so many unanswered points, and again at every so many more."""
TEAM_STREAK = 6
PLAYER_STREAK = 5
"""So many field goals in a row without a miss; about one of a team and two of a player in a game."""
TROUBLE = 5
"""The foul that is trouble at any time; the sixth puts the player out."""


def events(before: GameState, after: GameState, play: Play | None) -> Iterator[Happening]:
    """The key events of one step; as a play begins only clutch time."""
    was, now = before.court or Court(), after.court or Court()
    if now.clutch > was.clutch:
        yield Happening(
            EventType.CLUTCH_TIME, None, {"margin": after.score.margin, "seconds_left": after.clock_seconds}
        )
    if play is not None:
        yield from _run(was, now)
        yield from _streaks(now, play)
        yield from _fouls(now, play)
        yield from _ejections(play)


def _run(was: Court, now: Court) -> Iterator[Happening]:
    points, side = abs(now.unanswered), Side.HOME if now.unanswered > 0 else Side.AWAY
    earlier = abs(was.unanswered) if was.unanswered * now.unanswered > 0 else 0
    if points // RUN > earlier // RUN:
        yield Happening(EventType.SCORING_RUN, side, {"points": points})


def _streaks(now: Court, play: Play) -> Iterator[Happening]:
    if play.kind not in FIELD_GOALS or play.side is None or not play.scores:
        return
    if play.player and times(now.hot, play.side, play.player) == PLAYER_STREAK:
        yield Happening(EventType.SHOT_STREAK, play.side, {"makes": PLAYER_STREAK, "player": play.player})
    if (now.makes_home if play.side is Side.HOME else now.makes_away) == TEAM_STREAK:
        yield Happening(EventType.SHOT_STREAK, play.side, {"makes": TEAM_STREAK, "player": None})


def _fouls(now: Court, play: Play) -> Iterator[Happening]:
    if play.kind is not PlayKind.FOUL:
        return
    for word, event_type in _HARD.items():
        if word in play.detail:
            yield Happening(event_type, play.side, {"player": play.player or None})
    if play.side is None or not play.player or not is_personal(play):
        return
    fouls = times(now.personal, play.side, play.player)
    if fouls >= min(play.situation.period + 1, TROUBLE):
        yield Happening(EventType.FOUL_TROUBLE, play.side, {"player": play.player, "fouls": fouls})


_HARD = {"technical": EventType.TECHNICAL_FOUL, "flagrant": EventType.FLAGRANT_FOUL}


def _ejections(play: Play) -> Iterator[Happening]:
    """A player sent off, by a row of its own or with the foul that did it."""
    if play.detail == "ejection" or "ejected" in play.description.lower():
        yield Happening(EventType.EJECTION, play.side, {"player": play.player or None})
