"""What the rule asks of the numbers, and what the numbers themselves can be trusted for."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace as replaced

from livebet.domain.games import Sport
from training.ensemble.runner import Ensemble
from training.measures import Interval
from training.promotion.calibration import chance, slices
from training.promotion.card import Against, Evidence, Latency, Slice, Timing
from training.promotion.compare import against_anchor, against_market
from training.promotion.fingerprints import features_of, rows_fingerprint
from training.promotion.latency import latency
from training.promotion.rule import findings, of_anchor, of_calibration, of_champion, of_coin, of_latency


def apart(value: float, low: float, high: float) -> Against:
    return Against("version 3", 1_000, 20, 0.5 + value, 0.5, Interval(value, low, high))


@pytest.mark.parametrize(
    ("value", "low", "high", "holds", "ends"),
    [
        (-0.0020, -0.0030, -0.0010, True, "no worse."),
        (0.0004, -0.0010, 0.0018, True, "no worse."),
        (0.0006, -0.0010, 0.0022, False, "worse by more than 0.0005."),
        (0.0004, 0.0001, 0.0007, False, "surely worse."),
    ],
)
def test_a_challenger_is_no_worse_on_average_and_perhaps_better(
    value: float, low: float, high: float, holds: bool, ends: str
) -> None:
    found = of_champion(apart(value, low, high))

    assert found.holds is holds
    assert found.sentence == (
        f"Log loss {value:+.5f} [{low:+.5f}, {high:+.5f}] against version 3 on 1,000 rows of 20 games: {ends}"
    )


def test_an_anchor_that_is_not_there_holds_nobody_up_and_is_said_to_be_absent() -> None:
    found = of_anchor(Against("nflfastR", absent="the rows hold none"))

    assert (found.holds, found.sentence) == (True, "Nothing to compare with nflfastR: the rows hold none.")
    assert not of_coin(apart(0.0, -0.1, 0.1)).holds


@pytest.mark.parametrize(
    ("error", "champion", "holds", "says"),
    [
        (
            0.024,
            None,
            True,
            "Calibrated in all 2 slices (nearest to its bound: quarter 4, 0.0240 of 0.0250).",
        ),
        (0.030, None, False, "Calibration error beyond its bound: quarter 4 0.0300 over 0.0250."),
        (
            0.030,
            0.031,
            True,
            "Calibrated no worse than who serves, if not everywhere well: quarter 4 0.0300.",
        ),
    ],
)
def test_a_slice_is_within_its_bound_or_no_worse_than_who_serves(
    error: float, champion: float | None, holds: bool, says: str
) -> None:
    parts = (Slice("quarter 1", 900, 40, 0.01, 0.025), Slice("quarter 4", 900, 40, error, 0.025, champion))

    found = of_calibration(parts)

    assert found.holds is holds
    assert found.sentence == says


@pytest.mark.parametrize(
    ("one", "many", "holds"),
    [(140.0, 19.0, True), (290.0, 39.0, True), (301.0, 5.0, False), (90.0, 41.0, False)],
)
def test_a_busy_machine_gets_twice_the_time(one: float, many: float, holds: bool) -> None:
    found = of_latency(Latency(500, 15, Timing(one, 9_000.0, many, 900.0)))

    assert found.holds is holds
    assert found.sentence.endswith("150 µs and 20 ms, times 2 for a busy machine.")


def test_calibration_and_speed_of_a_first_champion_are_told_and_not_asked_for() -> None:
    absent = Against("the champion", absent="no version serves yet")
    slow = Latency(500, 30, Timing(900.0, 9_000.0, 90.0, 900.0))
    off = (Slice("quarter 4", 900, 40, 0.2, 0.025),)
    first = Evidence((2016,), 900, 40, "", absent, apart(-0.2, -0.3, -0.1), absent, absent, off, slow)

    told, later = findings(first), findings(replaced(first, champion=apart(-0.01, -0.02, 0.0)))

    assert [one.holds for one in told] == [True, True, True, True]
    assert [one.holds for one in later] == [True, False, False]
    assert [one.sentence for one in told[2:]] == [one.sentence for one in later[1:]]


def test_a_perfect_forecast_of_few_games_is_within_what_chance_leaves(played: Any) -> None:
    for season in range(2001, 2011):
        rows = played(season, games=40)
        (whole,) = [one for one in slices(rows, rows.diffusion, None) if one.name.startswith("season")]
        assert 0.025 < whole.error <= whole.bound


def test_what_chance_leaves_shrinks_with_games_and_a_shifted_forecast_exceeds_it(played: Any) -> None:
    few, many = played(2001, games=40), played(2001, games=2_000)
    shifted = np.clip(many.diffusion + 0.08, 0.0, 1.0)

    assert chance(many.diffusion, many.game) < chance(few.diffusion, few.game) / 3
    assert not any(one.holds for one in slices(many, shifted, None))
    assert all(one.holds for one in slices(many, many.diffusion, None))


def test_the_model_is_timed_beside_the_diffusion_alone(model_of: Any) -> None:
    ensemble = Ensemble.from_folder(model_of(1.0))

    told = latency(ensemble, np.zeros((3, 2), np.float32), games=50)

    assert told.games == 50
    assert told.diffusion is not None
    for timing in (told.model, told.diffusion):
        assert 0 < timing.one_p50_us <= timing.one_p99_us
        assert 0 < timing.many_p50_ms <= timing.many_p99_ms


def test_fingerprints_change_with_names_their_order_and_any_value(played: Any) -> None:
    rows = played(2016, games=2)
    other = rows.features.copy()
    other[7, 3] += 1.0

    one, turned = features_of(Sport.NFL, ("down", "margin")), features_of(Sport.NFL, ("margin", "down"))
    assert one.code == turned.code
    assert one.fingerprint != turned.fingerprint
    marks = {
        rows_fingerprint(told)
        for told in (rows, replace(rows, features=other), replace(rows, home_won=1 - rows.home_won))
    }
    assert len(marks) == 3
    assert rows_fingerprint(replace(rows)) == rows_fingerprint(rows)


def test_each_sport_has_its_anchor(played: Any) -> None:
    told = {}
    for sport in Sport:
        rows = played(2024, sport=sport)
        told[sport] = against_anchor(rows, rows.diffusion, None)
    nba = played(2023, sport=Sport.NBA)
    fitted = against_anchor(played(2024, sport=Sport.NBA), played(2024, sport=Sport.NBA).diffusion, nba)

    assert told[Sport.NFL].absent == "the judged rows hold none of its probabilities"
    assert told[Sport.NBA].who == "five-parameter diffusion, fitted on 2021-2024"
    assert fitted.who == "five-parameter diffusion, fitted on 2023-2023"
    assert told[Sport.MLB].who == "state table, five folds of whole date blocks"
    assert told[Sport.MLB].difference.value < 0


def test_a_table_needs_games_of_several_dates(played: Any) -> None:
    rows = played(2024, games=20, sport=Sport.MLB)

    found = against_anchor(rows, rows.diffusion, None)

    assert found.absent == "the games are of too few dates to learn a table on others"


def test_the_market_is_absent_where_no_prices_are_known(played: Any) -> None:
    rows = played(2024, games=2, sport=Sport.NBA)

    assert against_market(rows, rows.diffusion, None).absent == "no prices in play are known for these games"
