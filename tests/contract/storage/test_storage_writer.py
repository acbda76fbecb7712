"""The batched writer against a real PostgreSQL."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations
from typing import Any

import orjson
import pytest

from livebet.domain.messages import NextEvent, Refused, Shadow
from livebet.storage.queries import latest_prediction
from livebet.storage.writer import Writer

pytestmark = pytest.mark.servers

TABLES = (
    "live_games",
    "live_odds_updates",
    "live_events",
    "live_predictions",
    "live_market_statuses",
    "findings",
    "live_value_bets",
    "refused_items",
    "stream_positions",
)


async def contents(pool: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in an order of its own."""
    return {
        table: sorted((tuple(row) for row in await pool.fetch(f"SELECT * FROM {table}")), key=str)
        for table in TABLES
    }


def shadow(version: str, home: float) -> Shadow:
    return Shadow(model_version=version, home_win_probability=home)


async def one(pool: Any, table: str) -> dict[str, Any]:
    row = await pool.fetchrow(f"SELECT * FROM {table}")
    return {**row}


async def test_an_odds_update_becomes_its_row(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update(), teller.odds(2)])
    assert await one(pool, "live_odds_updates") == {
        "id": teller.odds(2).message_id,
        "game_id": teller.game_id,
        "bookmaker": "sim:anchor",
        "bet_type": "spread",
        "odds_before": Decimal("1.900"),
        "odds_after": Decimal("1.952"),
        "line_before": Decimal("-3.00"),
        "line_after": Decimal("-3.50"),
        "timestamp": datetime(2019, 11, 3, 18, 0, 2, tzinfo=UTC),
        "selection": "home",
        "market_status": "open",
        "significance": Decimal("0.8124"),
    }


async def test_a_key_event_becomes_its_row_and_its_impact_is_held_in_range(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update(), teller.event(3)])
    row = await one(pool, "live_events")
    assert orjson.loads(row.pop("event_data")) == {
        "offset": 3,
        "side": "home",
        "play_id": "312",
        "period": 1,
        "probability_change": {"home": 0.1125, "away": -0.1125},
        "data": {"points": 6},
    }
    assert row == {
        "id": teller.event(3).message_id,
        "game_id": teller.game_id,
        "event_type": "touchdown",
        "event_description": "M.Andrews 12 yard pass from L.Jackson",
        "game_clock": "09:10",
        "impact_score": Decimal("0.113"),
        "timestamp": datetime(2019, 11, 3, 18, 0, 3, tzinfo=UTC),
    }
    await Writer(pool).write(
        [teller.event(4, impact_score=250.0), teller.event(5, impact_score=float("nan"))]
    )
    held = await pool.fetch('SELECT impact_score FROM live_events ORDER BY "timestamp"')
    assert [row["impact_score"] for row in held] == [Decimal("0.113"), Decimal("99.999"), None]


async def test_a_prediction_becomes_its_row_and_unknown_features_are_null(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update(), teller.prediction(4)])
    row = await one(pool, "live_predictions")
    assert orjson.loads(row.pop("features_used")) == {"margin": 7.0, "spread": None}
    assert row == {
        "id": teller.prediction(4).message_id,
        "game_id": teller.game_id,
        "model_version": "3",
        "home_win_probability": Decimal("0.6235"),
        "away_win_probability": Decimal("0.3765"),
        "confidence_score": Decimal("0.8000"),
        "prediction_timestamp": datetime(2019, 11, 3, 18, 0, 4, tzinfo=UTC),
        "revision": 4,
        "play_id": "312",
        "retracted_by": None,
        "retracted_reason": None,
        "low": None,
        "high": None,
        "market_probability": None,
        "blended_probability": None,
        "model_share": None,
        "game_call": Decimal("0.00"),
        "called": Decimal("0.00"),
        "next_event": None,
        "period": None,
    }


async def test_a_prediction_keeps_its_band_its_calls_the_market_beside_it_and_what_may_come_next(
    pool: Any, teller: Any
) -> None:
    coming = NextEvent(
        score={"home touchdown": 0.31, "none": 0.69}, stop={"home timeout": 1.0}, until_score=4.5
    )
    told = replace(
        teller.prediction(
            4, low=0.58, high=0.6651239, model_share=0.16, called=0.85, next_event=coming,
            features={"period": 3.0},
        ),
        market=0.64,
        blended=0.637,
        game_call=0.9,
    )  # fmt: skip
    await Writer(pool).write([teller.update(), told])
    row = await one(pool, "live_predictions")
    assert orjson.loads(row["next_event"]) == {
        "score": {"home touchdown": 0.31, "none": 0.69},
        "stop": {"home timeout": 1.0},
        "until_score": 4.5,
    }
    assert [str(row[name]) for name in NUMBERS] == [
        "0.5800", "0.6651", "0.6400", "0.6370", "0.1600", "0.90", "0.85", "3",
    ]  # fmt: skip


