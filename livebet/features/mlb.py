"""The feature row of baseball: what was known as a play began, as numbers for a model.

Every number is from the home side's view, NaN says that something is unknown. The game is no mirror of
itself, as the home side bats last: seen from the visitors, `NEGATED` numbers change their sign and `bottom`
stays.
"""

from math import nan

from livebet.domain.games import Side
from livebet.domain.messages import FeatureRow
from livebet.domain.plays import FIRST, SECOND, THIRD, Diamond
from livebet.features.feature import Feature, Group, Mirror
from livebet.features.mlb_chain import chain_logit, share_left
from livebet.game.sports.mlb_bases import BATTING
from livebet.game.sports.mlb_innings import REGULATION, runner_on_second
from livebet.game.sports.mlb_runs import expected_runs
from livebet.game.state import GameState, PlayMark, Tally

_G, _M, _S, _H = Group.GAME_STATE, Group.MOMENTUM, Group.SITUATION, Group.HISTORY
_SAME, _NEGATED = Mirror.SAME, Mirror.NEGATED

TABLE: tuple[Feature, ...] = (
    Feature("margin", _G, _NEGATED, "home minus away runs"),
    Feature("runs", _G, _SAME, "runs of both sides"),
    Feature("share_left", _G, _SAME, "share of the game's 54 outs left; in an extra inning of that inning"),
    Feature("inning", _G, _SAME, "1 to 9, from 10 in extra innings"),
    Feature("bottom", _G, _SAME, "1 in the bottom of an inning, 0 in its top"),
    Feature("extra_innings", _G, _SAME, "1 in extra innings, else 0"),
    Feature("possession", _G, _NEGATED, "1: home bats, -1: away"),
    Feature("recent_runs", _M, _NEGATED, "home minus away runs among the remembered plays"),
    Feature("recent_on_base", _M, _NEGATED, "home minus away on-base rate, remembered plays, shrunk"),
    Feature("on_base", _M, _NEGATED, "home minus away on-base rate of the game, shrunk"),
    Feature("outs", _S, _SAME, "0 to 2"),
    Feature("first", _S, _SAME, "1: a runner on first, else 0"),
    Feature("second", _S, _SAME, "1: a runner on second, else 0"),
    Feature("third", _S, _SAME, "1: a runner on third, else 0"),
    Feature("balls", _S, _SAME, "balls on the batter"),
    Feature("strikes", _S, _SAME, "strikes on the batter"),
    Feature("expected_runs", _S, _NEGATED, "runs to expect of the rest of the half-inning, for home"),
    Feature("expected_margin", _H, _NEGATED, "home minus away runs expected before the first pitch"),
    Feature(
        "diffusion_logit", _H, _NEGATED, "log odds of a home win if every half went as halves do on average"
    ),
)

ON_BASE = 0.33
"""League on-base rate with errors, towards which few plate appearances are drawn."""
ON_BASE_WEIGHT = 60.0
"""How many plate appearances the league's rate weighs."""


def _shrunk(on_base: int, appearances: int) -> float:
    return (on_base + ON_BASE * ON_BASE_WEIGHT) / (appearances + ON_BASE_WEIGHT)


def _recent(marks: tuple[PlayMark, ...]) -> FeatureRow:
    """Runs and on-base rate of the remembered plays."""
    runs = 0
    appearances, on_base = [0, 0], [0, 0]
    for mark in marks:
        away = mark.side is Side.AWAY
        runs += -mark.points if away else mark.points
        if mark.kind in BATTING:
            appearances[away] += 1
            on_base[away] += mark.success
    rate = _shrunk(on_base[0], appearances[0]) - _shrunk(on_base[1], appearances[1])
    return {"recent_runs": float(runs), "recent_on_base": rate}


def _on_base(home: Tally, away: Tally) -> float:
    return _shrunk(home.successes, home.plays) - _shrunk(away.successes, away.plays)


def _bases(diamond: Diamond) -> FeatureRow:
    """Outs, runners and count."""
    return {
        "outs": float(diamond.outs),
        "first": float(diamond.bases & FIRST > 0),
        "second": float(diamond.bases & SECOND > 0),
        "third": float(diamond.bases & THIRD > 0),
        "balls": float(diamond.balls),
        "strikes": float(diamond.strikes),
    }


def mlb_row(state: GameState) -> FeatureRow:
    """The features of a game that is on, as its next play begins, in the order of `TABLE`."""
    diamond, inning, margin = state.diamond or Diamond(), state.period, state.score.margin
    batting, drift = state.possession or Side.AWAY, state.expected_margin
    bottom = batting is Side.HOME
    sign = 1.0 if bottom else -1.0
    runner = runner_on_second(state.game, inning)
    return {
        "margin": float(margin),
        "runs": float(state.score.home + state.score.away),
        "share_left": share_left(inning, batting, diamond.outs),
        "inning": float(inning),
        "bottom": float(bottom),
        "extra_innings": float(inning > REGULATION),
        "possession": sign,
        **_recent(state.recent),
        "on_base": _on_base(state.home, state.away),
        **_bases(diamond),
        "expected_runs": sign * expected_runs(diamond),
        "expected_margin": nan if drift is None else drift,
        "diffusion_logit": chain_logit(inning, batting, diamond, margin, drift or 0.0, runner),
    }
