"""Recorded NFL seasons as rows, for an installation that has no other plays: ratings stand in for lines."""

from collections.abc import Iterator, Mapping

import numpy as np

from livebet.domain.games import Side, Sport, home_won
from livebet.domain.messages import Refused
from livebet.domain.plays import Play, ScoreKind
from livebet.features.ratings import Final, Ratings, expected_margin, fold
from livebet.feeds.reconcile import reconciled
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import eids
from training.data.ledger import Ledger, Moment, Played
from training.data.rows import NEXT_SCORES, NOT_JUDGED, Rows
from training.finals import ratings_before
from training.history import PastPlay, past_plays

_SCORES = {
    ScoreKind.TOUCHDOWN: "touchdown",
    ScoreKind.FIELD_GOAL: "field goal",
    ScoreKind.SAFETY: "safety",
}


def recorded_rows(season: int, lines: Mapping[str, float] | None = None, games: int | None = None) -> Rows:
    """The plays of a recorded season, each as it began; the first `games` of it.

    `lines` are expected margins by the recording's id; a game without one is expected by ratings.
    """
    ledger = Ledger(Sport.NFL)
    for eid, recording, expected in _recordings(season, ratings_before(season), games):
        tell(ledger, eid, recording, (lines or {}).get(eid, expected))
    return ledger.rows()


def _recordings(season: int, ratings: Ratings, games: int | None) -> Iterator[tuple[str, Recording, float]]:
    """The games that reconcile, with the margin that ratings expect."""
    for eid in eids(season)[:games]:
        recording = reconciled(eid)
        if isinstance(recording, Refused):
            continue
        game = recording.game
        yield eid, recording, expected_margin(ratings, game.home_team, game.away_team, season)
        margin = recording.official.final.margin
        ratings = fold(ratings, Final(season, game.home_team, game.away_team, margin))


def tell(ledger: Ledger, eid: str, recording: Recording, expected: float) -> None:
    """Write the rows of a recorded game."""
    margin = recording.official.final.margin
    comes, plays = _following(recording.plays), tuple(past_plays(recording, expected))
    moments = [_moment(place, play) for place, play in enumerate(plays)]
    classes = [
        comes[play.play_id] if moment.judged and moment.period <= 4 else NOT_JUDGED
        for play, moment in zip(plays, moments, strict=True)
    ]
    ledger.add(Played(eid, recording.game.season, int(eid[:8]), home_won(margin)), moments, classes)


def _moment(place: int, play: PastPlay) -> Moment:
    row = play.row
    holder = {1.0: Side.HOME, -1.0: Side.AWAY}.get(row["possession"])
    judged = not np.isnan(row["down"])
    return Moment(row, place, int(row["period"]), row["seconds_left"], holder, judged)


def _following(plays: tuple[Play, ...]) -> dict[str, int]:
    """By play: the class of the next score of its half, the play's own included."""
    names, told, now, half = NEXT_SCORES[Sport.NFL], {}, 0, 0
    for play in reversed(plays):
        here = (min(play.situation.period, 5) + 1) // 2
        if here != half:
            half, now = here, 0
        for score in play.scores:
            if score.kind in _SCORES:
                now = names.index(f"{score.side} {_SCORES[score.kind]}")
        told[play.situation.play_id] = now
    return told