NUMBERS = (
    "low", "high", "market_probability", "blended_probability", "model_share", "game_call", "called", "period"
)  # fmt: skip


async def test_an_inning_is_a_period_and_what_the_rules_say_of_a_final_game_is_of_none(
    pool: Any, teller: Any
) -> None:
    inning = teller.prediction(4, features={"inning": 9.0})
    final = teller.prediction(5, features={})
    await Writer(pool).write([teller.update(), inning, final])
    rows = await pool.fetch("SELECT period FROM live_predictions ORDER BY revision")
    assert [row["period"] for row in rows] == [9, None]


async def test_what_challengers_said_stands_beside_the_prediction_once(pool: Any, teller: Any) -> None:
    told = teller.prediction(4, shadows=(shadow("7", 0.6), shadow("8", 0.71236)))
    await Writer(pool).write([told, teller.update()])
    await Writer(pool).write([told])
    rows = await pool.fetch("SELECT * FROM shadow_predictions ORDER BY model_version")
    assert [tuple(row) for row in rows] == [
        (told.message_id, teller.game_id, "nfl", 4, version, said, told.observed_at)
        for version, said in (("7", Decimal("0.6000")), ("8", Decimal("0.7124")))
    ]


async def test_a_challengers_impossible_answer_is_refused_and_the_champions_stands(
    pool: Any, teller: Any
) -> None:
    broken = teller.prediction(4, shadows=(shadow("7", 1.5),))
    long = teller.prediction(5, shadows=(shadow("v" * 51, 0.5),))
    await Writer(pool).write([teller.update(), broken, long])
    assert await pool.fetchval("SELECT count(*) FROM live_predictions") == 2
    assert await pool.fetchval("SELECT count(*) FROM shadow_predictions") == 0
    reasons = await pool.fetch("SELECT reason FROM refused_items ORDER BY reason")
    assert [row["reason"] for row in reasons] == [
        "PredictionUpdate: a share of one is in [0, 1], not 1.5",
        "PredictionUpdate: value too long for type character varying(50)",
    ]


async def test_a_prediction_that_was_taken_back_stays_and_says_why(pool: Any, teller: Any) -> None:
    false, true, taken_back = teller.prediction(4), teller.prediction(6), teller.retracted(5, 4)
    await Writer(pool).write([teller.update(), false, taken_back, true])
    rows = await pool.fetch(
        "SELECT id, retracted_by, retracted_reason FROM live_predictions ORDER BY revision"
    )
    assert [tuple(row) for row in rows] == [
        (false.message_id, taken_back.message_id, "play_corrected"),
        (true.message_id, None, None),
    ]
    await Writer(pool).write([teller.retracted(7, 6)])
    assert await latest_prediction(pool, teller.game_id) is None


async def test_what_a_rival_foretells_becomes_its_row(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update(), teller.forecast(4)])
    assert await one(pool, "rival_forecasts") == {
        "id": teller.forecast(4).message_id,
        "game_id": teller.game_id,
        "forecaster": "espn",
        "home_win_probability": Decimal("0.7125"),
        "play_id": "312",
        "timestamp": datetime(2019, 11, 3, 18, 0, 4, tzinfo=UTC),
    }


async def test_a_games_row_only_goes_forward(pool: Any, teller: Any) -> None:
    writer = Writer(pool)
    newer = teller.update(9, home_score=7, game_clock="09:10")
    for message in (teller.update(1), newer, teller.update(4, home_score=3)):
        await writer.write([message])
    await writer.write([teller.update(12, home_score=14), teller.update(11, home_score=13)])
    row = await one(pool, "live_games")
    assert orjson.loads(row["current_score"]) == {"home": 14, "away": 0}
    assert orjson.loads(row["game_state"])["offset"] == 12
    assert row["last_updated"] == datetime(2019, 11, 3, 18, 0, 12, tzinfo=UTC)


async def test_a_final_game_is_no_longer_active(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update(1, phase="scheduled")])
    assert (await one(pool, "live_games"))["is_active"]
    await Writer(pool).write([teller.update(2, phase="final")])
    assert not (await one(pool, "live_games"))["is_active"]


