"""Plays of a recording as feature rows.

The batch path is the live path: fold what is known as a play begins, take the feature row, fold what came of
it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from livebet.domain.messages import FeatureRow
from livebet.features.row import feature_row
from livebet.feeds.recording import Recording
from livebet.feeds.wallclock import time_plays
from livebet.game.sports.nfl import RULES
from livebet.game.state import Phase


@dataclass(frozen=True, slots=True)
class PastPlay:
    """A play as it began: its name, the state's revision, the made instant (UTC), what was known."""

    play_id: str
    sequence: int
    revision: int
    began: datetime
    row: FeatureRow


def past_plays(recording: Recording, expected: float | None) -> Iterator[PastPlay]:
    """Every play that was snapped while the game was on, as it began."""
    state = RULES.start(recording.game, expected)
    for timed in time_plays(recording.game.sport, recording.plays, recording.game.kickoff):
        situation = timed.play.situation
        if timed.began is not None and state.phase is not Phase.FINAL:
            state = RULES.begin(state, situation)
            yield PastPlay(
                situation.play_id, situation.sequence, state.revision, timed.began, feature_row(state)
            )
        state = RULES.finish(state, timed.play)
