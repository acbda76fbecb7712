"""Recorded seasons of the NBA fold to their finals, where the recordings are."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.plays import Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.game.sports.nba import RULES
from livebet.game.state import GameState, Phase

SEASON = Path(__file__).parents[4] / "shared" / "data" / "nba" / "pbp_2025_26_to_nov5.parquet"
KINDS = {
    "2pt": PlayKind.TWO_POINTER,
    "3pt": PlayKind.THREE_POINTER,
    "freethrow": PlayKind.FREE_THROW,
    "rebound": PlayKind.REBOUND,
    "turnover": PlayKind.TURNOVER,
    "foul": PlayKind.FOUL,
    "jumpball": PlayKind.JUMP_BALL,
}
POINTS = {"2pt": ScoreKind.TWO_POINTER, "3pt": ScoreKind.THREE_POINTER, "freethrow": ScoreKind.FREE_THROW}
Row = dict[str, object]


def played(row: Row, sequence: int) -> Play:
    side = {row["home_team"]: Side.HOME, row["away_team"]: Side.AWAY}.get(row["team"])
    word = str(row["actionType"])
    made = row["shotResult"] == "Made" and side is not None and word in POINTS
    return Play(
        situation=_situation(row, sequence, int(float(str(row["clock_seconds"])))),
        kind=KINDS.get(word, PlayKind.OTHER),
        description="",
        scores=(ScoreChange(side, POINTS[word]),) if made and side else (),
        side=side,
    )


def _situation(row: Row, sequence: int, clock: int) -> Situation:
    return Situation(
        play_id=str(sequence),
        sequence=sequence,
        period=int(str(row["period"])),
        clock_seconds=clock,
        possession=None,
    )


def plays(rows: list[Row]) -> Iterator[Play]:
    """The rows, and the ends of periods that the recording leaves out."""
    for number, (row, following) in enumerate(pairwise([*rows, None])):
        assert row is not None
        yield played(row, 2 * number)
        if following is None or following["period"] != row["period"]:
            end = _situation(row, 2 * number + 1, 0)
            yield Play(situation=end, kind=PlayKind.PERIOD_END, description="")


@pytest.mark.skipif(not SEASON.exists(), reason="the recorded season is not here")
def test_every_recorded_game_folds_to_its_final_score_by_the_rules_alone():
    pandas = pytest.importorskip("pandas")
    recorded = pandas.read_parquet(SEASON)
    wrong, turns = [], []
    for native_id, table in recorded.groupby("game_id", sort=False):
        rows = table.to_dict("records")
        state = _folded(str(native_id), rows)
        final = Score(int(rows[-1]["scoreHome"]), int(rows[-1]["scoreAway"]))
        if (state.phase, state.score) != (Phase.FINAL, final):
            wrong.append((native_id, state.phase, state.score, final))
        turns.append(state.home.plays + state.away.plays)
    assert wrong == []
    assert 150 < sum(turns) / len(turns) < 200


def _folded(native_id: str, rows: list[Row]) -> GameState:
    game = Game(
        game_id=game_uuid("test", native_id),
        sport=Sport.NBA,
        season=2025,
        season_type=SeasonType.REGULAR,
        home_team=str(rows[0]["home_team"]),
        away_team=str(rows[0]["away_team"]),
        kickoff=datetime(2025, 10, 21, 23, 30, tzinfo=UTC),
        feed="test",
        native_id=native_id,
    )
    state = RULES.start(game, None)
    for play in plays(rows):
        state = RULES.finish(state, play)
    return state
