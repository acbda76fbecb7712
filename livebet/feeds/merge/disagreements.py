"""What feeds tell otherwise than the one that wins, in words, and why it wins."""

from collections.abc import Iterator

from livebet.domain.games import Score, Side
from livebet.domain.plays import Play, ScoreChange
from livebet.feeds.feed import Authority
from livebet.feeds.merge.alike import same_family
from livebet.feeds.merge.tellings import RECALLED, Teller
from livebet.feeds.merge.truth import Joined

FINDING = "feeds disagree"

_REASONS = {
    Authority.LEAGUE: "league",
    Authority.DATA_COMPANY: "data company",
    Authority.MEDIA: "media",
    Authority.RUMOUR: "rumour",
}


def disagreements(play_id: str, joined: Joined) -> Iterator[str]:
    """How the lesser tellings of a play differ from the best one in score, kind and whose it was."""
    best = joined.best
    if best.gone or best.play is None:
        return
    for teller, telling in joined.tellings.items():
        if teller in (best.teller, RECALLED) or telling.play is None:
            continue
        if telling.gone:
            yield told(play_id, teller, "taken back", best.teller, "it stands")
            continue
        for theirs, ours in _differences(telling.play, best.play):
            yield told(play_id, teller, theirs, best.teller, ours)


def told(play_id: str, loser: Teller, theirs: str, winner: Teller, ours: str) -> str:
    """The detail of a finding, its winner and why it wins at its end."""
    says = f"{loser.feed} says {theirs}, {winner.feed} says {ours}"
    return f"play {play_id}: {says}; {winner.feed} wins: {_REASONS[winner.authority]}"


def _differences(theirs: Play, ours: Play) -> Iterator[tuple[str, str]]:
    if theirs.scores != ours.scores and _points(theirs.scores) != _points(ours.scores):
        yield _made(theirs.scores), _made(ours.scores)
    if theirs.score_after is not None and ours.score_after not in (None, theirs.score_after):
        yield f"score {_score(theirs.score_after)}", f"score {_score(ours.score_after)}"
    if not same_family(theirs.kind, ours.kind):
        yield theirs.kind.value, ours.kind.value
    if theirs.side is not None and ours.side is not None and theirs.side is not ours.side:
        yield f"by {theirs.side}", f"by {ours.side}"


def _points(scores: tuple[ScoreChange, ...]) -> tuple[int, int]:
    home, away = (sum(made.points for made in scores if made.side is side) for side in Side)
    return home, away


def _made(scores: tuple[ScoreChange, ...]) -> str:
    return " and ".join(f"{made.side} {made.kind}" for made in scores) or "no points"


def _score(score: Score | None) -> str:
    return "unknown" if score is None else f"{score.home}-{score.away}"
