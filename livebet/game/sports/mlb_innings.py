"""Innings of Major League Baseball: who bats when, how a half opens, what ends a game.

The visitors bat in the top of an inning, the home side in the bottom. From the ninth inning on a game is over
as soon as the home side leads after the top or at any time in the bottom, and after an inning that leaves
the score unequal. Since 2020 every half of an extra inning of the regular season opens with a runner on
second. A doubleheader's seventh inning (2020 and 2021) ends a game only by the feed's own word.
"""

from livebet.domain.games import Game, Score, SeasonType, Side
from livebet.domain.plays import SECOND, Diamond
from livebet.game.state import GameState

REGULATION = 9
"""Innings before the extra ones."""
OUTS = 3
"""Outs in a half-inning."""
_RUNNER_SINCE = 2020


def half_number(inning: int, batting: Side | None) -> int:
    """Numbers the halves of a game in their order."""
    return 2 * inning + (batting is Side.HOME)


def half_of(number: int) -> tuple[int, Side]:
    """Inning and batting side of the half with this number."""
    return number // 2, Side.HOME if number % 2 else Side.AWAY


def runner_on_second(game: Game, inning: int) -> bool:
    """Whether the halves of an inning open with a runner on second."""
    extra = inning > REGULATION and game.season_type is SeasonType.REGULAR
    return extra and game.season >= _RUNNER_SINCE


def opening(game: Game, inning: int) -> Diamond:
    """The diamond as a half-inning opens."""
    return Diamond(bases=SECOND if runner_on_second(game, inning) else 0)


def decided(state: GameState, score: Score) -> bool:
    """Whether a game that stands so is over at the end of the half that is on."""
    bottom, margin = state.possession is Side.HOME, score.margin
    return state.period >= REGULATION and (margin > 0 or (bottom and margin != 0))


def walked_off(state: GameState, score: Score) -> bool:
    """Whether the home side has just won, its half of the inning still on."""
    return state.period >= REGULATION and state.possession is Side.HOME and score.margin > 0


def clock(state: GameState) -> str:
    """The inning and its half: T7 is the top of the seventh."""
    return f"{'B' if state.possession is Side.HOME else 'T'}{state.period}"


def detail(state: GameState) -> dict[str, int | str]:
    """Half, outs, bases (bits of first, second, third), count, batter and pitcher."""
    diamond = state.diamond or Diamond()
    return {
        "half": "bottom" if state.possession is Side.HOME else "top",
        "outs": diamond.outs,
        "bases": diamond.bases,
        "balls": diamond.balls,
        "strikes": diamond.strikes,
        "batter": diamond.batter,
        "pitcher": diamond.pitcher,
    }
