"""The recorded season 2019 of baseball folds to its finals, where the recording is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from livebet.domain.games import Game, Score, SeasonType, Side, Sport
from livebet.domain.ids import game_uuid
from livebet.domain.plays import Diamond, Play, PlayKind, ScoreChange, ScoreKind, Situation
from livebet.game.sports.mlb import RULES
from livebet.game.state import GameState, Phase

SEASON = Path(__file__).parents[4] / "shared" / "data" / "mlb" / "events_2019.parquet"
KINDS = {
    2: PlayKind.OUT,
    3: PlayKind.STRIKEOUT,
    4: PlayKind.STOLEN_BASE,
    6: PlayKind.CAUGHT_STEALING,
    8: PlayKind.PICKOFF,
    9: PlayKind.ADVANCE,
    10: PlayKind.ADVANCE,
    14: PlayKind.WALK,
    15: PlayKind.WALK,
    16: PlayKind.HIT_BY_PITCH,
    18: PlayKind.ERROR,
    19: PlayKind.FIELDERS_CHOICE,
    20: PlayKind.SINGLE,
    21: PlayKind.DOUBLE,
    22: PlayKind.TRIPLE,
    23: PlayKind.HOME_RUN,
}
"""Event types of Retrosheet."""
GAMES = 300
CUT_SHORT = 8
"""At most so many of the first 300 games were called before the ninth inning was over."""
Row = dict[str, int]


def played(row: Row, following: Row | None) -> Play:
    """Outs and bases as recorded before the event, outs after it; runs from the score before the next one."""
    batting = Side.HOME if row["BAT_HOME_ID"] else Side.AWAY
    before, after = (row["HOME_SCORE_CT"], row["AWAY_SCORE_CT"]), (row["HOME_FINAL"], row["AWAY_FINAL"])
    if following is not None:
        after = (following["HOME_SCORE_CT"], following["AWAY_SCORE_CT"])
    runs = sum(after) - sum(before)
    return Play(
        situation=Situation(
            play_id=str(row["EVENT_ID"]),
            sequence=row["EVENT_ID"],
            period=row["INN_CT"],
            clock_seconds=None,
            possession=batting,
            diamond=Diamond(outs=row["OUTS_CT"], bases=row["BASES_BEFORE"]),
        ),
        kind=KINDS.get(row["EVENT_CD"], PlayKind.OTHER),
        description="",
        scores=(ScoreChange(batting, ScoreKind.RUN),) * runs,
        diamond_after=Diamond(outs=row["OUTS_CT"] + row["EVENT_OUTS_CT"]),
    )


def folded(native_id: str, rows: list[Row]) -> GameState:
    game = Game(
        game_id=game_uuid("test", native_id),
        sport=Sport.MLB,
        season=2019,
        season_type=SeasonType.REGULAR,
        home_team="home",
        away_team="away",
        kickoff=datetime(2019, 4, 1, tzinfo=UTC),
        feed="test",
        native_id=native_id,
    )
    state = RULES.start(game, None)
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        state = RULES.finish(state, played(row, following))
    return state


@pytest.mark.skipif(not SEASON.exists(), reason="the recorded season is not here")
def test_recorded_games_fold_to_their_finals_and_to_their_end_where_the_last_play_made_it():
    pandas = pytest.importorskip("pandas")
    columns = ["GAME_ID", "INN_CT", "BAT_HOME_ID", "OUTS_CT", "AWAY_SCORE_CT", "HOME_SCORE_CT"]
    columns += ["EVENT_CD", "EVENT_ID", "BASES_BEFORE", "HOME_FINAL", "AWAY_FINAL", "EVENT_OUTS_CT"]
    recorded = pandas.read_parquet(SEASON, columns=columns)
    wrong, open_still = [], []
    for native_id, table in list(recorded.groupby("GAME_ID", sort=False, observed=True))[:GAMES]:
        rows = table.sort_values("EVENT_ID").to_dict("records")
        state = folded(str(native_id), rows)
        final = Score(rows[-1]["HOME_FINAL"], rows[-1]["AWAY_FINAL"])
        if state.score != final:
            wrong.append((native_id, state.score, final))
        if state.phase is not Phase.FINAL:
            open_still.append((native_id, rows[-1]["INN_CT"], rows[-1]["EVENT_OUTS_CT"]))
    assert wrong == []
    assert [one for one in open_still if one[1] >= 9] == []
    assert len(open_still) <= CUT_SHORT
