"""Simulated games as rows with their true chances, each right after a play that leaves the game open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from livebet.domain.games import Sport
from livebet.domain.plays import Play, ScoreKind
from livebet.features.row import feature_row
from livebet.game.sports.table import RULES
from livebet.game.state import GameState, Phase
from livebet.simulator.calendar import Planned, calendar
from livebet.simulator.games import EDGE_STEP, HOME_ADVANTAGE
from livebet.simulator.script import SimulatedGame
from training.data.build import code_fingerprint
from training.data.checksums import code_checksum
from training.data.ledger import Ledger, Moment
from training.data.mlb import outs_left
from training.data.rows import NEXT_SCORES, NOT_JUDGED, Rows
from training.dataset import Doubles
from training.seasons.simulated import played

SEED = 4
_CODE = ("livebet/simulator", "training/scores/truth.py", "training/seasons/simulated.py")
_NFL_SCORES = {
    ScoreKind.TOUCHDOWN: "touchdown",
    ScoreKind.FIELD_GOAL: "field goal",
    ScoreKind.SAFETY: "safety",
}


@dataclass(frozen=True)
class TrueRows:
    """Rows with the true chance that home wins, a tie counted half."""

    rows: Rows
    truth: Doubles


def planned(sport: Sport, first_year: int, games: int) -> list[Planned]:
    """So many games of the calendars from a year on; those of about the same strengths stand together.

    The simulator keeps its tables of a few differences of strength only, and each takes seconds.
    """
    found: list[Planned] = []
    year = first_year
    while len(found) < games:
        found += calendar(sport, year, SEED)
        year += 1
    return sorted(found[:games], key=_strengths)


def _strengths(game: Planned) -> tuple[int, int]:
    margin = game.strengths.home - game.strengths.away + HOME_ADVANTAGE[game.sport]
    return round(margin / EDGE_STEP[game.sport]), game.season


def true_rows(sport: Sport, games: Sequence[Planned]) -> TrueRows:
    """The games played, and their rows."""
    ledger, truth = Ledger(sport), []
    for one in games:
        truth += _tell(ledger, one.played())
    return TrueRows(ledger.rows(), np.array(truth, np.float64))


def code(sport: Sport) -> str:
    """SHA-256 over what decides how games go and what their rows say."""
    return sha256(f"{code_fingerprint(sport)} {code_checksum(_CODE)}".encode()).hexdigest()


def _tell(ledger: Ledger, game: SimulatedGame) -> list[float]:
    """Write a game's rows; their true chances."""
    told = list(_states(ledger.sport, game))
    comes = _following(ledger.sport, game.plays)
    ledger.add(
        played(game),
        [_moment(place, state) for place, state in told],
        [comes[place] for place, _ in told],
    )
    return [game.truth[place] for place, _ in told]


def _states(sport: Sport, game: SimulatedGame) -> Iterator[tuple[int, GameState]]:
    rules = RULES[sport]
    state = rules.start(game.game, game.expected_margin)
    for place, play in enumerate(game.plays):
        state = rules.finish(state, play)
        if state.phase is not Phase.FINAL:
            yield place, state


def _moment(place: int, state: GameState) -> Moment:
    features = feature_row(state)
    if state.game.sport is Sport.MLB:
        left = outs_left(state.period, state.possession, int(features["outs"]))
    else:
        left = features["seconds_left"]
    return Moment(features, place, state.period, left, state.possession)


def _following(sport: Sport, plays: Sequence[Play]) -> list[int]:
    """By play: the class of the next score after it (NFL: of the same half, none in overtime)."""
    names = NEXT_SCORES[sport]
    nothing = names.index("none") if "none" in names else NOT_JUDGED
    comes, now, half = [], nothing, 0
    for play in reversed(plays):
        here = min(play.situation.period + 1, 6) // 2
        if sport is Sport.NFL and here != half:
            half, now = here, nothing
        comes.append(NOT_JUDGED if sport is Sport.NFL and play.situation.period > 4 else now)
        for score in play.scores:
            kind = _NFL_SCORES.get(score.kind, "") if sport is Sport.NFL else ""
            name = f"{score.side.value} {kind}".strip()
            now = names.index(name) if name in names else now
    return comes[::-1]