async def test_an_abandoned_game_is_not_active_until_a_later_play_takes_it_up(pool: Any, teller: Any) -> None:
    writer = Writer(pool)
    await writer.write([teller.update(), teller.update(2, phase="abandoned")])
    row = await one(pool, "live_games")
    assert (row["is_active"], orjson.loads(row["game_state"])["phase"]) == (False, "abandoned")
    await writer.write([teller.update(3)])
    assert (await one(pool, "live_games"))["is_active"]


async def test_the_same_messages_twice_are_stored_once(pool: Any, teller: Any) -> None:
    writer = Writer(pool)
    await writer.write(teller.everything())
    once = await contents(pool)
    await writer.write(teller.everything())
    assert await contents(pool) == once
    assert {table: len(rows) for table, rows in once.items()} == dict.fromkeys(TABLES, 1) | {
        "stream_positions": 0
    }


async def test_a_message_twice_in_one_batch_is_stored_once(pool: Any, teller: Any) -> None:
    written = await Writer(pool).write([*teller.everything(), *teller.everything()])
    assert {table: len(rows) for table, rows in (await contents(pool)).items()} == dict.fromkeys(
        TABLES, 1
    ) | {"stream_positions": 0}
    assert written.stored["OddsUpdate"] == 2


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"bookmaker": "b" * 51}, "OddsUpdate: value too long for type character varying(50)"),
        ({"bookmaker": "nul\x00"}, 'OddsUpdate: invalid byte sequence for encoding "UTF8": 0x00'),
        ({"significance": 1.5}, "OddsUpdate: a share of one is in [0, 1], not 1.5"),
    ],
)
async def test_a_row_that_does_not_fit_is_refused_and_the_rest_is_stored(
    pool: Any, teller: Any, bad: dict[str, Any], reason: str
) -> None:
    batch = [teller.update(), *(teller.odds(number) for number in range(2, 102))]
    batch[57] = teller.odds(58, **bad)
    written = await Writer(pool).write(batch)
    stored = await pool.fetch("SELECT id FROM live_odds_updates")
    assert {row["id"] for row in stored} == {m.message_id for m in batch[1:] if m is not batch[57]}
    row = await one(pool, "refused_items")
    assert (row["feed"], row["native_id"], row["reason"]) == ("storage", str(teller.game_id), reason)
    assert orjson.loads(row["payload"])["message_id"] == str(batch[57].message_id)
    assert [item.reason for item in written.refused] == [reason]
    assert written.stored == {"GameUpdate": 1, "OddsUpdate": 99}


async def test_a_message_of_a_game_that_nobody_told_of_is_refused(pool: Any, teller: Any, other: Any) -> None:
    await Writer(pool).write([teller.update(), teller.odds(2), other.odds(2)])
    assert (await one(pool, "live_odds_updates"))["game_id"] == teller.game_id
    row = await one(pool, "refused_items")
    assert row["native_id"] == str(other.game_id)
    assert "violates foreign key constraint" in row["reason"]


async def test_what_cannot_be_said_in_text_is_stored_as_refused_all_the_same(pool: Any, teller: Any) -> None:
    odd = Refused(
        feed="f" * 80,
        reason="lone \ud800 surrogate",
        payload="nul \x00 inside",
        native_id="x\x00",
        observed_at=datetime(2019, 11, 3, 18),
    )
    await Writer(pool).write([odd])
    await Writer(pool).write([odd])
    row = await one(pool, "refused_items")
    assert (row["feed"], row["native_id"]) == ("f" * 50, "x\ufffd")
    assert (row["reason"], row["payload"]) == ("lone ? surrogate", "nul \ufffd inside")
    assert row["timestamp"] == datetime(2019, 11, 3, 18, tzinfo=UTC)


async def test_rows_go_to_the_partition_of_their_month(pool: Any, teller: Any) -> None:
    year_end = datetime(2019, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
    messages = [
        teller.odds(2),
        replace(teller.odds(3), observed_at=year_end),
        replace(teller.odds(4), observed_at=datetime(2020, 1, 1, tzinfo=UTC)),
        replace(teller.odds(5), observed_at=datetime(9999, 1, 1, tzinfo=UTC)),
    ]
    await Writer(pool).write([teller.update(), *messages])
    places = await pool.fetch("SELECT tableoid::regclass::text AS place, id FROM live_odds_updates")
    assert {row["id"]: row["place"] for row in places} == dict(
        zip(
            (message.message_id for message in messages),
            (
                "live_odds_updates_2019_11",
                "live_odds_updates_2019_12",
                "live_odds_updates_2020_01",
                "live_odds_updates_default",
            ),
            strict=True,
        )
    )


async def test_a_month_whose_rows_lie_in_the_default_partition_stays_there(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update()])
    await pool.execute(
        "INSERT INTO live_odds_updates (game_id, bookmaker, bet_type, timestamp) "
        "VALUES ($1, 'sim:anchor', 'moneyline', '2019-11-05')",
        teller.game_id,
    )
    await Writer(pool).write([teller.odds(2)])
    places = await pool.fetch("SELECT DISTINCT tableoid::regclass::text AS place FROM live_odds_updates")
    assert [row["place"] for row in places] == ["live_odds_updates_default"]


