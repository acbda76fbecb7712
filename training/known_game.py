"""A game that many remember, so that a person can judge a model's chart of it: Rams 54, Chiefs 51."""

from dataclasses import dataclass

import numpy as np

from livebet.domain.messages import Refused
from livebet.features.nfl import FEATURES
from livebet.features.ratings import expected_margin, fold_all
from livebet.feeds.reconcile import reconciled
from livebet.feeds.recordings import eids
from training.dataset import Floats
from training.finals import ratings_before, season_finals
from training.history import past_plays

EID = "2018111900"
SEASON = 2018


@dataclass(frozen=True)
class KnownGame:
    """The feature rows of one recorded game, in order."""

    title: str
    rows: Floats

    @property
    def seconds_left(self) -> Floats:
        """Seconds of regulation left as each play began."""
        seconds: Floats = self.rows[:, FEATURES.index("seconds_left")]
        return seconds

    @property
    def margin(self) -> Floats:
        """Home minus away points as each play began."""
        margin: Floats = self.rows[:, FEATURES.index("margin")]
        return margin


def known_game(eid: str = EID, season: int = SEASON) -> KnownGame:
    """A recorded game with its strength as known before kickoff.

    Raises:
        ValueError: the recording does not reconcile.
    """
    recording = reconciled(eid)
    if isinstance(recording, Refused):
        raise ValueError(recording.reason)
    game, final = recording.game, recording.official.final
    earlier = season_finals(season)[: eids(season).index(eid)]
    ratings = fold_all(earlier, ratings_before(season))
    expected = expected_margin(ratings, game.home_team, game.away_team, season)
    rows = [list(play.row.values()) for play in past_plays(recording, expected)]
    title = f"{game.away_team} {final.away} at {game.home_team} {final.home}, week {game.week} of {season}"
    return KnownGame(title, np.array(rows, np.float32))
