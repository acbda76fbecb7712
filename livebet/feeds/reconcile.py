"""Recordings against the league's own finals: a game whose plays do not add up is not used.

The plays are folded to a score, period by period; the recorded final, the points by period and the scoring
summary only check it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from livebet.domain.games import Score, Side
from livebet.domain.messages import Refused
from livebet.domain.plays import Play, ScoreKind
from livebet.feeds.nfl_official.games import NAME
from livebet.feeds.packing import unpacked
from livebet.feeds.recording import Recording, ScoringLine
from livebet.feeds.recordings import SEASONS, eids, read, recorded
from livebet.feeds.refusals import refused
from livebet.game.sports.table import RULES
from livebet.game.state import GameState, Phase

OVERTIME = 5
"""Points of all overtime periods count together, as period 5."""

_TRY_KINDS = frozenset((ScoreKind.EXTRA_POINT, ScoreKind.TWO_POINT))
_LISTED = frozenset((ScoreKind.TOUCHDOWN, ScoreKind.FIELD_GOAL, ScoreKind.SAFETY))


@dataclass(frozen=True, slots=True)
class Unreconciled:
    """A game that is refused, and why."""

    eid: str
    season: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What became of the games of some seasons. `findings` counts repairs by their name, in all games."""

    games: int
    plays: int
    refused: tuple[Unreconciled, ...]
    refused_items: int
    findings: dict[str, int]

    @property
    def reconciled(self) -> int:
        """Games that agree with the league's records."""
        return self.games - len(self.refused)

    @property
    def share(self) -> float:
        """Share of the games that agree; 1 where there are none."""
        return self.reconciled / self.games if self.games else 1.0


def fold(recording: Recording) -> GameState:
    """The state that the plays of a recording lead to."""
    rules = RULES[recording.game.sport]
    state = rules.start(recording.game, None)
    for play in recording.plays:
        state = rules.finish(state, play)
    return state


def reconcile(recording: Recording) -> list[str]:
    """Why a recording disagrees with the official record; empty where it agrees."""
    state, official = fold(recording), recording.official
    reasons = []
    if not official.over:
        reasons.append("the recording stops before the game is over")
    if state.phase is not Phase.FINAL:
        reasons.append("the plays do not reach the end of the game")
    if state.score != official.final:
        reasons.append(f"final {_pair(state.score)} from the plays, {_pair(official.final)} recorded")
    return [*reasons, *_by_period(recording), *_summary(recording)]


def _pair(score: Score) -> str:
    return f"{score.home}-{score.away}"


def _by_period(recording: Recording) -> Iterator[str]:
    made: Counter[tuple[int, Side]] = Counter()
    for play in recording.plays:
        for score in play.scores:
            made[min(play.situation.period, OVERTIME), score.side] += score.points
    for period, told in enumerate(recording.official.by_period, 1):
        points = Score(made[period, Side.HOME], made[period, Side.AWAY])
        if points != told:
            yield f"period {period}: {_pair(points)} from the plays, {_pair(told)} recorded"


def _lines(plays: Iterable[Play]) -> Iterator[ScoringLine]:
    """The scoring summary that the plays make; a try belongs to the touchdown before it."""
    line: ScoringLine | None = None
    for play in plays:
        for score in play.scores:
            if score.kind in _TRY_KINDS and line is not None:
                line = ScoringLine(line.play_id, line.side, line.kind, line.period, score.points)
            elif score.kind in _LISTED:
                if line is not None:
                    yield line
                points = 0 if score.kind is ScoreKind.TOUCHDOWN else None
                line = ScoringLine(
                    play.situation.play_id, score.side, score.kind, play.situation.period, points
                )
    if line is not None:
        yield line


def _summary(recording: Recording) -> Iterator[str]:
    """Scores that only one of the two knows, and tries that ended differently."""
    told = Counter(_essence(line) for line in recording.official.summary)
    made = Counter(_essence(line) for line in _lines(recording.plays))
    if not told:
        return
    for essence, count in (told - made).items():
        yield f"scoring summary has {count} × {' '.join(essence)}, the plays do not"
    for essence, count in (made - told).items():
        yield f"the plays have {count} × {' '.join(essence)}, the scoring summary does not"


def _essence(line: ScoringLine) -> tuple[str, ...]:
    """What is compared: the summary is silent about tries that failed or were not taken."""
    return line.side.value, line.kind.value, f"period {line.period}", f"try {line.try_points or 0}"


def reconcile_seasons(seasons: Iterable[int] = SEASONS) -> Reconciliation:
    """The regular season and playoff games of some seasons, each parsed, folded and checked."""
    games = plays = items = 0
    out: list[Unreconciled] = []
    findings: Counter[str] = Counter()
    for season in seasons:
        for eid in eids(season):
            games += 1
            parsed = recorded(eid)
            if isinstance(parsed, Refused):
                out.append(Unreconciled(eid, season, (parsed.reason,)))
                continue
            plays += len(parsed.plays)
            items += len(parsed.refused)
            findings.update(finding.finding for finding in parsed.findings)
            if reasons := reconcile(parsed):
                out.append(Unreconciled(eid, season, tuple(reasons)))
    return Reconciliation(games, plays, tuple(out), items, dict(findings))


def reconciled(eid: str, replay_id: str = "") -> Recording | Refused:
    """A recorded game that agrees with its official record, or why it is refused."""
    parsed = recorded(eid, replay_id)
    if isinstance(parsed, Refused):
        return parsed
    reasons = reconcile(parsed)
    if not reasons:
        return parsed
    reason = "does not reconcile: " + "; ".join(reasons)
    return refused(NAME, reason, unpacked(read(eid)), eid, parsed.game.kickoff)