async def test_a_key_event_taken_back_stays_marked_with_its_retraction(pool: Any, teller: Any) -> None:
    false, other = teller.event(3), teller.event(4)
    taken_back = teller.event(
        9, event_type="retracted", data={"retracts": str(false.message_id), "event_type": "touchdown"}
    )
    await Writer(pool).write([teller.update(), false, other])
    await Writer(pool).write([taken_back])
    await Writer(pool).write([false, taken_back])
    rows = await pool.fetch(
        "SELECT id, event_type, event_data->>'retracted_by' AS retracted_by FROM live_events "
        "ORDER BY timestamp"
    )
    assert [tuple(row) for row in rows] == [
        (false.message_id, "touchdown", str(taken_back.message_id)),
        (other.message_id, "touchdown", None),
        (taken_back.message_id, "retracted", None),
    ]


async def test_a_key_event_told_and_taken_back_in_one_batch_is_marked(pool: Any, teller: Any) -> None:
    false = teller.event(3)
    taken_back = teller.event(4, event_type="retracted", data={"retracts": str(false.message_id)})
    await Writer(pool).write([teller.update(), taken_back, false])
    assert (
        await pool.fetchval(
            "SELECT id FROM live_events WHERE event_data->>'retracted_by' = $1", str(taken_back.message_id)
        )
        == false.message_id
    )


async def test_a_retraction_of_what_is_no_id_is_refused(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update(), teller.event(3, data={"retracts": "that touchdown"})])
    assert (await one(pool, "refused_items"))["reason"] == ("KeyEvent: badly formed hexadecimal UUID string")


async def test_a_value_bets_row_is_the_same_whatever_order_its_messages_come_in(
    pool: Any, teller: Any
) -> None:
    told = [teller.bet(7), teller.bet(8, edge=0.2), teller.withdrawn(9), teller.settled(20, "lost")]
    await Writer(pool).write([teller.update(), *told])
    row = await one(pool, "live_value_bets")
    assert (row["edge"], row["withdrawn_reason"], row["outcome"]) == (
        Decimal("0.2000"),
        "price moved",
        "lost",
    )
    assert row["offered_at"] == datetime(2019, 11, 3, 18, 0, 7, tzinfo=UTC)
    assert row["recommended_stake"] == row["settled_stake"] == Decimal("0.020556")
    for again in permutations(told):
        await Writer(pool).write(again)
        assert await one(pool, "live_value_bets") == row


async def test_an_offer_made_anew_after_its_withdrawal_stands(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update(), teller.bet(7), teller.withdrawn(8)])
    await Writer(pool).write([teller.bet(9)])
    row = await one(pool, "live_value_bets")
    assert (row["withdrawn_at"], row["withdrawn_reason"], row["message_offset"]) == (None, None, 9)


async def test_a_corrected_settlement_replaces_the_first(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update(), teller.bet(7), teller.settled(20, "won")])
    await Writer(pool).write([teller.settled(25, "push")])
    assert (await one(pool, "live_value_bets"))["outcome"] == "push"


async def test_a_settlement_of_a_bet_that_is_not_stored_is_refused(pool: Any, teller: Any) -> None:
    await Writer(pool).write([teller.update(), teller.settled(20)])
    assert (await one(pool, "refused_items"))["reason"] == "ValueBetSettled: its value bet is not stored"


async def test_positions_are_stored_with_their_batch_or_not_at_all(pool: Any, teller: Any) -> None:
    writer = Writer(pool)
    await writer.write([teller.update()], {"livebet:out:0": "5-0", "livebet:refused": "3-1"})
    assert await writer.positions() == {"livebet:out:0": "5-0", "livebet:refused": "3-1"}
    await pool.execute("DROP TABLE live_events CASCADE")
    with pytest.raises(Exception, match="live_events"):
        await writer.write([teller.odds(2), teller.event(3)], {"livebet:out:0": "9-0"})
    assert await writer.positions() == {"livebet:out:0": "5-0", "livebet:refused": "3-1"}
    assert await pool.fetchval("SELECT count(*) FROM live_odds_updates") == 0
