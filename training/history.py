"""Seasons of recordings as feature rows.

The batch path is the live path: fold what is known as a play begins, take the feature row, fold what came of
it. The expected margin of a game comes from the finals of earlier games only; a game that does not reconcile
with its official record gives no rows, and its final moves no rating.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from livebet.domain.games import Game
from livebet.domain.messages import FeatureRow, Refused
from livebet.features.ratings import Final, Ratings, expected_margin, fold
from livebet.features.row import feature_row
from livebet.feeds.reconcile import reconciled
from livebet.feeds.recording import Recording
from livebet.feeds.recordings import eids
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


@dataclass(frozen=True, slots=True)
class PastGame:
    """A game with its plays. `final_margin` is home minus away points, `ended` when its last play began."""

    game: Game
    expected_margin: float
    final_margin: int
    ended: datetime
    plays: tuple[PastPlay, ...]
    ratings: Ratings
    """As they stand after this game."""


@dataclass(frozen=True, slots=True)
class Season:
    """The games of a season in order of kickoff, and those refused."""

    season: int
    games: tuple[PastGame, ...]
    refused: tuple[Refused, ...]


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


def past_game(recording: Recording, ratings: Ratings) -> PastGame:
    """A recorded game with the ratings before and after it."""
    game, final = recording.game, recording.official.final.margin
    expected = expected_margin(ratings, game.home_team, game.away_team, game.season)
    plays = tuple(past_plays(recording, expected))
    ended = plays[-1].began if plays else game.kickoff
    after = fold(ratings, Final(game.season, game.home_team, game.away_team, final))
    return PastGame(game, expected, final, ended, plays, after)


def season_games(season: int, ratings: Ratings, games: int | None = None) -> Iterator[PastGame | Refused]:
    """The regular season and playoffs of a season, game by game; the first `games` of them."""
    for eid in eids(season)[:games]:
        recording = reconciled(eid)
        if isinstance(recording, Refused):
            yield recording
            continue
        past = past_game(recording, ratings)
        ratings = past.ratings
        yield past


def season_rows(season: int, ratings: Ratings) -> Season:
    """A whole season; `ratings` are those after the season before it."""
    games: list[PastGame] = []
    refused: list[Refused] = []
    for one in season_games(season, ratings):
        if isinstance(one, Refused):
            refused.append(one)
        else:
            games.append(one)
    return Season(season, tuple(games), tuple(refused))
