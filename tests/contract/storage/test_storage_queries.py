"""What is asked of the tables."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from livebet.domain.games import Sport
from livebet.storage import queries
from livebet.storage.queries import ChampionRow, SubscriptionRow
from livebet.storage.writer import Writer

pytestmark = pytest.mark.servers


async def test_active_games_are_those_not_final_of_the_sport_asked_for(
    pool: Any, teller: Any, other: Any
) -> None:
    basketball = replace(other.game, sport=Sport.NBA)
    await Writer(pool).write([teller.update(3), other.update(5, game=basketball)])
    assert [row.game_id for row in await queries.active_games(pool)] == [other.game_id, teller.game_id]
    assert [row.game_id for row in await queries.active_games(pool, "nfl")] == [teller.game_id]
    await Writer(pool).write([teller.update(9, phase="final")])
    assert await queries.active_games(pool, "nfl") == []


async def test_a_game_comes_with_its_state_and_score(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update(3, home_score=7)])
    row = await queries.game(pool, teller.game_id)
    assert row is not None
    assert (row.home_team, row.away_team, row.sport, row.quarter_period) == ("BAL", "NE", "nfl", 1)
    assert row.current_score == {"home": 7, "away": 0}
    assert row.game_state == {
        "offset": 3,
        "revision": 3,
        "phase": "in_play",
        "possession": "home",
        "down": 2,
        "distance": 7,
        "yards_to_goal": 63,
        "timeouts_home": 3,
        "timeouts_away": 2,
        "momentum": 0.25,
        "description": "M.Ingram left end for 3 yards",
        "detail": {},
        "observed_at": "2019-11-03T18:00:03+00:00",
        "season": 2019,
        "season_type": "REG",
        "week": 9,
        "kickoff": "2019-11-03T18:00:00+00:00",
        "feed": "nfl_official",
        "native_id": "2019110310",
        "replay_id": "test",
        "wall_clock": "made",
    }
    assert await queries.game(pool, UUID(int=1)) is None


async def test_the_latest_prediction_is_that_of_the_newest_state(pool: Any, teller: Any) -> None:
    assert await queries.latest_prediction(pool, teller.game_id) is None
    corrected = teller.prediction(6, home_win_probability=0.7)
    same_instant = replace(corrected, observed_at=teller.prediction(5).observed_at)
    await Writer(pool).write([teller.update(), teller.prediction(5), same_instant, teller.prediction(4)])
    row = await queries.latest_prediction(pool, teller.game_id)
    assert row is not None
    assert (row.revision, row.home_win_probability, row.features_used) == (
        6,
        0.7,
        {"margin": 7.0, "spread": None},
    )


async def test_open_value_bets_are_neither_withdrawn_nor_settled_nor_too_thin(pool: Any, teller: Any) -> None:
    offers = [
        teller.bet(6 + number, number, edge=edge) for number, edge in enumerate((0.02, 0.3, 0.01, 0.1, 0.2))
    ]
    await Writer(pool).write(
        [teller.update(), *offers, teller.withdrawn(20, 3), teller.settled(21, number=4)]
    )
    found = await queries.open_value_bets(pool, teller.game_id)
    assert [(row.value_bet_id, row.edge) for row in found] == [
        (teller.bet_id(1), 0.3),
        (teller.bet_id(0), 0.02),
    ]
    assert (found[0].odds, found[0].line, found[0].selection) == (2.8, None, "away")
    thin = await queries.open_value_bets(pool, teller.game_id, min_edge=0.01)
    assert [row.value_bet_id for row in thin] == [teller.bet_id(1), teller.bet_id(0), teller.bet_id(2)]


async def test_a_subscription_asked_for_again_is_the_one_that_stands(pool: Any, teller: Any) -> None:
    first = SubscriptionRow(
        subscription_id=teller.bet_id(9),
        user_id="local",
        subscription={"sports": ["nfl"], "min_edge": 0.05},
        created_at=datetime(2019, 11, 3, tzinfo=UTC),
    )
    again = replace(first, created_at=datetime(2019, 11, 4, tzinfo=UTC))
    assert await queries.subscribe(pool, first) == first
    assert await queries.subscribe(pool, again) == first
    assert await queries.subscriptions(pool, "local") == await queries.subscriptions(pool) == [first]
    assert await queries.subscriptions(pool, "somebody else") == []


async def test_the_champion_is_the_one_last_remembered(pool: Any) -> None:
    assert await queries.champion(pool, "nfl_win_probability") is None
    for version in ("3", "4"):
        row = ChampionRow(
            name="nfl_win_probability",
            alias="champion",
            version=version,
            features=("margin", "seconds_left"),
            updated=datetime(2019, 11, int(version), tzinfo=UTC),
            card={"learnt_from": "simulated seasons", "seasons_learnt": [int(version)]},
        )
        await queries.remember_champion(pool, row)
    assert await queries.champion(pool, "nfl_win_probability") == row
