"""Numbers, text and documents as columns take them."""

import math
from datetime import UTC, datetime
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livebet.domain.markets import MONEYLINE, Market, MarketKind
from livebet.domain.messages import Refused
from livebet.storage import rows, schema, values


@given(st.floats(allow_nan=False, width=64))
def test_an_impact_is_the_nearest_that_three_places_up_to_99_999_hold(value: float) -> None:
    stored = values.impact(value)
    assert stored is not None
    assert abs(stored) <= Decimal("99.999")
    assert stored.as_tuple().exponent == -3
    if abs(value) < 99.999:
        assert abs(stored - Decimal(value)) <= Decimal("0.0005")


@given(st.floats(min_value=0, max_value=1), st.floats(min_value=0, max_value=1))
def test_a_greater_probability_is_never_stored_smaller(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert values.probability(low) <= values.probability(high)


@pytest.mark.parametrize("value", [-0.0001, 1.0001, math.inf, -math.inf])
def test_a_probability_outside_its_range_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match=r"a share of one is in \[0, 1\]"):
        values.probability(value)


def test_what_is_not_a_number_is_unknown() -> None:
    unknown = (values.odds, values.points, values.edge, values.impact, values.probability, values.stake)
    assert [column(math.nan) for column in unknown] == [None] * len(unknown)


def test_half_a_place_is_rounded_to_even() -> None:
    assert (values.points(2.125), values.points(2.375)) == (Decimal("2.12"), Decimal("2.38"))


@given(st.text(st.characters(exclude_categories=())))
def test_clean_text_is_what_postgresql_takes(text: str) -> None:
    cleaned = values.clean(text)
    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned
    assert values.clean(cleaned) == cleaned


def test_unknown_features_are_null_in_a_document() -> None:
    assert orjson.loads(values.json_text({"spread": math.nan, "margin": 3.0})) == {
        "spread": None,
        "margin": 3.0,
    }


def test_a_market_of_a_part_of_the_game_names_its_period() -> None:
    assert rows.bet_type(MONEYLINE) == "moneyline"
    assert rows.bet_type(Market(MarketKind.TOTAL, 21.5, "1st_half")) == "total:1st_half"


def test_an_insert_of_arrays_cuts_no_text_to_its_columns_length() -> None:
    statement = rows.Target(schema.FINDINGS).unnested
    assert statement == (
        'INSERT INTO findings ("id", "game_id", "finding", "detail", "timestamp") SELECT * FROM '
        "unnest($1::UUID[], $2::UUID[], $3::TEXT[], $4::TEXT[], $5::TIMESTAMP WITH TIME ZONE[])"
    )


@given(st.text(), st.text(), st.text(), st.text(), st.datetimes())
def test_what_was_refused_twice_is_one_row_and_other_items_are_other_rows(
    feed: str, reason: str, payload: str, native_id: str, at: datetime
) -> None:
    item = Refused(feed=feed, reason=reason, payload=payload, native_id=native_id, observed_at=at)
    again = Refused(
        feed=feed, reason=reason, payload=payload, native_id=native_id, observed_at=at.replace(tzinfo=UTC)
    )
    longer = Refused(feed=feed, reason=reason, payload=payload + "!", native_id=native_id, observed_at=at)
    assert rows.refused_row(item) == rows.refused_row(again)
    assert rows.refused_row(item)[0] != rows.refused_row(longer)[0]
